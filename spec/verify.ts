import { z } from 'zod';
import type { Https, LoadTest, ProbeRequest, Verify } from '../domain/release-spec.js';
import { forms } from './forms.js';
import { headers } from './headers.js';
import { whole } from './number.js';
import { hostName, kubernetesName, line, lines, requestPath, selector } from './text.js';
import { threshold } from './threshold.js';

const aValue = 'expected a text, a number, true, false or null';
const tooBig = `expected a number that is kept to its last digit, from ${Number.MIN_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}: look for this one with expect.body`;
const number = z.number(aValue).min(Number.MIN_SAFE_INTEGER, tooBig).max(Number.MAX_SAFE_INTEGER, tooBig);
const value = forms({ text: z.string(), number, boolean: z.boolean(), null: z.null() }, aValue);

const request = z
  .strictObject({
    get: requestPath,
    headers,
    expect: z
      .strictObject({
        status: whole('a status', { least: 100, most: 599 }).default(200),
        json: z.record(line('a path such as $.id', 1000), value).prefault({}),
        body: lines('a text', 10_000).optional(),
      })
      .prefault({}),
  })
  .transform(({ get, headers: sent, expect: { body, ...expected } }): ProbeRequest => {
    return { path: get, headers: sent, expect: { ...expected, ...(body === undefined ? {} : { body }) } };
  });

const failed = threshold('ratio', {
  operators: ['<='],
  expected: 'expected "<=" and a share of requests, 100% at most, such as "<= 0.1%"',
  is: (share) => share <= 1,
});
const p99 = threshold('milliseconds', {
  operators: ['<='],
  expected: 'expected "<=" and a time in ms or s, above 0 and 1 hour at most, such as "<= 300ms"',
  is: (ms) => ms > 0 && ms <= 3_600_000,
});

const load = z
  .strictObject({
    get: requestPath,
    headers,
    requests: whole('a number of requests', { least: 1, most: 1_000_000 }),
    concurrency: whole('how many requests at a time', { least: 1, most: 100 }).default(1),
    failed: failed.prefault('<= 0%'),
    p99: p99.optional(),
  })
  .transform(({ get, headers: sent, requests, concurrency, failed: most, p99: longest }): LoadTest => {
    const limits = { maxFailed: most.value, ...(longest ? { maxP99Ms: longest.value } : {}) };
    return { path: get, headers: sent, requests, concurrency, ...limits };
  });

const https = z
  .strictObject({ serverName: hostName.optional(), insecure: z.boolean().default(false) })
  .transform(({ serverName, insecure }): Https => {
    return { insecure, ...(serverName === undefined ? {} : { serverName }) };
  });

/** How the canary is proved before it has users. */
export const verify = z
  .strictObject({
    from: z.strictObject({ pod: selector, container: kubernetesName.optional() }).optional(),
    https: https.optional(),
    requests: z.array(request).default([]),
    load: load.optional(),
  })
  .transform(({ from, https: tls, requests, load: test }): Verify => {
    const pod = from && { pod: from.pod, ...(from.container === undefined ? {} : { container: from.container }) };
    return { requests, ...(pod && { from: pod }), ...(tls && { https: tls }), ...(test && { load: test }) };
  });
