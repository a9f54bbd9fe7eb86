import { setTimeout as sleep } from 'node:timers/promises';
import type { Act, Finding } from '../../domain/act.js';
import type { Plan } from '../../domain/plan.js';
import type { Ports } from '../ports.js';

const everyMs = 500;
/** What those who open connections need to hear that a pod is no endpoint any more; nobody tells when the last has. */
const spreadMs = 5000;

/**
 * Where pods are the split, and connections last as long as these: stable has drained when its last pod has ended, the canary
 * when none of its pods is an endpoint and nobody opens a connection to one any more. At its deadline it tells what is left.
 */
export async function drainPods(
  { workloads }: Ports,
  { act, plan }: { act: Extract<Act, { kind: 'drain' }>; plan: Plan },
  signal: AbortSignal,
): Promise<Finding> {
  const { version = '', deployment = '' } = plan[act.version] ?? {};
  const begun = Date.now();
  for (;;) {
    const { pods, serving } = await workloads(plan).count(deployment, signal);
    const isDark = serving === 0 && Date.now() - begun >= spreadMs;
    if (act.version === 'stable' && pods === 0) return { kind: 'done', detail: `the last pod of ${version} has ended` };
    if (act.version === 'canary' && isDark) return { kind: 'done', detail: darkText(version, pods) };
    if (Date.now() >= act.deadline) return { kind: 'done', detail: leftText(version, pods, serving) };
    await sleep(everyMs, undefined, { signal });
  }
}

function darkText(version: string, pods: number): string {
  const left = `connections that are open end with its ${pods === 1 ? 'pod' : `${pods} pods`}`;
  return `nobody opens a connection to ${version} any more${pods === 0 ? '' : `; ${left}`}`;
}

function leftText(version: string, pods: number, serving: number): string {
  return `${pods} pods of ${version} are still there, ${serving} of them endpoints`;
}
