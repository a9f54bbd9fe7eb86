import { z } from 'zod';
import { type Judging, usualStrictness } from '../domain/judgement/strictness.js';
import { across } from './across.js';
import { duration } from './duration.js';
import { forms } from './forms.js';
import { whole } from './number.js';
import { share } from './share.js';
import { wanted } from './wanted.js';

const odds = 'expected odds such as 1 in 1000';
const oneIn = z
  .string(wanted(odds))
  .regex(/^1 in [1-9]\d{2,5}$/, `${odds}, from 1 in 100 to 1 in 100000`)
  .transform((text) => Number(text.slice('1 in '.length)))
  .refine((many) => many >= 100 && many <= 100_000, 'expected 1 in 100 to 1 in 100000');

const factor = 'expected a factor such as 1.5x';
const times = z
  .string(wanted(factor))
  .regex(/^\d{1,3}(\.\d{1,9})?x$/, factor)
  .transform((text) => Number(text.slice(0, -1)))
  .refine((many) => many >= 1 && many <= 100, 'expected 1x to 100x');

const latency = z.strictObject({
  tolerate: times.prefault('1.5x'),
  'ignore-faster-than': duration.prefault('10ms').refine((ms) => ms >= 1 && ms <= 600_000, 'expected 1ms to 10m'),
});

const raise = z.strictObject({
  'added-failures-below': share({ least: 0.0001, most: 0.5 }).prefault('0.5%'),
  sure: share({ least: 0.5, most: 0.9999 }).prefault('95%'),
  requests: whole('a number of requests', { least: 1, most: 1_000_000 }).default(usualStrictness.leastRequests),
});

const settings = across(
  z.strictObject({
    'false-rollbacks': oneIn.prefault('1 in 1000'),
    'ignore-below': share({ least: 0, most: 0.5 }).prefault('0.05%'),
    latency: forms(
      { object: latency, text: z.literal('off', 'expected off, or settings such as { tolerate: 2x }') },
      'expected off, or settings such as { tolerate: 2x }',
    ).prefault({}),
    raise: raise.prefault({}),
  }),
  ({ right: { raise: rising, 'ignore-below': ignored } }, complain) => {
    if (!rising || ignored === undefined || rising['added-failures-below'] >= ignored) return;
    const message = 'expected no less than ignore-below: what is ignored could keep the weight from rising for ever';
    complain(message, 'raise', 'added-failures-below');
  },
).transform((written): Judging => {
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

const aJudge = 'expected observe, or settings such as { false-rollbacks: 1 in 1000 }';
const observe = z
  .literal('observe', aJudge)
  .transform((): Judging => ({ mode: 'observe', strictness: usualStrictness }));

/** How the canary is compared with stable: nothing has to be set. `observe` reports and does not act. */
export const judge = forms({ object: settings, text: observe }, aJudge);
