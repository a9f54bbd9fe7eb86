import { afterAll, beforeAll, test } from '@jest/globals';
import fc from 'fast-check';
import { expectNothingElse } from '../../../activities/traffic/nothing-else.js';
import { anyVirtualService } from '../../../activities/traffic/any-virtual-service.js';
import { MemoryObjects } from '../../../activities/workloads/memory-objects.js';
import { applyObjects } from '../bookinfo-copy.js';
import { closeNamespace, cluster, openNamespace } from '../own-namespace.js';
import '../../patience.js';

const namespace = 'nothing-else-test';
const apiVersion = 'networking.istio.io/v1';
const metadata = { name: 'reviews', namespace };
const way = fc.constantFrom('stable' as const, 'canary' as const);
const rule = { apiVersion, kind: 'DestinationRule', metadata, spec: { host: 'reviews' } };

beforeAll(() => openNamespace(namespace));
afterAll(() => closeNamespace(namespace));

test('of 200 VirtualServices on the API server only the two weights are written', async () => {
  await applyObjects(rule);
  let epoch = 1;
  await fc.assert(
    fc.asyncProperty(anyVirtualService, way, async (any, to) => {
      const signal = AbortSignal.timeout(50_000);
      await cluster.remove({ kind: 'VirtualService', namespace, name: 'reviews' }, {}, signal);
      await cluster.create({ apiVersion, kind: 'VirtualService', metadata, spec: any.spec }, signal);
      await expectNothingElse({ cluster, namespace }, any, { to, epoch });
      epoch += 10;
    }),
    { numRuns: 200 },
  );
}, 900_000);

test('and of 10,000 in memory', async () => {
  await fc.assert(
    fc.asyncProperty(anyVirtualService, way, async (any, to) => {
      const { cluster: inMemory } = new MemoryObjects(
        { apiVersion, kind: 'VirtualService', metadata, spec: any.spec },
        rule,
      );
      await expectNothingElse({ cluster: inMemory, namespace }, any, { to, epoch: 1 });
    }),
    { numRuns: 10_000 },
  );
}, 900_000);
