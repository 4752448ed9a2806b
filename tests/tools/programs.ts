import { execFile, type ExecFileOptions } from 'node:child_process';
import { CloudControlApi, CloudFormation, CloudFormationApi, startLocalAws, type LocalAws } from '#local-aws';
import { findProgram } from '../../scripts/cfn';

/** The operations with which programs wait for stacks. */
const QUESTIONS = ['DescribeStacks', 'DescribeStackEvents', 'DescribeEvents', 'DescribeChangeSet'];
/** Those with which they wait for something else, and far more seconds than that takes. */
const OTHER_QUESTIONS: Record<string, number> = {
  DescribeStackDriftDetectionStatus: 300,
  DescribeStackRefactor: 300,
};
/** Ends a program that hangs before the test runner gives up, so that none is left behind. */
const LONGEST_RUN_MS = 500_000;

/** An account that programs use. */
export interface ProgramAccount {
  readonly aws: LocalAws;
  readonly cloudFormation: CloudFormation;
  /**
   * Runs a program to its end.
   * @returns what it has written to its standard output
   * @throws Error with everything that it has written, when its exit code is not 0
   */
  run(program: string, args: readonly string[], options?: ExecFileOptions): Promise<string>;
  close(): Promise<void>;
}

/** Starts an account. Before it answers how a stack is, the operations in progress end, so no program waits. */
export async function startForPrograms(): Promise<ProgramAccount> {
  const aws = await startLocalAws();
  const cloudFormation = new CloudFormation(aws);
  aws.register('cloudformation', new CloudFormationApi(cloudFormation));
  aws.register('cloudcontrolapi', new CloudControlApi(cloudFormation));
  aws.faults.before(
    { service: 'cloudformation', lasting: true, when: (_, { operation }) => QUESTIONS.includes(operation) },
    async () => {
      // Some programs take an event for old that has the time of the one before.
      await aws.clock.advance(1);
      for (const stack of cloudFormation.stacks.all) if (stack.operation) await cloudFormation.settle(stack);
    },
  );
  for (const [operation, seconds] of Object.entries(OTHER_QUESTIONS))
    aws.faults.before({ service: 'cloudformation', operation, lasting: true }, () =>
      aws.clock.advance(seconds),
    );
  const environment = {
    ...withoutAws(process.env),
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_DEFAULT_REGION: aws.region,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: 'AKIDPROGRAM',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return {
    aws,
    cloudFormation,
    run: (program, args, options = {}) =>
      new Promise((resolve, reject) => {
        const all = {
          maxBuffer: 64 * 1024 * 1024,
          timeout: LONGEST_RUN_MS,
          ...options,
          env: { ...environment, ...options.env },
        };
        execFile(findProgram(program) ?? program, [...args], all, (error, stdout, stderr) => {
          if (error) reject(new Error(`${program} ${args.join(' ')}\n${String(stdout)}\n${String(stderr)}`));
          else resolve(String(stdout));
        });
      }),
    close: async () => {
      await cloudFormation.close();
      await aws.close();
    },
  };
}

function withoutAws(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));
}
