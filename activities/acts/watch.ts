import { setTimeout as sleep } from 'node:timers/promises';
import type { Watch } from '../../domain/act.js';
import { combine } from '../../domain/combine.js';
import { isTally, type Tally } from '../../domain/tally.js';
import type { WatchReport } from '../../domain/watch-report.js';
import type { Conducted } from '../activity.js';
import { valueAt } from '../kubernetes/json-value.js';
import type { Ports } from '../ports.js';
import { lookFor } from './look.js';
import { wakeable } from './wakeable.js';

/** How often the canary is looked at; besides, whenever one of its pods changes, or the route. */
const everyMs = 1000;
/** The last look begins so long before the end that its answer is there in time. */
const leadMs = 150;

/**
 * Looks at the canary until the watch is over, or something ends it; tells the release when the verdict changes. `othersFirst`
 * waits for what is to go before a look.
 */
export function watch(ports: Ports, othersFirst = nobodyFirst): Conducted<'watch'> {
  return async ({ act, spec, plan, fence: { since } }, { signal, tell, report, progress }) => {
    const look = lookFor(ports, {
      watch: act,
      spec,
      plan,
      since,
      before: tallyIn(progress) ?? (isTally(act.tally) ? act.tally : undefined),
    });
    const over = new AbortController();
    const ended = AbortSignal.any([signal, over.signal]);
    const changes = wakeable(async (wake) => {
      const and = (forget: () => void) => () => {
        forget();
        wake();
      };
      const pods = ports.workloads(plan).follow(plan.canary.deployment, and(look.podsChanged), ended);
      await Promise.all([pods, ports.traffic(plan).follow(and(look.routeChanged), ended)]);
    });
    let last: WatchReport | undefined;
    try {
      for (;;) {
        await othersFirst(signal);
        const begun = Date.now();
        const seen = combine(await look.seen(signal), spec.judge?.mode);
        const tally = look.tally();
        tell({ ...seen, tally });
        ports.saw?.(plan, seen);
        const found = { kind: 'watched' as const, report: seen, ...(tally ? { tally } : {}) };
        if (isEnd(act, seen)) return found;
        const isLast = begun >= act.until - leadMs;
        if (isLast) await sleep(Math.max(0, act.until - Date.now()), undefined, { signal });
        if (isLast) return found;
        if (last && last.verdict !== seen.verdict) await report(seen);
        last = seen;
        const next = Math.min(begun + everyMs, act.until - leadMs);
        await changes.woken(Math.max(0, next - Date.now()), signal);
      }
    } finally {
      over.abort();
    }
  };
}

/** What an earlier attempt at this watch has told of its tally. */
function tallyIn(progress: unknown): Tally | undefined {
  const tally = valueAt(progress, 'tally');
  return isTally(tally) ? tally : undefined;
}

const nobodyFirst = (_signal: AbortSignal): Promise<void> => Promise.resolve();

function isEnd({ endsOnFail, endsOnForeignEdit, endsOnPass }: Watch, { verdict, foreign }: WatchReport): boolean {
  if (verdict === 'fail') return endsOnFail;
  return (foreign !== undefined && endsOnForeignEdit) || (verdict === 'pass' && endsOnPass);
}
