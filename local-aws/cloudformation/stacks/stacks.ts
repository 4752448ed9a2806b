import { validationError } from '../values/errors';
import type { Stack } from './stack';

/** All stacks of the account, deleted ones too, oldest first. */
export class Stacks {
  readonly all: Stack[] = [];

  /** Finds a stack by its id, or by its name unless it is deleted. */
  find(nameOrId: string): Stack | undefined {
    return this.all.find(
      (stack) => stack.id === nameOrId || (stack.name === nameOrId && stack.status !== 'DELETE_COMPLETE'),
    );
  }

  /** @throws ServiceError ValidationError `Stack with id … does not exist` */
  get(nameOrId: string): Stack {
    const stack = this.find(nameOrId);
    if (!stack) throw validationError(`Stack with id ${nameOrId} does not exist`);
    return stack;
  }

  /** The root of the stacks that this one is nested in; undefined when it is not nested. */
  rootOf({ origin }: Stack): Stack | undefined {
    const parent = origin.parentId === undefined ? undefined : this.find(origin.parentId);
    return parent && (this.rootOf(parent) ?? parent);
  }

  /** The stack that a physical resource belongs to. */
  ownerOf(type: string, physicalId: string): Stack | undefined {
    const owns = (stack: Stack): boolean =>
      [...stack.resources.values()].some((one) => one.type === type && one.physicalId === physicalId);
    return this.all.find((stack) => stack.status !== 'DELETE_COMPLETE' && owns(stack));
  }

  /** Removes a stack whose first change set could not be created. */
  forget(stack: Stack): void {
    this.all.splice(this.all.indexOf(stack), 1);
  }

  /** The stack that exports a value by this name, and the value. */
  findExport(name: string): { stack: Stack; value: string } | undefined {
    for (const stack of this.all) {
      const output = Object.values(stack.outputs).find(({ exportName }) => exportName === name);
      if (output) return { stack, value: output.value };
    }
    return undefined;
  }

  /** Names of the stacks that import this export. */
  importers(name: string): string[] {
    return this.all.filter((stack) => stack.imports.has(name)).map((stack) => stack.name);
  }
}
