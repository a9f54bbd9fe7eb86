import { test } from '@jest/globals';
import fc from 'fast-check';
import { MemoryObjects } from '../workloads/memory-objects.js';
import { anyVirtualService } from './any-virtual-service.js';
import { expectNothingElse } from './nothing-else.js';

const apiVersion = 'networking.istio.io/v1';
const metadata = { name: 'reviews', namespace: 'shop' };

test('of any VirtualService only the two weights are written, and a rollback gives back what was found', async () => {
  const way = fc.constantFrom('stable' as const, 'canary' as const);
  await fc.assert(
    fc.asyncProperty(anyVirtualService, way, async (any, to) => {
      const { cluster } = new MemoryObjects(
        { apiVersion, kind: 'VirtualService', metadata, spec: any.spec },
        { apiVersion, kind: 'DestinationRule', metadata, spec: { host: 'reviews' } },
      );
      await expectNothingElse({ cluster, namespace: 'shop' }, any, { to, epoch: 1 });
    }),
    { numRuns: 500 },
  );
}, 120_000);
