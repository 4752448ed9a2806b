import { VirtualClock } from '#local-aws';
import { serveFunctions, type LambdaFunction } from './function-server';

const PATH = '/2015-03-31/functions/TypeFunction/invocations';

async function invoke(handler: LambdaFunction, clock = new VirtualClock()) {
  const server = await serveFunctions({ TypeFunction: handler }, clock);
  const response = await fetch(server.endpoint + PATH, { method: 'POST', body: '{"action":"CREATE"}' });
  await server.close();
  return { error: response.headers.get('x-amz-function-error'), payload: await response.json() };
}

test('answers what the function returns', async () => {
  expect(await invoke(async (event) => ({ status: 'SUCCESS', event }))).toEqual({
    error: null,
    payload: { status: 'SUCCESS', event: { action: 'CREATE' } },
  });
});

test('advances the clock instead of answering a delay', async () => {
  const clock = new VirtualClock(0);
  const { payload } = await invoke(async () => ({ status: 'IN_PROGRESS', callbackDelaySeconds: 45 }), clock);
  expect(payload).toEqual({ status: 'IN_PROGRESS', callbackDelaySeconds: 0 });
  expect(clock.now()).toBe(45_000);
});

test('answers an error of the function in the form that Lambda uses', async () => {
  const failing = async () => Promise.reject(new Error('Out of luck'));
  expect(await invoke(failing)).toEqual({ error: 'Unhandled', payload: { errorMessage: 'Out of luck' } });
});

test('does not know other functions than those that it serves', async () => {
  const server = await serveFunctions({ EcsDeployment: async () => 'done' }, new VirtualClock());
  const path = PATH.replace('TypeFunction', 'EcsDeploymentGruop');
  const response = await fetch(server.endpoint + path, { method: 'POST', body: '{}' });
  expect([response.status, response.headers.get('x-amzn-errortype'), await response.json()]).toEqual([
    404,
    'ResourceNotFoundException',
    { Type: 'User', Message: 'There is no function EcsDeploymentGruop here, only: EcsDeployment' },
  ]);
  await server.close();
});
