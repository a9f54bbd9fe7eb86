import { z } from 'zod';
import type { Https, LoadTest, ProbeRequest, Verify } from '../domain/release-spec.js';
import { headers } from './headers.js';
import { hostName, kubernetesName, requestPath, selector } from './text.js';
import { threshold } from './threshold.js';

const request = z
  .strictObject({
    get: requestPath,
    headers,
    expect: z
      .strictObject({
        status: z.int().min(100).max(599).default(200),
        json: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
        body: z.string().optional(),
      })
      .prefault({}),
  })
  .transform(({ get, headers: sent, expect: { body, ...expected } }): ProbeRequest => {
    return { path: get, headers: sent, expect: { ...expected, ...(body === undefined ? {} : { body }) } };
  });

const atMost = (kind: 'ratio' | 'milliseconds', example: string) =>
  threshold(kind).refine(({ operator }) => operator === '<=', `expected at most so much, such as ${example}`);

const load = z
  .strictObject({
    get: requestPath,
    headers,
    requests: z.int().min(1).max(1_000_000),
    concurrency: z.int().min(1).max(100).default(1),
    failed: atMost('ratio', '"<= 0.1%"').prefault('<= 0%'),
    p99: atMost('milliseconds', '"<= 300ms"').optional(),
  })
  .transform(({ get, headers: sent, requests, concurrency, failed, p99 }): LoadTest => {
    const limits = { maxFailed: failed.value, ...(p99 ? { maxP99Ms: p99.value } : {}) };
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
