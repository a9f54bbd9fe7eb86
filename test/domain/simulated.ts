import type { Finding } from '../../domain/act.js';
import type { Command } from '../../domain/command.js';
import { next } from '../../domain/next.js';
import type { Effect, Happening } from '../../domain/release-event.js';
import { firstState, type ReleaseState } from '../../domain/release-state.js';
import type { WatchReport } from '../../domain/watch-report.js';

/** A release that runs without Temporal and without a cluster: the test says what each act finds. */
export class Simulated {
  state: ReleaseState;
  now = 0;
  /** Every effect, in order. */
  readonly effects: Effect[] = [];
  running: Effect | undefined;

  constructor(state = firstState('release/test/bookinfo/reviews/1', 0, 'the spec')) {
    this.state = state;
    this.happens({ kind: 'begun' });
  }

  happens(happening: Happening): void {
    const result = next(this.state, { ...happening, at: this.now });
    this.state = result.state;
    for (const effect of result.effects) {
      this.effects.push(effect);
      this.running = effect.kind === 'stop' ? undefined : effect;
    }
  }

  order(name: Command['name'], more: Partial<Command> = {}): void {
    this.happens({ kind: 'command', command: { name, by: 'ann', reason: 'because', ...more } });
  }

  /** What runs ends with this; a watch or a wait takes its time. */
  finds(finding: Finding): void {
    const { running } = this;
    if (running?.kind !== 'act') throw new Error(`no act runs: ${JSON.stringify(running)}`);
    if (running.act.kind === 'watch' && finding.kind === 'watched' && finding.report.verdict !== 'fail')
      this.now = Math.max(
        this.now,
        running.act.endsOnPass && finding.report.verdict === 'pass' ? this.now : running.act.until,
      );
    this.happens({ kind: 'found', id: running.id, finding });
  }

  waits(): void {
    if (this.running?.kind !== 'wait') throw new Error('nothing waits');
    this.now += this.running.ms;
    this.happens({ kind: 'elapsed', id: this.running.id });
  }

  /** The kind of the act that runs, with its weight. */
  get doing(): string {
    const { running } = this;
    if (running?.kind !== 'act') return running?.kind ?? 'nothing';
    return 'weight' in running.act ? `${running.act.kind} ${running.act.weight}` : running.act.kind;
  }
}

/** A report with this verdict. */
export function reportOf(verdict: WatchReport['verdict'], at = 0, more: Partial<WatchReport> = {}): WatchReport {
  const share = { asked: 10, measured: 10, canary: 10, total: 100, reached: 'yes' as const };
  return { at, verdict, reason: `seen ${verdict}`, checks: [], share, pods: { ready: 2, needed: 1 }, ...more };
}
