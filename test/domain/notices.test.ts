import { expect, test } from '@jest/globals';
import { next } from '../../domain/next.js';
import { type Notice, type NoticeEvent, noticeEvents, type Subscription } from '../../domain/notice.js';
import { noticesOf } from '../../domain/notices.js';
import type { Happening } from '../../domain/release-event.js';
import { firstState, type ReleaseState } from '../../domain/release-state.js';
import type { Step } from '../../domain/step.js';
import { planOf, specOf } from './planned.js';
import { reportOf } from './simulated.js';

const everything: Subscription[] = [{ to: 'team', on: [...noticeEvents] }];
const weight = (percent: number): Step => ({ kind: 'weight', weight: percent, holdMs: 60_000 });
const gate: Step = { kind: 'approval', gate: 'payments' };

/** A release as the workflow runs it: each event, then what people are told of it. */
class Told {
  state: ReleaseState = firstState('release/eu.1/bookinfo/reviews/7', 1000, 'the spec');
  now = 1000;
  readonly notices: Notice[] = [];
  readonly to: string[][] = [];

  constructor(first: Partial<ReleaseState> = {}) {
    this.state = { ...this.state, ...first };
    this.happens({ kind: 'begun' });
  }

  happens(happening: Happening): this {
    const event = { ...happening, at: this.now };
    const before = this.state;
    const { state, tellings } = noticesOf(before, next(before, event).state, { event, by: 'ann' });
    this.state = state;
    this.notices.push(...tellings.map(({ notice }) => notice));
    this.to.push(...tellings.map(({ to }) => to));
    this.now += 1000;
    return this;
  }

  planned(steps: Step[], notify: Subscription[] | undefined = everything, stable = true): this {
    const plan = planOf({ ...(notify ? { notify } : {}) });
    if (!stable) delete plan.stable;
    const spec = specOf({ steps, bakeMs: 0, inconclusive: { limitMs: 0, action: 'ask' } });
    return this.finds({ kind: 'planned', plan, spec });
  }

  finds(finding: Extract<Happening, { kind: 'found' }>['finding']): this {
    return this.happens({ kind: 'found', id: this.state.epoch, finding });
  }

  fails(message: string): this {
    return this.happens({ kind: 'failed', id: this.state.epoch, failure: { type: 'Unavailable', message } });
  }

  order(name: 'abort' | 'pause' | 'resume' | 'approve' | 'skip' | 'promote', reason = 'because'): this {
    return this.happens({ kind: 'command', command: { name, by: 'bob', reason } });
  }

  /** A time after which whatever it waited for is over. */
  after(ms: number): this {
    this.now += ms;
    return this.happens({ kind: 'elapsed', id: this.state.epoch });
  }

  /** Everything that runs ends well until the stage is of this kind, or the release is over. */
  until(kind?: 'hold' | 'gate'): this {
    for (let steps = 0; steps < 50 && !this.state.outcome; steps += 1) {
      const stage = this.state.stages[this.state.cursor];
      if (kind !== undefined && stage?.kind === kind) return this;
      const isWatch = this.state.running?.kind === 'act' && this.state.running.act.kind === 'watch';
      this.now += isWatch ? 600_000 : 0;
      this.finds(isWatch ? { kind: 'watched', report: reportOf('pass', this.now) } : { kind: 'done' });
    }
    return this;
  }

  watched(verdict: 'pass' | 'fail' | 'inconclusive', more = {}): this {
    this.now += 60_000; // its hold is over
    return this.finds({ kind: 'watched', report: reportOf(verdict, this.now, more) });
  }

  get told(): string[] {
    return this.notices.map(({ event, by, text }) => `${event}${by === undefined ? '' : ` (${by})`}: ${text}`);
  }
}

const started = 'started (ann): v2 is released, to take the place of v1';
const promoted = 'promoted: all requests go to v2';
const released = 'released: v2 is the stable version';
const foreign = { foreign: { what: 'v2 has 35, not 10', by: 'kubectl' } };

