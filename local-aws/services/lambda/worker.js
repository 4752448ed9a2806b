/*
 * Runs inside a worker thread: one execution environment of a function. It is plain JavaScript because a worker
 * thread does not share the TypeScript loader of the thread that starts it.
 */
const { Buffer } = require('node:buffer');
const { parentPort, workerData } = require('node:worker_threads');
const http = require('node:http');
const https = require('node:https');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');
const { pathToFileURL, URL, urlToHttpOptions } = require('node:url');
const { format } = require('node:util');

const time = new Float64Array(workerData.time);
const now = () => time[0];

/** `new Date()` and `Date.now()` show the virtual time. Dates of given moments are unchanged, and are instances of Date. */
globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
  apply: (target) => new target(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});
Date.prototype.constructor = Date;

/** Redirects connections to load balancers to the port of the local AWS, which reads the load balancer from the Host header. */
const LOAD_BALANCER = /\.elb(\.[\w-]+)?\.amazonaws\.com(\.cn)?$/i;
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  // net.connect passes one array of normalised arguments; other callers pass the options.
  const normalised = Array.isArray(args[0]);
  const options = normalised ? args[0][0] : args[0];
  const host = options?.host ?? options?.hostname;
  if (workerData.loadBalancerPort !== undefined && typeof host === 'string' && LOAD_BALANCER.test(host)) {
    const redirected = { ...options, host: '127.0.0.1', port: workerData.loadBalancerPort };
    if (normalised) args[0][0] = redirected;
    else args[0] = redirected;
  }
  return connect.apply(this, args);
};

/**
 * Requests to S3 go to the local AWS, over HTTP: custom resources put their answers to a URL of S3, and the URL has no
 * certificate here.
 */
const S3_HOST = /^(?:(.+)\.)?s3[.-][\w.-]+\.amazonaws\.com(\.cn)?$/i;
const local = { host: '127.0.0.1', port: workerData.loadBalancerPort };
if (local.port !== undefined) {
  const request = https.request;
  https.request = (...args) => {
    const url = typeof args[0] === 'string' || args[0] instanceof URL ? new URL(args.shift()) : undefined;
    const options = {
      ...(url && urlToHttpOptions(url)),
      ...(typeof args[0] === 'object' ? args.shift() : {}),
    };
    const host = options.hostname ?? options.host ?? '';
    if (!S3_HOST.test(host)) return request(options, ...args);
    const headers = { ...options.headers, host };
    return http.request(
      { ...options, protocol: 'http:', hostname: local.host, ...local, headers, agent: undefined },
      ...args,
    );
  };
  https.get = (...args) => https.request(...args).end();
  const fetchAnywhere = globalThis.fetch;
  globalThis.fetch = (resource, init) => {
    const url = new URL(typeof resource === 'object' && 'url' in resource ? resource.url : resource);
    const [isS3, bucket] = S3_HOST.exec(url.hostname) ?? [];
    if (!isS3) return fetchAnywhere(resource, init);
    const path = bucket === undefined ? url.pathname : `/${bucket}${url.pathname}`;
    return fetchAnywhere(`http://${local.host}:${local.port}${path}${url.search}`, init);
  };
  syncBuiltinESMExports();
}

for (const level of ['debug', 'log', 'info', 'warn', 'error']) {
  globalThis.console[level] = (...args) => parentPort.postMessage({ log: format(...args) });
}
// Some loggers write to the streams. On Lambda each of their lines is an event of the log, too.
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk, encoding, done) => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    for (const log of text.replace(/\n$/, '').split('\n')) parentPort.postMessage({ log });
    const callback = typeof encoding === 'function' ? encoding : done;
    if (callback) process.nextTick(callback);
    return true;
  };
}

let handler;

/** Loads the module once, as the first invocation of an execution environment does. */
async function load() {
  const name = workerData.handler.split('.').at(-1);
  const loaded = workerData.file.endsWith('.mjs')
    ? await import(pathToFileURL(workerData.file).href)
    : require(workerData.file);
  const found = loaded[name] ?? loaded.default?.[name];
  if (typeof found !== 'function') {
    const error = new Error(`${workerData.handler} is undefined or not exported`);
    error.name = 'Runtime.HandlerNotFound';
    throw error;
  }
  return found;
}

/** Calls the handler in one of Lambda's two styles: promise or callback. */
function call(event, context) {
  return new Promise((resolve, reject) => {
    const callback = (error, result) => (error ? reject(error) : resolve(result));
    const returned = handler(event, context, callback);
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
    else if (handler.length < 3) resolve(returned);
  });
}

async function invoke({ id, event, context }) {
  // While a handler runs, only its own timers and connections keep the thread alive. Without any, the thread ends.
  parentPort.unref();
  try {
    handler ??= await load();
    const getRemainingTimeInMillis = () => context.timeoutSeconds * 1000;
    const result = await call(JSON.parse(event), { ...context, getRemainingTimeInMillis });
    parentPort.postMessage({ id, result: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    const { name = 'Error', message = String(error), stack = '' } = error ?? {};
    parentPort.postMessage({ id, error: { name, message, trace: stack.split('\n') } });
  } finally {
    parentPort.ref();
  }
}

parentPort.on('message', invoke);
