import { defaultPayloadConverter, type PayloadConverter } from '@temporalio/common';

const nothing = defaultPayloadConverter.toPayload(undefined);

/**
 * Temporal's own, but that a payload which cannot be read is nothing at all: else one such signal would stop a release,
 * and every abort after it, for ever.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (...given) => defaultPayloadConverter.toPayload(...given),
  fromPayload(payload, ...context) {
    try {
      return defaultPayloadConverter.fromPayload(payload, ...context);
    } catch {
      return defaultPayloadConverter.fromPayload(nothing);
    }
  },
};
