import type { Plan } from '../domain/plan.js';
import type { ReleaseSpec } from '../domain/release-spec.js';
import { Refused } from './errors.js';
import type { Sluice } from './sluice.js';
import type { ReadSpec } from './spec-file.js';

/** What a release would do. @throws Refused `preflight` with all that speaks against it, and its notes. */
export async function previewed(sluice: Sluice, read: ReadSpec): Promise<{ spec: ReleaseSpec; plan: Plan }> {
  const found = await sluice.preview(read);
  if (found.kind === 'planned') return found;
  const { namespace, service, canary } = read.spec;
  const what = `A release of ${namespace}/${service} ${canary.version} would be refused`;
  throw new Refused('preflight', what, { problems: found.problems, notes: found.notes ?? [] });
}
