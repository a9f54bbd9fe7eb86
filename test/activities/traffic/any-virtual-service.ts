import fc from 'fast-check';

/**
 * VirtualServices made from Istio's own fields around one route of reviews that can be released, as its webhook takes them:
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/
 */

type Fields = Record<string, unknown>;

export interface AnyVirtualService {
  spec: Fields & { http: Fields[] };
  /** The place of the route in question. */
  index: number;
  /** Whether the route listed the canary before, with 0. */
  isListed: boolean;
}

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const path = fc.stringMatching(/^(\/[a-z0-9._~-]{1,6}){1,3}$/);
const seconds = fc.integer({ min: 1, max: 600 }).map((count) => `${count}s`);
const percent = fc.integer({ min: 1, max: 999 }).map((tenths) => ({ value: tenths / 10 }));
const textMatch = fc.oneof(
  word.map((exact) => ({ exact })),
  word.map((prefix) => ({ prefix })),
  word.map((regex) => ({ regex: `^${regex}.*$` })),
);
const header = fc.stringMatching(/^x-[a-z]{1,6}$/);
const some = <Value>(value: fc.Arbitrary<Value>) => fc.dictionary(header, value, { minKeys: 1, maxKeys: 2 });
const headers = fc.record(
  {
    request: fc.record(
      { set: some(word), add: some(word), remove: fc.uniqueArray(header, { minLength: 1, maxLength: 2 }) },
      { requiredKeys: [] },
    ),
    response: fc.record({ set: some(word), add: some(word) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const match = fc.record(
  {
    name: word,
    uri: fc.oneof(
      path.map((prefix) => ({ prefix })),
      path.map((exact) => ({ exact })),
    ),
    method: fc.constantFrom({ exact: 'GET' }, { exact: 'POST' }),
    authority: textMatch,
    headers: some(textMatch),
    withoutHeaders: some(textMatch),
    queryParams: some(word.map((exact) => ({ exact }))),
    ignoreUriCase: fc.boolean(),
    sourceLabels: fc.constantFrom({ app: 'sleep' }, { app: 'web', version: 'v1' }),
    sourceNamespace: word,
    statPrefix: word,
  },
  { requiredKeys: ['uri'] },
);
/** What a route may have beside its destinations. */
const beside = {
  match: fc.array(match, { minLength: 1, maxLength: 3 }),
  timeout: seconds,
  retries: fc.record(
    { attempts: fc.integer({ min: 1, max: 5 }), perTryTimeout: seconds, retryOn: fc.constantFrom('5xx', '5xx,reset') },
    { requiredKeys: ['attempts'] },
  ),
  fault: fc.record({ delay: fc.record({ percentage: percent, fixedDelay: seconds }) }),
  mirror: fc.constant({ host: 'audit', port: { number: 8080 } }),
  corsPolicy: fc.record(
    {
      allowOrigins: fc.array(textMatch, { minLength: 1, maxLength: 2 }),
      allowMethods: fc.constantFrom(['GET'], ['GET', 'POST']),
      maxAge: seconds,
      allowCredentials: fc.boolean(),
    },
    { requiredKeys: ['allowOrigins'] },
  ),
  headers,
  rewrite: path.map((uri) => ({ uri })),
};
const others = fc.oneof(
  fc.record({ match: beside.match, redirect: path.map((uri) => ({ uri, redirectCode: 302 })) }),
  fc.record({ match: beside.match, directResponse: word.map((string) => ({ status: 404, body: { string } })) }),
  fc.record({ match: beside.match, delegate: fc.constant({ name: 'other' }) }),
  fc.record(
    {
      ...beside,
      name: word.map((name) => `other-${name}`),
      route: fc.tuple(fc.integer({ min: 0, max: 100 }), headers).map(([weight, own]) => [
        { destination: { host: 'audit' }, weight, headers: own },
        { destination: { host: 'ratings', subset: 'v1' }, weight: 100 - weight },
      ]),
    },
    { requiredKeys: ['match', 'route'] },
  ),
);
const own = fc
  .record({ ...beside, name: fc.constant('main'), entry: headers }, { requiredKeys: [] })
  .chain((route) =>
    fc.record({ route: fc.constant(route), isListed: fc.boolean(), weight: fc.constantFrom(undefined, 1, 100) }),
  )
  .map(({ route: { entry, ...route }, isListed, weight }) => {
    const fields = { ...(entry === undefined ? {} : { headers: entry }) };
    const stable = { destination: { host: 'reviews', subset: 'v1' }, ...fields };
    const canary = { destination: { host: 'reviews', subset: 'v2' }, ...fields, weight: 0 };
    const list = isListed
      ? [{ ...stable, weight: weight ?? 100 }, canary]
      : [weight === undefined ? stable : { ...stable, weight }];
    return { route: { ...route, route: list }, isListed };
  });

/** Any of them. The route has no match where it is the last, as the API server's webhook wants it. */
export const anyVirtualService: fc.Arbitrary<AnyVirtualService> = fc
  .record({
    before: fc.array(others, { maxLength: 3 }),
    own,
    after: fc.array(others, { maxLength: 2 }),
    more: fc.record(
      {
        gateways: fc.constantFrom(['mesh'], ['edge/public', 'mesh']),
        exportTo: fc.constantFrom(['*'], ['.']),
        tcp: fc.constant([
          { match: [{ port: 9999 }], route: [{ destination: { host: 'audit', port: { number: 9999 } } }] },
        ]),
      },
      { requiredKeys: [] },
    ),
    fallback: match,
  })
  .map(({ before, own: { route, isListed }, after, more, fallback }) => {
    const isLast = after.length === 0;
    const named = isLast || route['match'] !== undefined ? route : { ...route, match: [fallback] };
    return {
      spec: { hosts: ['reviews'], ...more, http: [...before, named, ...after] },
      ...{ index: before.length, isListed },
    };
  });
