import type {
  CreateLogGroupRequest,
  CreateLogStreamRequest,
  DeleteLogGroupRequest,
  DeleteLogStreamRequest,
  DeleteRetentionPolicyRequest,
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  FilterLogEventsRequest,
  FilterLogEventsResponse,
  GetLogEventsRequest,
  GetLogEventsResponse,
  OutputLogEvent,
  PutLogEventsRequest,
  PutLogEventsResponse,
  PutRetentionPolicyRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { regionalArn, type AccountContext } from '../../core/account-context';
import { ServiceError, type Service } from '../../core/service';
import { filterOf } from './filter-pattern';

interface LogGroup {
  name: string;
  createdAt: number;
  retentionInDays?: number;
  streams: Map<string, LogStream>;
}

interface LogStream {
  createdAt: number;
  events: (OutputLogEvent & { timestamp: number; message: string })[];
}

/** Amazon CloudWatch Logs: groups, streams and their events. */
export class Logs implements Service {
  readonly #groups = new Map<string, LogGroup>();

  readonly operations = {
    CreateLogGroup: ({ logGroupName: name = '' }: CreateLogGroupRequest) => {
      if (this.#groups.has(name)) throw alreadyExists('log group');
      this.#groups.set(name, { name, createdAt: this.account.clock.now(), streams: new Map() });
    },
    DescribeLogGroups: (input: DescribeLogGroupsRequest) => this.#describeGroups(input),
    DeleteLogGroup: ({ logGroupName: name }: DeleteLogGroupRequest) => {
      this.#groups.delete(this.#group(name).name);
    },
    PutRetentionPolicy: ({ logGroupName: name, retentionInDays: days = 0 }: PutRetentionPolicyRequest) => {
      this.#group(name).retentionInDays = days;
    },
    DeleteRetentionPolicy: ({ logGroupName: name }: DeleteRetentionPolicyRequest) => {
      delete this.#group(name).retentionInDays;
    },
    CreateLogStream: ({ logGroupName: group, logStreamName: name = '' }: CreateLogStreamRequest) => {
      const { streams } = this.#group(group);
      if (streams.has(name)) throw alreadyExists('log stream');
      streams.set(name, { createdAt: this.account.clock.now(), events: [] });
    },
    DescribeLogStreams: (input: DescribeLogStreamsRequest) => this.#describeStreams(input),
    DeleteLogStream: ({ logGroupName: group, logStreamName: name = '' }: DeleteLogStreamRequest) => {
      this.#stream(group, name);
      this.#group(group).streams.delete(name);
    },
    PutLogEvents: (input: PutLogEventsRequest) => this.#putEvents(input),
    GetLogEvents: (input: GetLogEventsRequest) => this.#getEvents(input),
    FilterLogEvents: (input: FilterLogEventsRequest) => this.#filterEvents(input),
  };

  constructor(private readonly account: AccountContext) {}

  /** Stores the output of a Lambda function. Creates its group and stream if they do not exist. */
  write(groupName: string, streamName: string, messages: readonly string[]): void {
    const now = this.account.clock.now();
    const group = this.#groups.get(groupName) ?? {
      name: groupName,
      createdAt: now,
      streams: new Map<string, LogStream>(),
    };
    this.#groups.set(groupName, group);
    const stream = group.streams.get(streamName) ?? { createdAt: now, events: [] };
    group.streams.set(streamName, stream);
    stream.events.push(...messages.map((message) => ({ timestamp: now, message, ingestionTime: now })));
  }

  /** Every line of a group; its streams in order of creation. */
  messages(groupName: string): string[] {
    const streams = [...(this.#groups.get(groupName)?.streams.values() ?? [])];
    return streams.flatMap(({ events }) => events.map(({ message }) => message));
  }

  #describeGroups({ logGroupNamePrefix: prefix = '' }: DescribeLogGroupsRequest): DescribeLogGroupsResponse {
    const found = [...this.#groups.values()].filter(({ name }) => name.startsWith(prefix));
    return {
      logGroups: found.map((group) => ({
        logGroupName: group.name,
        creationTime: group.createdAt,
        retentionInDays: group.retentionInDays,
        metricFilterCount: 0,
        arn: `${this.#arn(group.name)}:*`,
        logGroupArn: this.#arn(group.name),
        storedBytes: 0,
      })),
    };
  }

  #describeStreams(input: DescribeLogStreamsRequest): DescribeLogStreamsResponse {
    const { logGroupName: groupName, logStreamNamePrefix: prefix = '' } = input;
    const group = this.#group(groupName);
    const found = [...group.streams].filter(([name]) => name.startsWith(prefix));
    return {
      logStreams: found.map(([name, { createdAt, events }]) => ({
        logStreamName: name,
        creationTime: createdAt,
        firstEventTimestamp: events[0]?.timestamp,
        lastEventTimestamp: events.at(-1)?.timestamp,
        lastIngestionTime: events.at(-1)?.ingestionTime,
        arn: `${this.#arn(group.name)}:log-stream:${name}`,
        storedBytes: 0,
      })),
    };
  }

  #putEvents(input: PutLogEventsRequest): PutLogEventsResponse {
    const { events } = this.#stream(input.logGroupName, input.logStreamName);
    const given = input.logEvents ?? [];
    if (given.length === 0)
      throw new ServiceError('InvalidParameterException', 'Log events must not be empty.');
    const inOrder = given.every(
      ({ timestamp = 0 }, index) => timestamp >= (given[index - 1]?.timestamp ?? 0),
    );
    if (!inOrder) {
      throw new ServiceError(
        'InvalidParameterException',
        'Log events in a single PutLogEvents request must be in chronological order.',
      );
    }
    const ingestionTime = this.account.clock.now();
    events.push(...given.map(({ timestamp = 0, message = '' }) => ({ timestamp, message, ingestionTime })));
    return {};
  }

  #getEvents(input: GetLogEventsRequest): GetLogEventsResponse {
    const { events } = this.#stream(input.logGroupName, input.logStreamName);
    const { startTime = 0, endTime = Infinity, startFromHead = false, limit = 10_000 } = input;
    const found = events.filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime);
    const page = startFromHead ? found.slice(0, limit) : found.slice(-limit);
    // One page has all events, so both tokens lead to an empty page.
    const paged = input.nextToken === undefined ? page : [];
    return { events: paged, nextForwardToken: 'f/end', nextBackwardToken: 'b/end' };
  }

  /** The events of all streams, oldest first. */
  #filterEvents(input: FilterLogEventsRequest): FilterLogEventsResponse {
    const {
      startTime = 0,
      endTime = Infinity,
      logStreamNames,
      logStreamNamePrefix = '',
      limit = 10_000,
    } = input;
    const accepts = filterOf(input.filterPattern);
    const events = [...this.#group(input.logGroupName).streams]
      .filter(([name]) => logStreamNames?.includes(name) ?? name.startsWith(logStreamNamePrefix))
      .flatMap(([logStreamName, stream]) =>
        stream.events.map((event, index) => ({
          ...event,
          logStreamName,
          eventId: `${logStreamName}-${index}`,
        })),
      )
      .filter(({ timestamp, message }) => timestamp >= startTime && timestamp <= endTime && accepts(message))
      .sort((one, other) => one.timestamp - other.timestamp);
    return { events: events.slice(0, limit), searchedLogStreams: [] };
  }

  #group(name: string | undefined): LogGroup {
    const found = this.#groups.get(name ?? '');
    if (!found) throw notFound('log group');
    return found;
  }

  #stream(group: string | undefined, name: string | undefined): LogStream {
    const found = this.#group(group).streams.get(name ?? '');
    if (!found) throw notFound('log stream');
    return found;
  }

  #arn(name: string): string {
    return regionalArn(this.account, 'logs', `log-group:${name}`);
  }
}

function notFound(thing: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `The specified ${thing} does not exist.`);
}

function alreadyExists(thing: string): ServiceError {
  return new ServiceError('ResourceAlreadyExistsException', `The specified ${thing} already exists`);
}
