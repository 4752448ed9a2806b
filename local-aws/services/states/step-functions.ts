import type {
  CreateStateMachineInput,
  DeleteStateMachineInput,
  DescribeExecutionInput,
  DescribeExecutionOutput,
  DescribeStateMachineInput,
  DescribeStateMachineOutput,
  ListExecutionsInput,
  ListTagsForResourceInput,
  StartExecutionInput,
  StateMachineType,
  TagResourceInput,
  UntagResourceInput,
  UpdateStateMachineInput,
} from '@aws-sdk/client-sfn';
import { Ids, regionalArn, type AccountContext } from '../../core/account-context';
import { ServiceError, type Service } from '../../core/service';
import { lowerCaseTags, TagStore } from '../../core/tags';
import type { Roles } from '../codedeploy/service-ports';
import type { InvocationResult } from '../lambda/stored-function';
import { checkDefinition, parseDefinition } from './definition';
import { Execution, StateFailure } from './execution';
import { isObject, parseJson, type Json } from './json';

/** What state machines invoke. */
interface InvocableFunctions {
  arnOf(nameOrArn: string): string;
  /** @throws ServiceError ResourceNotFoundException */
  run(nameOrArn: string, event: unknown): Promise<InvocationResult>;
}

interface StateMachine {
  arn: string;
  name: string;
  roleArn: string;
  type: StateMachineType;
  definition: string;
  logging: DescribeStateMachineOutput['loggingConfiguration'];
  created: Date;
  revisionId: string;
  /** By name. */
  executions: Map<string, { arn: string; started: Date; execution: Execution }>;
}

/**
 * AWS Step Functions, as far as the waiter of the AWS CDK's provider framework needs it: state machines of tasks that invoke
 * Lambda functions, with Retry and Catch.
 * Source: Amazon States Language (states-language.net); AWS Step Functions API Reference.
 */
export class StepFunctions implements Service {
  /** By ARN. */
  readonly #machines = new Map<string, StateMachine>();
  readonly #tags = new TagStore();
  readonly #ids = new Ids('states');

