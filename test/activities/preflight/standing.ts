import { reviews } from './refusals.js';
import { deployment, examine, object, type World } from './world.js';

export type Fields = Record<string, unknown>;

const recreate = { strategy: { type: 'Recreate' } };
/** A version whose pods have this, and that replaces none beside another unless `more` says so. */
export const version = (name: string, template: Fields, more: Fields = {}, status: Fields = {}) => ({
  ...deployment(`reviews-${name}`, reviews(name), {
    ...recreate,
    template: { metadata: { labels: reviews(name) }, spec: { containers: [{ name: 'app' }], ...template } },
    ...more,
  }),
  status,
});
export const stable = (template: Fields, more: Fields = {}) => version('v1', template, more);
export const node = (name: string, spec: Fields = {}, labels: Record<string, string> = {}, ready = 'True') =>
  object(
    'Node',
    name,
    { spec, status: { conditions: [{ type: 'Ready', status: ready }] } },
    { namespace: undefined, labels },
  );
export const nodes = (count: number) => Array.from({ length: count }, (_, index) => node(`n${index}`));

export const port = (more: Fields = {}) => ({
  containers: [{ name: 'app', ports: [{ containerPort: 80, hostPort: 80, ...more }] }],
});
export const apart = (...terms: Fields[]) => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: terms.map((each) => ({
        topologyKey: 'kubernetes.io/hostname',
        ...each,
      })),
    },
  },
});
export const all = { labelSelector: { matchLabels: { app: 'reviews' } } };
export const manifest = (template: Fields, more: Fields = {}) =>
  `{ version: v2, manifest: '${JSON.stringify(version('v2', template, more))}' }`;

/** What is told of nodes and claims: the notes about them, or every problem there is. */
export async function toldOf(change: Partial<World>): Promise<string[]> {
  const told = await examine(change);
  if (told.kind === 'refused') return told.problems;
  if (told.kind !== 'planned') throw new Error(`neither refused nor planned: ${told.kind}`);
  return told.plan.notes.filter((each) => /\bnodes?\b/.test(each));
}
