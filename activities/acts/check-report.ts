import type { Check, Evidence, Judgement, Sample } from '../../domain/check.js';
import { judge } from '../../domain/judge.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { watchVerdict } from '../../domain/watch-verdict.js';
import type { CheckReport } from '../../domain/watch-report.js';
import { type Asked, evidenceFor } from '../metrics/evidence.js';
import { Trouble } from '../trouble.js';

/** How far apart the samples are of which several in a row must fail. */
const apartMs = 1000;

/** The check as of now; a guard that cannot tell says nothing. The first look asks for the samples before it, too. */
export async function checkReport(
  check: Check,
  judged: Map<Check, Judgement[]>,
  asked: Asked,
): Promise<CheckReport | undefined> {
  const before = judged.get(check) ?? (await earlier(check, asked));
  const { judgement, figures } = await judgementOf(check, asked);
  const all = [...before, judgement].slice(-check.failures);
  judged.set(check, all);
  const verdict = watchVerdict(check, all);
  if (check.metric === 'answered' && verdict === 'inconclusive') return undefined;
  return { name: check.name, verdict, reason: judgement.reason, ...figures };
}

async function earlier(check: Check, { at, ...asked }: Asked): Promise<Judgement[]> {
  const ages = Array.from({ length: check.failures - 1 }, (_, index) => (check.failures - 1 - index) * apartMs);
  const found = await Promise.all(
    ages.map((age) => judgementOf(check, { ...asked, at: new Date(at.getTime() - age) })),
  );
  return found.map(({ judgement }) => judgement);
}

async function judgementOf(check: Check, asked: Asked) {
  try {
    const evidence = await evidenceFor(check, asked);
    return { judgement: judge(check, evidence), figures: figuresOf(evidence) };
  } catch (cause) {
    if (asked.signal.aborted || !(cause instanceof Trouble)) throw cause;
    const judgement: Judgement = { verdict: 'inconclusive', reason: `${check.name}: ${cause.message}` };
    return { judgement, figures: {} };
  }
}

function figuresOf({ canary, stable, requests }: Evidence): Pick<CheckReport, 'canary' | 'stable' | 'requests'> {
  const figure = (name: string, sample?: Sample) => (sample?.kind === 'number' ? { [name]: sample.value } : {});
  return { ...figure('canary', canary), ...figure('stable', stable), ...figure('requests', requests) };
}

/** The threshold of the guard where the spec names no success rate. */
const usualRate = 0.99;

/** The guard on the whole service: requests that no pod answered show in no version's figures. */
export function guardOf({ checks }: Pick<ReleaseSpec, 'checks'>): Check {
  const rate = checks.find(({ metric }) => metric === 'success-rate');
  return {
    name: 'answered at all',
    metric: 'answered',
    threshold: rate?.threshold ?? { operator: '>=', value: usualRate },
    windowMs: rate?.windowMs ?? 30_000,
    failures: 1,
  };
}
