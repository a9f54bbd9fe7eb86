import { expect, test } from '@jest/globals';
import { isRunning, labelsFrom, mainContainer } from '../../../activities/probes/container.js';
import { object } from '../preflight/world.js';

const podWith = (containers: string[], metadata = {}, ready = 'True') =>
  object(
    'Pod',
    'a',
    {
      spec: { containers: containers.map((name) => ({ name })) },
      status: { conditions: [{ type: 'Ready', status: ready }] },
    },
    metadata,
  );

test('requests are sent from the container that is no sidecar, unless the pod names another', () => {
  expect(mainContainer(podWith(['istio-proxy', 'curl', 'other']))).toBe('curl');
  const annotations = { 'kubectl.kubernetes.io/default-container': 'other' };
  expect(mainContainer(podWith(['istio-proxy', 'curl', 'other'], { annotations }))).toBe('other');
  expect(mainContainer(podWith(['istio-proxy']))).toBeUndefined();
});

test('a pod that is not ready, or on its way out, sends nothing', () => {
  expect(isRunning(podWith(['a']))).toBe(true);
  expect(isRunning(podWith(['a'], {}, 'False'))).toBe(false);
  expect(isRunning(podWith(['a'], { deletionTimestamp: '2026-01-01T00:00:00Z' }))).toBe(false);
});

test('labels are read as they are written', () => {
  expect(labelsFrom('app=sleep,a.b/c=')).toEqual({ app: 'sleep', 'a.b/c': '' });
});
