import { isDeepStrictEqual } from 'node:util';
import { commandNames } from '../../../../domain/command.js';
import { type JournalEntry, phaseOf } from '../../../../domain/release-state.js';
import type { Played, Sent } from './play.js';
import { ReferenceModel, type Said } from './reference-model.js';
import type { Order } from './scenario.js';

/** What went otherwise than the reference model says, each a sentence; and the model, at the end. */
export function judge(played: Played): { breaches: string[]; model: ReferenceModel } {
  const model = new ReferenceModel(played.scenario);
  const book = new OrderBook(played.sent);
  const [beginning, ...entries] = played.state.journal;
  let since = -Infinity;
  for (const entry of entries) {
    book.stoodUntil(model, since, entry.at);
    since = entry.at;
    if (entry.command === undefined) model.says(entry);
    else book.find(model, entry);
  }
  book.stoodUntil(model, since, Infinity);
  const begins = beginning?.what.startsWith(played.retry ? 'retry of ' : 'begin') ? [] : ['nobody began it'];
  return { breaches: [...begins, ...book.breaches(), ...model.breaches, ...wrongEnd(played, model)], model };
}

/** The clocks of Temporal and of the test are one, but for what is cut off. */
const slackMs = 2;

/** The orders that were sent, each to be found once. */
class OrderBook {
  readonly #unfound: Sent[];
  readonly #unplaced: Sent[];
  readonly #breaches: string[] = [];

  constructor(sent: Sent[]) {
    const isOrder = ({ order }: Sent) => commandNames.some((name) => name === order.name);
    this.#unfound = sent.filter((each) => isOrder(each) && (each.answer === 'taken' || each.answer === 'obeyed'));
    this.#unplaced = sent.filter(({ answer }) => answer === 'gone' || typeof answer === 'object');
  }

  /** So it was in this time: an update that is in no journal was refused by it, or what came too late found nobody. */
  stoodUntil(model: ReferenceModel, since: number, until: number): void {
    const isRight = ({ order, from, to, answer }: Sent) =>
      from - slackMs <= until &&
      since <= to + slackMs &&
      (answer === 'gone' ? model.outcome !== undefined : model.refuses(saidBy(order)) !== undefined);
    for (const each of this.#unplaced.filter(isRight)) this.#unplaced.splice(this.#unplaced.indexOf(each), 1);
  }

  /** An entry of the journal that is an order's. */
  find(model: ReferenceModel, entry: JournalEntry): void {
    const { what, command = '', by, at } = entry;
    const isRefused = what.startsWith(`${command} refused, `);
    const [, reason = ''] = /: ((order|round) \d+( of \w+)?)/.exec(isRefused ? '' : what) ?? [];
    const candidates = this.#unfound.filter(({ order, answer }) => {
      const isIts = order.name === command && saidBy(order).by === by;
      return isIts && (isRefused ? answer === 'taken' : reasonOf(order) === reason);
    });
    const refused = candidates.find(({ order }) => model.refuses(saidBy(order)) !== undefined);
    const found = isRefused ? refused : candidates[0];
    if (!found) return void this.#breaches.push(`the journal has "${what}" by ${by}, which makes no sense there`);
    this.#unfound.splice(this.#unfound.indexOf(found), 1);
    if (isRefused) return;
    const why = model.refuses(saidBy(found.order));
    if (why !== undefined) this.#breaches.push(`"${what}" is obeyed, and ${why}`);
    model.obeys(saidBy(found.order), reason, at);
  }

  breaches(): string[] {
    const show = ({ order, answer }: Sent) => JSON.stringify({ ...order, answer });
    return [
      ...this.#breaches,
      ...this.#unfound.map((each) => `in no journal: ${show(each)}`),
      ...this.#unplaced.map((each) => `answered without a reason: ${show(each)}`),
    ];
  }
}

function wrongEnd({ outcome, state, world }: Played, model: ReferenceModel): string[] {
  const isReleased = model.outcome?.kind === 'released';
  const back = { weight: 0, canary: 'none', stable: 'there', finished: model.isFinished ? 'stable' : undefined };
  const forth = { weight: 100, canary: 'there', stable: 'gone', finished: 'canary' };
  const { weight, canary, stable, finished } = world;
  const ends: [string, unknown, unknown][] = [
    ['outcome', outcome, model.outcome],
    ['state', [state.outcome, phaseOf(state), state.weight], [model.outcome, 'ended', model.weight]],
    ['cluster', { weight, canary, stable, finished }, isReleased ? forth : back],
  ];
  return ends.flatMap(([what, is, wanted]) =>
    isDeepStrictEqual(is, wanted) ? [] : [`${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(wanted)}`],
  );
}

/** As docs/approve.md says: who is not named is unknown. */
function saidBy({ name, payload }: Order): Said {
  const { by, gate } = Object(payload) as { by?: unknown; gate?: unknown };
  return {
    ...{ name, by: typeof by === 'string' ? by : 'unknown' },
    ...(typeof gate === 'string' ? { gate } : {}),
  };
}

function reasonOf({ payload }: Order): string {
  const { reason } = Object(payload) as { reason?: unknown };
  return typeof reason === 'string' ? reason : '';
}
