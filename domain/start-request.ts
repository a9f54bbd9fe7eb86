import { isOverride } from './command.js';
import { type IfBusy, ifBusyChoices, longestText, type StartRequest } from './message.js';
import { retryFrom } from './retry.js';
import { textField } from './text-field.js';

/**
 * Reads whatever came with the update `start`; what is no spec is told by preflight. A sentence when it cannot be taken as
 * it is meant.
 */
export function startRequestFrom(payload: unknown): (StartRequest & { ifBusy: IfBusy }) | string {
  const text = textField(payload, 'text', longestText + 1) ?? '';
  if (text.length > longestText) return `the spec is longer than ${longestText} characters`;
  const said = textField(payload, 'ifBusy') ?? 'reject';
  const ifBusy = ifBusyChoices.find((each) => each === said);
  if (!ifBusy) return `ifBusy is ${said}; expected ${ifBusyChoices.join(', ')}`;
  const reason = textField(payload, 'reason');
  const override = isOverride(payload);
  if (override && reason === undefined) return 'an override of a freeze needs a reason';
  const version = textField(payload, 'version') ?? '';
  const retry = retryFrom(payload);
  return {
    ...{ text, version, by: textField(payload, 'by') ?? 'unknown', ifBusy },
    ...(reason === undefined ? {} : { reason }),
    ...(override ? { override: true as const } : {}),
    ...(retry ? { retry } : {}),
  };
}
