import type {
  ListExportsOutput,
  ListImportsInput,
  ListImportsOutput,
  ListStacksInput,
  ListStacksOutput,
} from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../cloudformation';
import { validationError } from '../values/errors';
import { summariseStack } from './describe';

/** The API operations that list stacks and their exports (AWS CloudFormation API Reference). Lists have one page. */
export function listOperations({ stacks }: CloudFormation) {
  return {
    /** Deleted stacks too, the newest first. */
    ListStacks: ({ StackStatusFilter: filter = [] }: ListStacksInput): ListStacksOutput => ({
      StackSummaries: stacks.all
        .filter(({ status }) => filter.length === 0 || filter.includes(status))
        .map((stack) => summariseStack(stack, stacks.rootOf(stack)?.id))
        .reverse(),
    }),
    ListExports: (): ListExportsOutput => ({
      Exports: stacks.all.flatMap(({ id, outputs }) =>
        Object.values(outputs).flatMap(({ exportName, value }) =>
          exportName === undefined ? [] : [{ ExportingStackId: id, Name: exportName, Value: value }],
        ),
      ),
    }),
    ListImports: ({ ExportName: name = '' }: ListImportsInput): ListImportsOutput => {
      if (!stacks.findExport(name)) throw validationError(`Export '${name}' does not exist.`);
      const Imports = stacks.importers(name);
      if (Imports.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`);
      return { Imports };
    },
  };
}
