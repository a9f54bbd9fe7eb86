import { isCancellation, workflowInfo } from '@temporalio/workflow';
import type { Finding } from '../domain/act.js';
import type { PreviewInput, Previewed } from '../domain/preview.js';
import { perform } from './activities.js';
import { failureOf } from './failure-of.js';

/** The preflight of a release, and nothing else. It asks until it has an answer, or until its starter's time limit. */
export async function preview({ text }: PreviewInput): Promise<Previewed> {
  const finding = await preflight(text);
  if (finding.kind === 'planned') return { kind: 'planned', spec: finding.spec, plan: finding.plan };
  if (finding.kind === 'refused') {
    const { problems, notes } = finding;
    return { kind: 'refused', problems, ...(notes ? { notes } : {}) };
  }
  throw new Error(`preflight found ${finding.kind}`);
}

async function preflight(text: string): Promise<Finding> {
  const { workflowId, startTime } = workflowInfo();
  const fence = { release: workflowId, since: startTime.getTime(), epoch: 1 };
  try {
    return await perform({ fence, act: { kind: 'preflight', text } }, 0, false);
  } catch (cause) {
    if (isCancellation(cause)) throw cause;
    return { kind: 'refused', problems: [failureOf(cause).message] }; // as it is for a release
  }
}