const ways: [string, (told: Told) => Told, unknown[]][] = [
  ['a good release', (told) => told.planned([weight(10)]).until(), [started, promoted, released]],
  [
    'a first release',
    (told) => told.planned([weight(10)], everything, false).until(),
    ['started (ann): v2 is released, the first version of the service', promoted, released],
  ],
  [
    'a gate',
    (told) =>
      told
        .planned([gate, weight(10)])
        .until('gate')
        .order('approve')
        .until(),
    [started, 'question: approval of payments before the weight goes above 0 %', promoted, released],
  ],
  [
    'two gates, one after the other',
    (told) =>
      told
        .planned([gate, { kind: 'approval', gate: 'legal' }])
        .until('gate')
        .order('approve')
        .order('approve'),
    [
      started,
      'question: approval of payments before the weight goes above 0 %',
      'question: approval of legal before the weight goes above 0 %',
    ],
  ],
  [
    'a gate at which it is paused and resumed asks once',
    (told) => told.planned([gate]).until('gate').order('pause', '').order('resume').order('approve').until(),
    [
      started,
      'question: approval of payments before the weight goes above 0 %',
      'paused (bob): paused',
      promoted,
      released,
    ],
  ],
  [
    'a gate that asks again when its time is over',
    (told) =>
      told
        .planned([{ ...gate, timeout: { limitMs: 60_000, action: 'ask' } }])
        .until('gate')
        .order('pause', '')
        .order('resume')
        .after(60_000)
        .order('approve')
        .until(),
    [
      started,
      'question: approval of payments before the weight goes above 0 %',
      'paused (bob): paused',
      'question: approval of payments before the weight goes above 0 %',
      promoted,
      released,
    ],
  ],
  [
    'no evidence',
    (told) =>
      told
        .planned([weight(10)])
        .until('hold')
        .watched('inconclusive')
        .watched('inconclusive'),
    [started, 'question: go on without evidence? no evidence within 0 s: seen inconclusive'],
  ],
  [
    "somebody else's edit",
    (told) =>
      told
        .planned([weight(10)])
        .until('hold')
        .watched('inconclusive', foreign)
        .order('resume'),
    [started, expect.stringMatching(/^paused \(sluice\): paused: .*v2 has 35, not 10/)],
  ],
  [
    'a bad canary',
    (told) =>
      told
        .planned([weight(10)])
        .until('hold')
        .watched('fail')
        .until(),
    [started, 'rolling-back: from 10 %: seen fail', 'rolled-back: seen fail'],
  ],
  [
    'an abort',
    (told) =>
      told
        .planned([weight(10)])
        .until('hold')
        .order('abort')
        .until(),
    [started, 'rolling-back (bob): from 10 %, aborted: because', 'aborted (bob): aborted: because'],
  ],
  [
    'an abort while it is deployed',
    (told) => told.planned([]).order('abort').until(),
    [started, expect.stringContaining('rolling-back (bob)'), 'aborted (bob): aborted: because'],
  ],
  ['an abort in the preflight, when nobody is known yet', (told) => told.order('abort'), []],
  [
    'trouble that passes is not told',
    (told) =>
      told
        .planned([weight(10)])
        .fails('no answer')
        .happens({ kind: 'elapsed', id: told.state.epoch })
        .until(),
    [started, promoted, released],
  ],
  [
    'promote',
    (told) =>
      told
        .planned([weight(10), weight(50)])
        .until('hold')
        .order('promote')
        .until(),
    [started, promoted, released],
  ],
  [
    'a refusal',
    (told) => told.finds({ kind: 'refused', problems: ['No route.', 'No Service.'], notify: everything }),
    ['refused: nothing was touched: No route. No Service.'],
  ],
  ['a refusal that nobody is told', (told) => told.finds({ kind: 'refused', problems: ['No route.'] }), []],
  [
    'nobody to tell',
    (told) =>
      told
        .planned([gate, weight(10)], [])
        .until('gate')
        .order('abort')
        .until(),
    [],
  ],
];

test.each(ways)('%s', (_, go, expected) => {
  expect(go(new Told()).told).toEqual(expected);
});

test('trouble that lasts is told once, and again when it comes anew', () => {
  const told = new Told().planned([weight(10)]);
  const again = () => told.happens({ kind: 'elapsed', id: told.state.epoch });
  for (const attempt of [1, 2, 3, 4]) (attempt === 1 ? told : again()).fails('no answer');
  expect(told.told.slice(1)).toEqual(['trouble: waiting, 2 tries so far: no answer']);
  again().finds({ kind: 'done' }).fails('no answer');
  again().fails('no answer');
  expect(told.told.slice(2)).toEqual(['trouble: waiting, 2 tries so far: no answer']);
});

test('a notice says which release, which versions, how far it is, and which gate waits', () => {
  const { notices } = new Told().planned([weight(10), gate]).until('gate');
  expect(notices.at(-1)).toEqual({
    key: 'notice/eu~1/bookinfo/reviews/7/rs-2',
    event: 'question',
    at: expect.any(Number),
    release: 'release/eu.1/bookinfo/reviews/7',
    ...{ cluster: 'eu.1', namespace: 'bookinfo', service: 'reviews', version: 'v2', stable: 'v1' },
    ...{ phase: 'steps', weight: 10, gate: 'payments' },
    text: 'approval of payments before the weight goes above 10 %',
  });
});

test('keys are each their own, and go on over runs', () => {
  const first = new Told().planned([gate, weight(10)]).until('gate');
  const second = new Told(first.state).order('approve').until();
  const keys = [...first.notices, ...second.notices].map(({ key }) => key.split('-').at(-1));
  expect(keys).toEqual(['1', '2', '3', '4']);
});

test('going on in another run tells nothing anew', () => {
  const asked = new Told()
    .planned([weight(10), gate])
    .until('gate')
    .order('pause');
  expect(new Told(asked.state).told).toEqual([]);
});

test('each is told what it wants', () => {
  const on = (...events: NoticeEvent[]) => events;
  const notify = [
    { to: 'team', on: on('question', 'released') },
    { to: 'audit', on: on('started', 'released') },
  ];
  const told = new Told()
    .planned([gate, weight(10)], notify)
    .until('gate')
    .order('approve')
    .until();
  expect(told.notices.map(({ event }, index) => [event, told.to[index]])).toEqual([
    ['started', ['audit']],
    ['question', ['team']],
    ['released', ['team', 'audit']],
  ]);
});

test('a release without end of things to tell tells its end', () => {
  const told = new Told().planned([weight(10)]).until('hold');
  for (let time = 0; time < 600; time += 1) told.order('pause').order('resume');
  expect(told.notices).toHaveLength(500);
  told.order('abort').until();
  expect(told.notices.slice(500).map(({ event }) => event)).toEqual(['aborted']);
});

test('a release that is taken back after its workflow was ended by force tells how that ended', () => {
  const cause = { kind: 'rolled-back' as const, why: 'release/eu.1/bookinfo/reviews/6 was ended by force' };
  const left = new Told().planned([weight(10)]).until('hold').state;
  const { running: _, ...open } = left;
  const told = new Told({ ...open, cause, stages: [], cursor: 0 });
  expect(told.told).toEqual(['rolled-back: release/eu.1/bookinfo/reviews/6 was ended by force']);
});

test('a sentence is cut where it would be too long', () => {
  const told = new Told().finds({ kind: 'refused', problems: ['x'.repeat(5000)], notify: everything });
  expect(told.notices[0]?.text).toHaveLength(2000);
});
