import {
  type Judge,
  judgeTick,
  newJudge,
  type Tick,
  type VersionCounts,
  weightIs,
} from '../../domain/judgement/judge.js';
import { opinionOf } from '../../domain/judgement/opinion.js';
import { type Verdict, verdictOf } from '../../domain/judgement/verdict.js';
import type { CountsOfLine, Line, WeightLine } from './line.js';

/** The weight that a recording begins with, and how much each step adds, where it does not say so. */
const [firstWeight, stepUp] = [10, 10];
const names = { canary: 'the canary', stable: 'stable' };

/** One release of a recording, judged second by second. Each change of verdict is told as a line of JSON. */
export class Replay {
  readonly #tell: (line: string) => void;
  readonly #release: string;
  #judge: Judge = newJudge({ weight: firstWeight, next: firstWeight + stepUp });
  /** The second that is not over yet. */
  #second: number | undefined;
  #verdict: Verdict | undefined;

  constructor(release: string, tell: (line: string) => void) {
    this.#release = release;
    this.#tell = tell;
  }

  /** The verdict changes at the end of a second, when all sources of it were heard. */
  hear(line: Exclude<Line, { kind: 'release' }>): void {
    if (line.kind === 'counts') {
      const { t, source, canary, stable } = line;
      this.hearTick({ at: t, source, canary: countsOf(canary), stable: countsOf(stable) });
    } else {
      this.#until(line.t);
      this.#weigh(line);
    }
  }

  /** The same for counts that are read already. */
  hearTick(tick: Tick): void {
    this.#until(tick.at);
    this.#second = tick.at;
    this.#judge = judgeTick(this.#judge, tick);
  }

  /** No more is said of the present second. */
  end(): void {
    const at = this.#second;
    this.#second = undefined;
    if (at === undefined || at < 0 || this.#verdict?.verdict === 'harmful') return;
    const verdict = verdictOf(this.#judge);
    const before = this.#verdict;
    this.#verdict = verdict;
    if (before?.verdict !== verdict.verdict) this.#tellOf(at);
  }

  #until(t: number): void {
    if (this.#second !== undefined && t > this.#second) this.end();
  }

  #weigh({ t, weight, next = Math.min(100, weight + stepUp) }: WeightLine): void {
    this.#judge = weightIs(this.#judge, { at: t, weight, next });
  }

  #tellOf(t: number): void {
    const line = { release: this.#release, t, weight: this.#judge.weight, ...opinionOf(this.#judge, names) };
    this.#tell(JSON.stringify(line));
  }
}

function countsOf({ requests, failed, le, sum }: CountsOfLine): VersionCounts {
  if (!le) return { requests, failed };
  const all = le['+Inf'] ?? le['Infinity'] ?? requests;
  return { requests, failed, latencies: { requests: all, sum: sum ?? 0, upTo: le } };
}
