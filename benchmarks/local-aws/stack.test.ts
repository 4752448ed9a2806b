import { createAndDelete } from './stack';

test('a stack of 100 resources is created and deleted', async () => {
  expect(await createAndDelete(100)).toMatchObject({
    resources: 100,
    status: 'CREATE_COMPLETE, DELETE_COMPLETE',
  });
});
