import type { Series } from './series.js';

/** Runs one query as of `at`. */
export type Ask = (query: string, at: Date, signal: AbortSignal) => Promise<Series[]>;

/** The label that tells apart what was joined. */
const mark = 'sluice_query';

interface Round {
  signal: AbortSignal;
  queries: string[];
  answer: Promise<Series[]>;
}

/**
 * Asks as one query what is asked for at once, as of the same moment: a look costs one request, whatever it looks at. For
 * queries that answer vectors and cannot be wrong: the fault of one would be that of all.
 */
export function joined(ask: Ask): Ask {
  const open = new Map<Date, Round>();
  return async (query, at, signal) => {
    const found = open.get(at);
    const round = found?.signal === signal ? found : begun(ask, at, signal, () => open.delete(at));
    open.set(at, round);
    const { queries, answer } = round;
    const number = String(queries.push(query) - 1);
    return (await answer)
      .filter(({ labels }) => labels[mark] === number)
      .map(({ labels, value }) => ({ labels: unmarked(labels), value }));
  };
}

/** A round that is asked once everything that is asked for now has come to it. */
function begun(ask: Ask, at: Date, signal: AbortSignal, closed: () => void): Round {
  const queries: string[] = [];
  const gathered = new Promise<void>((resolve) => setImmediate(resolve));
  const answer = gathered.then(() => {
    closed();
    return ask(queries.map(marked).join(' or '), at, signal);
  });
  return { signal, queries, answer };
}

function unmarked(labels: Series['labels']): Series['labels'] {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name !== mark));
}

function marked(query: string, index: number): string {
  return `label_replace((${query}), "${mark}", "${index}", "", "")`;
}
