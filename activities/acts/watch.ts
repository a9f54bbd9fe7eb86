import { setTimeout as sleep } from 'node:timers/promises';
import type { Watch } from '../../domain/act.js';
import { combine } from '../../domain/combine.js';
import type { WatchReport } from '../../domain/watch-report.js';
import type { Conducted } from '../activity.js';
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
  return async ({ act, spec, plan, fence: { since } }, { signal, tell, report }) => {
    const look = lookFor(ports, { watch: act, spec, plan, since });
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
        const seen = combine(await look.seen(signal));
        tell(seen);
        ports.saw?.(plan, seen);
        if (isEnd(act, seen)) return { kind: 'watched', report: seen };
        const isLast = begun >= act.until - leadMs;
        if (isLast) await sleep(Math.max(0, act.until - Date.now()), undefined, { signal });
        if (isLast) return { kind: 'watched', report: seen };
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

const nobodyFirst = (_signal: AbortSignal): Promise<void> => Promise.resolve();

function isEnd({ endsOnFail, endsOnForeignEdit, endsOnPass }: Watch, { verdict, foreign }: WatchReport): boolean {
  if (verdict === 'fail') return endsOnFail;
  return (foreign !== undefined && endsOnForeignEdit) || (verdict === 'pass' && endsOnPass);
}