  readonly operations = {
    CreateStateMachine: (input: CreateStateMachineInput) => this.#create(input),
    UpdateStateMachine: (input: UpdateStateMachineInput) => this.#update(input),
    DescribeStateMachine: ({ stateMachineArn: arn }: DescribeStateMachineInput) => describe(this.#get(arn)),
    ListStateMachines: () => ({
      stateMachines: [...this.#machines.values()].map(({ arn, name, type, created }) => ({
        stateMachineArn: arn,
        name,
        type,
        creationDate: created,
      })),
    }),
    DeleteStateMachine: ({ stateMachineArn: arn = '' }: DeleteStateMachineInput) => {
      for (const { execution } of this.#machines.get(arn)?.executions.values() ?? []) execution.abort();
      this.#machines.delete(arn);
      this.#tags.forget(arn);
      return {};
    },
    StartExecution: (input: StartExecutionInput) => this.#start(input),
    DescribeExecution: ({ executionArn: arn }: DescribeExecutionInput) => this.#describeExecution(arn ?? ''),
    ListExecutions: ({ stateMachineArn: arn }: ListExecutionsInput) => {
      const { executions } = this.#get(arn);
      return {
        executions: [...executions].map(([name, { arn: id }]) => ({ ...this.#describeExecution(id), name })),
      };
    },
    TagResource: ({ resourceArn: arn = '', tags }: TagResourceInput) => {
      this.#tags.add(arn, lowerCaseTags.read(tags));
      return {};
    },
    UntagResource: ({ resourceArn: arn = '', tagKeys: keys = [] }: UntagResourceInput) => {
      this.#tags.remove(arn, keys);
      return {};
    },
    ListTagsForResource: ({ resourceArn: arn = '' }: ListTagsForResourceInput) => ({
      tags: lowerCaseTags.write(this.#tags.of(arn)),
    }),
  };

  constructor(
    private readonly account: AccountContext,
    private readonly functions: InvocableFunctions,
    private readonly roles: Roles,
  ) {}

  #create(input: CreateStateMachineInput) {
    const { name = '', definition = '', roleArn = '', type = 'STANDARD' } = input;
    if (!/^[\w-]{1,80}$/.test(name)) throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
    checkDefinition(definition);
    this.#checkRole(roleArn);
    const arn = regionalArn(this.account, 'states', `stateMachine:${name}`);
    if (this.#machines.has(arn))
      throw new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    const created = this.account.clock.date();
    const stored = { arn, name, roleArn, type, definition, logging: input.loggingConfiguration, created };
    this.#machines.set(arn, { ...stored, revisionId: this.#ids.uuid(), executions: new Map() });
    this.#tags.add(arn, lowerCaseTags.read(input.tags));
    return { stateMachineArn: arn, creationDate: created };
  }

  #update(input: UpdateStateMachineInput) {
    const machine = this.#get(input.stateMachineArn);
    const { definition = machine.definition, roleArn = machine.roleArn } = input;
    checkDefinition(definition);
    this.#checkRole(roleArn);
    const logging = input.loggingConfiguration ?? machine.logging;
    Object.assign(machine, { definition, roleArn, logging, revisionId: this.#ids.uuid() });
    return { updateDate: this.account.clock.date(), revisionId: machine.revisionId };
  }

  #start({ stateMachineArn, name = this.#ids.uuid(), input = '{}' }: StartExecutionInput) {
    const machine = this.#get(stateMachineArn);
    if (parseJson(input) === undefined)
      throw new ServiceError(
        'InvalidExecutionInput',
        'Invalid State Machine Execution Input: it is not JSON.',
      );
    const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    if (machine.executions.has(name))
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    if (machine.type !== 'STANDARD')
      throw new ServiceError(
        'ValidationException',
        `The local AWS plays state machines of type STANDARD only, and ${machine.arn} is ${machine.type}.`,
      );
    const { clock } = this.account;
    // An execution keeps the definition and the role with which it started.
    const { roleArn } = machine;
    const definition = parseDefinition(machine.definition);
    const invoke = (functionName: string, event: Json) => this.#invoke(roleArn, functionName, event);
    const execution = new Execution(clock, definition, invoke, input);
    machine.executions.set(name, { arn, started: clock.date(), execution });
    return { executionArn: arn, startDate: clock.date() };
  }

  /** The errors have the names that Step Functions gives them (Step Functions Developer Guide, "Handling errors"). */
  async #invoke(roleArn: string, functionName: string, event: Json): Promise<string> {
    const arn = this.functions.arnOf(functionName);
    if (!this.roles.allows(roleArn, 'lambda:InvokeFunction', arn))
      throw new StateFailure(
        'Lambda.AWSLambdaException',
        `${roleArn} is not authorized to perform: lambda:InvokeFunction on resource: ${arn}`,
      );
    const { payload, error } = await this.functions.run(arn, event).catch((refused: unknown) => {
      if (refused instanceof ServiceError) throw new StateFailure(`Lambda.${refused.code}`, refused.message);
      throw refused;
    });
    if (!error) return payload;
    const failure = parseJson(payload);
    const name = isObject(failure) ? failure.errorType : undefined;
    throw new StateFailure(typeof name === 'string' && name !== '' ? name : 'Lambda.Unknown', payload);
  }

  #describeExecution(executionArn: string): DescribeExecutionOutput {
    for (const { arn: stateMachineArn, executions } of this.#machines.values())
      for (const [name, { arn, started, execution }] of executions)
        if (arn === executionArn) {
          const { status, stopped, input, output, failure } = execution;
          const dates = { startDate: started, stopDate: stopped };
          const result = { output, error: failure?.error, cause: failure?.description };
          return { executionArn, stateMachineArn, name, status, ...dates, input, ...result };
        }
    throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
  }

  #checkRole(roleArn: string): void {
    if (this.roles.canAssume(roleArn, 'states.amazonaws.com')) return;
    throw new ServiceError(
      'AccessDeniedException',
      'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
    );
  }

  #get(arn = ''): StateMachine {
    const found = this.#machines.get(arn);
    if (found) return found;
    throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }
}

function describe(machine: StateMachine): DescribeStateMachineOutput {
  const { arn, name, roleArn, type, definition, logging, created, revisionId } = machine;
  return {
    stateMachineArn: arn,
    name,
    status: 'ACTIVE',
    definition,
    roleArn,
    type,
    creationDate: created,
    loggingConfiguration: logging,
    revisionId,
  };
}
