import { expect, test } from '@jest/globals';
import type { KubernetesObject } from '../../../activities/kubernetes/kubernetes-object.js';
import { judgeWorkload } from '../../../activities/workloads/observe-deployment.js';
import { endpointsOf, podsOf } from '../../../activities/workloads/pods.js';

const object = (kind: string, name: string, fields: object = {}, metadata: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, uid: name, ...metadata },
  ...fields,
});
const revision = (number: string) => ({ annotations: { 'deployment.kubernetes.io/revision': number } });
const ownedBy = (uid: string) => ({ ownerReferences: [{ uid }] });
const deployment = (replicas: number, status: object = {}) =>
  object(
    'Deployment',
    'web',
    { spec: { replicas }, status: { observedGeneration: 2, ...status } },
    { generation: 2, ...revision('2') },
  );
const sets = [
  object('ReplicaSet', 'former', {}, { ...ownedBy('web'), ...revision('1') }),
  object('ReplicaSet', 'newest', {}, { ...ownedBy('web'), ...revision('2') }),
  object('ReplicaSet', 'other', {}, { ...ownedBy('else'), ...revision('2') }),
];
const pod = (name: string, set: string, ready: boolean, fields: object = {}, metadata: object = {}) =>
  object(
    'Pod',
    name,
    { status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }], ...fields } },
    { ...ownedBy(set), ...metadata },
  );
const slices = (...names: string[]) => [
  object('EndpointSlice', 's', {
    endpoints: [
      ...names.map((name) => ({ targetRef: { name }, conditions: { ready: true } })),
      { targetRef: { name: 'unready' }, conditions: { ready: false } },
      { targetRef: { name: 'unsaid' }, conditions: {} },
    ],
  }),
];
const judge = (of: KubernetesObject, pods: KubernetesObject[], ...serving: string[]) =>
  judgeWorkload(of, podsOf(of, sets, pods), endpointsOf(slices(...serving)));

test('only pods of the newest template count, and those of others must have gone', () => {
  const pods = [pod('a', 'newest', true), pod('b', 'former', true), pod('c', 'other', true)];
  expect(judge(deployment(1), pods, 'a', 'b', 'c')).toEqual({
    kind: 'progressing',
    ready: 1,
    serving: 1,
    waitingFor: '1 pods of its former template go',
  });
  expect(judge(deployment(1), [pod('a', 'newest', true)], 'a')).toEqual({ kind: 'ready', ready: 1, serving: 1 });
});

test('a pod on its way out, or evicted, counts for nothing', () => {
  const leaving = pod('b', 'former', true, {}, { deletionTimestamp: 'now' });
  const evicted = pod('c', 'newest', false, { phase: 'Failed' });
  expect(judge(deployment(1), [pod('a', 'newest', true), leaving, evicted])).toMatchObject({ kind: 'ready', ready: 1 });
});

test('ready endpoints serve, those that say nothing, too; unready ones do not', () => {
  const pods = ['a', 'unready', 'unsaid'].map((name) => pod(name, 'newest', true));
  expect(judge(deployment(3), pods, 'a')).toEqual({ kind: 'ready', ready: 3, serving: 2 });
});

test('a change that the controller has not seen is waited for, whatever the pods say', () => {
  const stale = deployment(1, { observedGeneration: 1 });
  expect(judge(stale, [pod('a', 'newest', true)], 'a')).toMatchObject({ kind: 'progressing', ready: 1 });
});

const crashed = (restartCount: number, reason?: string) => ({
  containerStatuses: [{ name: 'app', restartCount, state: reason === undefined ? {} : { waiting: { reason } } }],
});

test('a pod that restarted long ago and is ready is not stuck; one that is not ready is', () => {
  expect(judge(deployment(2), [pod('a', 'newest', true, crashed(5)), pod('b', 'newest', false)]).kind).toBe(
    'progressing',
  );
  expect(judge(deployment(1), [pod('a', 'newest', false, crashed(3))]).kind).toBe('stuck');
  expect(judge(deployment(1), [pod('a', 'newest', false, crashed(2))]).kind).toBe('progressing');
  expect(judge(deployment(1), [pod('a', 'newest', false, crashed(1, 'CrashLoopBackOff'))]).kind).toBe('stuck');
  expect(judge(deployment(1), [pod('a', 'newest', false, crashed(0, 'ContainerCreating'))]).kind).toBe('progressing');
});

test('an init container that crashes is the reason, too', () => {
  const status = { initContainerStatuses: crashed(4, 'CrashLoopBackOff').containerStatuses };
  expect(judge(deployment(1), [pod('a', 'newest', false, status)])).toMatchObject({
    kind: 'stuck',
    why: 'a: container app ends again and again (4 restarts)',
  });
});

const failing = (message: string) =>
  deployment(1, { conditions: [{ type: 'ReplicaFailure', status: 'True', message }] });

test('a quota makes it stuck, the injector’s webhook that does not answer is waited for', () => {
  expect(judge(failing('pods "x" is forbidden: exceeded quota'), []).kind).toBe('stuck');
  expect(judge(failing('failed calling webhook "namespace.sidecar-injector.istio.io"'), [])).toMatchObject({
    kind: 'progressing',
    waitingFor: expect.stringContaining('failed calling webhook'),
  });
});
