import { json, type Answer } from '../answer.js';
import { isRecord } from '../json-shape.js';
import { metricsRoute } from '../metrics-route.js';
import type { Ask, Route } from '../route.js';
import { checkStream } from './check-stream.js';
import { maxStreams } from './parse-streams.js';
import type { StreamSet } from './stream-set.js';
import type { Tally } from './tally.js';
import type { UsersMetrics } from './users-metrics.js';

/** The control port of the users: /metrics, /counts, /counts/reset and /streams. */
export function usersRoutes(streams: StreamSet, tally: Tally, metrics: UsersMetrics): Route[] {
  const reset = (): Answer => {
    tally.reset();
    for (const { name } of streams.definitions) tally.of(name);
    return json(200, tally.counts());
  };
  const remove = async ({ parameters: { name = '' } }: Ask): Promise<Answer> =>
    (await streams.remove(name)) ? json(200, { removed: name }) : json(404, { error: `there is no stream ${name}` });
  return [
    metricsRoute(metrics.registry),
    { method: 'GET', pattern: '/counts', answer: () => json(200, tally.counts()) },
    { method: 'POST', pattern: '/counts/reset', answer: reset },
    { method: 'GET', pattern: '/streams', answer: () => json(200, { streams: streams.definitions }) },
    { method: 'PUT', pattern: '/streams/:name', answer: (ask) => putStream(streams, ask) },
    { method: 'DELETE', pattern: '/streams/:name', answer: remove },
  ];
}

// What the body leaves out stays as it is, so that {"ratePerSecond": 0} is enough to pause a stream.
async function putStream(streams: StreamSet, ask: Ask): Promise<Answer> {
  const { name = '' } = ask.parameters;
  const body = await ask.json();
  if (!isRecord(body)) return json(400, { problems: ['the body must be a JSON object'] });
  const checked = checkStream({ ...streams.get(name), name, ...body });
  if ('problems' in checked) return json(400, { problems: checked.problems });
  if (checked.stream.name !== name) return json(400, { problems: [`name must be ${name}, as in the path`] });
  const isNew = streams.get(name) === undefined;
  if (isNew && streams.definitions.length >= maxStreams) {
    return json(400, { problems: [`there are ${maxStreams} streams already, which is the limit`] });
  }
  streams.put(checked.stream);
  return json(isNew ? 201 : 200, checked.stream);
}
