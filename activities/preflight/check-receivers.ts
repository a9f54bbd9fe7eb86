import type { Subscription } from '../../domain/notice.js';
import { noticeEvents } from '../../domain/notice.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { Receivers } from '../../spec/receivers.js';
import { didYouMean } from './did-you-mean.js';
import type { Findings } from './findings.js';

/** Those that a worker tells of a release whose spec names nobody. */
export function defaultSubscriptions({ default: names }: Receivers): Subscription[] {
  return names.map((to) => ({ to, on: [...noticeEvents] }));
}

/** Who is told of the release: those of the spec that the worker knows. Unknown names are problems. */
export function checkReceivers({ notify }: ReleaseSpec, receivers: Receivers, findings: Findings): Subscription[] {
  if (!notify) return defaultSubscriptions(receivers);
  const names = Object.keys(receivers.byName);
  for (const { to } of notify)
    if (!names.includes(to)) findings.problem(`notify: the worker knows no receiver ${to}${didYouMean(to, names)}`);
  return notify.filter(({ to }) => names.includes(to));
}
