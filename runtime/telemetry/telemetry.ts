import { CloudWatchClient, PutMetricDataCommand, type MetricDatum } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  type InputLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';
import { isNamed } from '../aws/aws-errors';
import { connectionFor } from '../aws/connection';
import type { HandlerEvent } from '../protocol/event';
import { batchOf } from './log-batch';

/** Logs and metrics together may take this long. */
const TIME_LIMIT_MS = 900;

/** What an invocation has done. */
export interface Report {
  typeName: string;
  startedAt: number;
  endedAt: number;
  lines: InputLogEvent[];
  /** The error code of a failed operation. */
  errorCode: string | undefined;
}

/**
 * Sends the log lines and the metrics of an invocation to the account that registered the type, both at the same time.
 * An error is ignored, and the answer to CloudFormation waits no longer than TIME_LIMIT_MS.
 */
export async function sendTelemetry(event: HandlerEvent, report: Report): Promise<void> {
  if (!event.delivery) return;
  const options = { abortSignal: AbortSignal.timeout(TIME_LIMIT_MS) };
  const connection = connectionFor(event.region, event.delivery.credentials, 1, options.abortSignal);
  const group = event.delivery.logGroupName;

  const logs = async () => {
    const client = new CloudWatchLogsClient(connection);
    const names = { logGroupName: group, logStreamName: streamName(event) };
    const put = () =>
      client.send(new PutLogEventsCommand({ ...names, logEvents: batchOf(report.lines) }), options);
    try {
      await put();
    } catch (error) {
      if (!isNamed(error, 'ResourceNotFoundException')) throw error;
      await createStream(client, names, options);
      await put();
    }
  };
  const metrics = async () => {
    const client = new CloudWatchClient({ ...connection, disableRequestCompression: true });
    await client.send(new PutMetricDataCommand(metricData(event, report)), options);
  };
  await Promise.allSettled([logs(), metrics()]);
}

/** Makes the stream, and its group if need be. Another invocation may make the same ones at the same moment. */
async function createStream(
  client: CloudWatchLogsClient,
  names: { logGroupName: string; logStreamName: string },
  options: { abortSignal: AbortSignal },
): Promise<void> {
  const stream = () => client.send(new CreateLogStreamCommand(names), options);
  try {
    await unlessThere(stream());
  } catch (error) {
    if (!isNamed(error, 'ResourceNotFoundException')) throw error;
    await unlessThere(client.send(new CreateLogGroupCommand({ logGroupName: names.logGroupName }), options));
    await unlessThere(stream());
  }
}

async function unlessThere(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!isNamed(error, 'ResourceAlreadyExistsException')) throw error;
  }
}

/** Each resource has a stream. A stream's name has no colons. (CloudWatch Logs API Reference, CreateLogStream.) */
function streamName(event: HandlerEvent): string {
  const name =
    event.stackId && event.logicalResourceId
      ? `${event.stackId}/${event.logicalResourceId}`
      : `${event.accountId}-${event.region}`;
  return name.replaceAll(':', '__');
}

/** The namespace, names and dimensions are those that every resource type of the registry publishes. */
function metricData(event: HandlerEvent, report: Report): { Namespace: string; MetricData: MetricDatum[] } {
  const Dimensions = [
    { Name: 'DimensionKeyActionType', Value: event.action },
    { Name: 'DimensionKeyResourceType', Value: report.typeName },
  ];
  const invoked = { Dimensions, Timestamp: new Date(report.startedAt) };
  const ended = { Dimensions, Timestamp: new Date(report.endedAt) };
  const MetricData: MetricDatum[] = [
    { ...invoked, MetricName: 'HandlerInvocationCount', Unit: 'Count', Value: 1 },
    {
      ...ended,
      MetricName: 'HandlerInvocationDuration',
      Unit: 'Milliseconds',
      Value: report.endedAt - report.startedAt,
    },
  ];
  if (report.errorCode) {
    MetricData.push({
      ...ended,
      MetricName: 'HandlerException',
      Unit: 'Count',
      Value: 1,
      Dimensions: [...Dimensions, { Name: 'DimensionKeyExceptionType', Value: report.errorCode }],
    });
  }
  return { Namespace: `AWS/CloudFormation/${report.typeName.replaceAll('::', '/')}`, MetricData };
}
