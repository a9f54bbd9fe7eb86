import { expect, test } from '@jest/globals';
import { NodeNotReady, startOrBeginAfresh } from '../../../playground/node/begin-afresh.js';
import { Problem } from '../../../playground/problem.js';

/** What is done, in its order, when the first start fails so and the second works. */
async function begun(error: Error | undefined, inherited: boolean): Promise<{ did: string[]; failed?: unknown }> {
  const did: string[] = [];
  const act = (name: string) => async () => {
    did.push(name);
    if (did.length === 1 && error) throw error;
  };
  const settings = { inherited, report: (text: string) => void did.push(text) };
  const work = startOrBeginAfresh({ start: act('start'), clear: act('clear') }, settings);
  return work.then(
    () => ({ did }),
    (failed: unknown) => ({ did, failed }),
  );
}

const notReady = new NodeNotReady('Waited 180 s for the node to be Ready', 'Read the logs');

test('a node that starts is left as it is', async () => {
  expect(await begun(undefined, true)).toEqual({ did: ['start'] });
});

test('a node that does not get ready on what it inherited is cleared, and begun afresh', async () => {
  const said = 'what the last cluster left does not start; beginning afresh';
  expect(await begun(notReady, true)).toEqual({ did: ['start', said, 'clear', 'start'] });
});

test('one that inherited nothing is not tried again', async () => {
  expect(await begun(notReady, false)).toEqual({ did: ['start'], failed: notReady });
});

test.each([
  ['a taken port', Object.assign(new Error('listen EADDRINUSE: 127.0.0.1:6443'), { code: 'EADDRINUSE' })],
  ['an image that cannot be imported', new Error('Command failed with exit code 1: ctr images import')],
  ['a full disk', new Error('ENOSPC: no space left on device, write')],
  ['a full disk, of which the node died', new NodeNotReady('The node ended at once: ENOSPC: no space left', 'Read')],
  ['a lost way in', new Problem('The way into the node has ended', 'Read')],
])('%s costs no inherited cluster', async (_, error) => {
  expect(await begun(error, true)).toEqual({ did: ['start'], failed: error });
});
