import { type Notice, type NoticeEvent, noticeEvents, type Subscription, type Telling } from './notice.js';
import type { ReleaseEvent } from './release-event.js';
import { phaseOf, type Question, type ReleaseState } from './release-state.js';

/** So many tries in vain are trouble that lasts, which people are told of: some 15 seconds. */
const lastingTries = 2;
/** A release that has told so much tells its end alone: Temporal takes 2,000 children at a time, and one more would stop it. */
const most = 500;
/** The longest sentence, in characters. */
const longestText = 2000;

/** What happened, and who began the release. */
interface Occasion {
  event: ReleaseEvent;
  by: string;
}

/** The state with the notices counted that follow from an event, and these, each with those who are told. */
export function noticesOf(
  before: ReleaseState,
  after: ReleaseState,
  { event, by }: Occasion,
): { state: ReleaseState; tellings: Telling[] } {
  const subscriptions = subscriptionsOf(after, event);
  if (subscriptions.length === 0) return { state: after, tellings: [] };
  const told = after.notices ?? 0;
  const tellings = noticeEvents
    .flatMap((name) => {
      const to = subscriptions.filter(({ on }) => on.includes(name)).map((each) => each.to);
      const said = to.length > 0 && (told < most || isEnd(name)) ? tells[name](before, after, by) : undefined;
      return said ? [{ name, to, said }] : [];
    })
    .map(({ name, to, said }, index) => ({
      to,
      notice: noticeOf(after, { name, said, at: event.at, number: told + index + 1 }),
    }));
  return { state: tellings.length === 0 ? after : { ...after, notices: told + tellings.length }, tellings };
}

/** Those of the plan; a release that is refused has none, and preflight says whom it found. */
function subscriptionsOf({ plan }: ReleaseState, event: ReleaseEvent): Subscription[] {
  const refused = event.kind === 'found' && event.finding.kind === 'refused' ? event.finding.notify : undefined;
  return refused ?? plan?.notify ?? [];
}

type Said = Pick<Notice, 'text' | 'by' | 'gate'>;
type Tell = (before: ReleaseState, after: ReleaseState, begunBy: string) => Said | undefined;

const isEnd = (name: NoticeEvent): boolean => ['released', 'rolled-back', 'aborted', 'refused'].includes(name);

/** What has newly come about, for each thing that people are told; undefined: nothing of the kind. */
const tells: Record<NoticeEvent, Tell> = {
  started: (before, { plan }, by) =>
    plan && !before.plan ? { by, text: `${plan.canary.version} is released${instead(plan.stable)}` } : undefined,
  question: (before, { question }) => {
    const asked = before.question;
    if (!question || (asked?.since === question.since && asked.gate === question.gate && !isAgain(asked, question)))
      return undefined;
    return { text: question.text, ...(question.gate === undefined ? {} : { gate: question.gate }) };
  },
  paused: (before, { paused }) =>
    paused && before.paused?.at !== paused.at ? { by: paused.by, text: because('paused', paused.reason) } : undefined,
  trouble: (before, { trouble }) =>
    trouble && trouble.attempts >= lastingTries && (before.trouble?.attempts ?? 0) < lastingTries
      ? { text: `waiting, ${trouble.attempts} tries so far: ${trouble.what}` }
      : undefined,
  promoted: (before, after) =>
    phaseOf(before) === 'promote' && after.cursor > before.cursor && !after.cause
      ? { text: `all requests go to ${after.plan?.canary.version ?? 'the canary'}` }
      : undefined,
  'rolling-back': ({ cause: known, weight }, { cause, outcome }) => {
    if (!cause || known || outcome) return undefined; // with nothing to put back it is over, which is told
    if (cause.kind === 'rolled-back') return { text: `from ${weight} %: ${cause.why}` };
    return { by: cause.by, text: because(`from ${weight} %, aborted`, cause.reason) };
  },
  released: (before, after) =>
    ends(before, after, 'released') && { text: `${after.plan?.canary.version ?? 'the canary'} is the stable version` },
  'rolled-back': (before, after) => {
    const outcome = ends(before, after, 'rolled-back');
    return outcome && { text: outcome.why };
  },
  aborted: (before, after) => {
    const outcome = ends(before, after, 'aborted');
    return outcome && { by: outcome.by, text: because('aborted', outcome.reason) };
  },
  refused: (before, after) => {
    const outcome = ends(before, after, 'refused');
    return outcome && { text: `nothing was touched: ${outcome.problems.join(' ')}` };
  },
};

/** Whether a gate whose time was over asks once more. */
function isAgain({ until: before = Infinity }: Question, { until = 0 }: Question): boolean {
  return until > before;
}

type Outcome = NonNullable<ReleaseState['outcome']>;

/** The outcome, when it has just come and is of this kind. */
function ends<Kind extends Outcome['kind']>(
  before: ReleaseState,
  { outcome }: ReleaseState,
  kind: Kind,
): Extract<Outcome, { kind: Kind }> | undefined {
  const isOf = (each: Outcome): each is Extract<Outcome, { kind: Kind }> => each.kind === kind;
  return outcome && !before.outcome && isOf(outcome) ? outcome : undefined;
}

const because = (what: string, reason: string): string => (reason === '' ? what : `${what}: ${reason}`);
const instead = (stable: { version: string } | undefined): string =>
  stable ? `, to take the place of ${stable.version}` : ', the first version of the service';

function noticeOf(
  state: ReleaseState,
  { name, said, at, number }: { name: NoticeEvent; said: Said; at: number; number: number },
): Notice {
  const { release, plan, weight } = state;
  const [, cluster = '', namespace = '', service = ''] = release.split('/');
  return {
    ...{ key: keyOf(state, number), event: name, at, release, cluster, namespace, service },
    ...(plan ? { version: plan.canary.version } : {}),
    ...(plan?.stable ? { stable: plan.stable.version } : {}),
    ...{ phase: phaseOf(state), weight },
    ...said,
    text: said.text.slice(0, longestText),
  };
}

/**
 * `notice/<cluster>/<namespace>/<service>/<n>/<when it began>-<number>`: the numbers of releases begin again when a
 * service's workflow is lost. Without full stops, which part what is signed.
 */
function keyOf({ release, since }: ReleaseState, number: number): string {
  return `${release.replace(/^release/, 'notice').replaceAll('.', '~')}/${since.toString(36)}-${number}`;
}
