import { z } from 'zod';
import { type Judging, usualStrictness } from '../domain/judgement/strictness.js';
import { duration } from './duration.js';
import { share } from './share.js';

const oneIn = z
  .string()
  .regex(/^1 in [1-9]\d*$/, 'expected such as 1 in 1000')
  .transform((text) => Number(text.slice('1 in '.length)))
  .refine((many) => many >= 100 && many <= 100_000, 'expected 1 in 100 to 1 in 100000');

const times = z
  .string()
  .regex(/^\d+(\.\d+)?x$/, 'expected so many times, such as 1.5x')
  .transform((text) => Number(text.slice(0, -1)))
  .refine((many) => many >= 1 && many <= 100, 'expected 1x to 100x');

const latency = z.strictObject({
  tolerate: times.prefault('1.5x'),
  'ignore-faster-than': duration.prefault('10ms').refine((ms) => ms >= 1 && ms <= 600_000, 'expected 1ms to 10m'),
});

const raise = z.strictObject({
  'added-failures-below': share({ least: 0.0001, most: 0.5 }).prefault('0.5%'),
  sure: share({ least: 0.5, most: 0.9999 }).prefault('95%'),
  requests: z.int().min(1).max(1_000_000).default(usualStrictness.leastRequests),
});

const settings = z
  .strictObject({
    'false-rollbacks': oneIn.prefault('1 in 1000'),
    'ignore-below': share({ least: 0, most: 0.5 }).prefault('0.05%'),
    latency: z.union([latency, z.literal('off')]).prefault({}),
    raise: raise.prefault({}),
  })
  .check(({ value, issues }) => {
    if (value.raise['added-failures-below'] >= value['ignore-below']) return;
    const message = 'expected no less than ignore-below: what is ignored could keep the weight from rising for ever';
    issues.push({ code: 'custom', input: value, path: ['raise', 'added-failures-below'], message });
  })
  .transform((written): Judging => {
    const { latency: slow, raise: rising } = written;
    const strictness = {
      falseRollbacks: written['false-rollbacks'],
      mattering: { ...usualStrictness.mattering, least: written['ignore-below'] },
      ...(slow === 'off' ? {} : { slowness: { tolerated: slow.tolerate, ignoredMs: slow['ignore-faster-than'] } }),
      addedFailures: rising['added-failures-below'],
      wrongRaises: Number((1 / (1 - rising.sure)).toPrecision(12)),
      leastRequests: rising.requests,
    };
    return { mode: 'act', strictness };
  });

const observe = z
  .literal('observe', 'expected observe, or settings such as { false-rollbacks: 1 in 1000 }')
  .transform((): Judging => ({ mode: 'observe', strictness: usualStrictness }));

/** How the canary is compared with stable: nothing has to be set. `observe` reports and does not act. */
export const judge = z.union([settings, observe]);
