import { z } from 'zod';
import type { Headers, SecretKeyRef } from '../domain/release-spec.js';
import { objectName } from './text.js';

const secretKeyRef = z.strictObject({
  name: objectName,
  key: z.string().regex(/^[-._a-zA-Z0-9]{1,253}$/, 'expected a key of a Secret: letters, digits, -, _ and .'),
});

const value = z
  .union([
    z.string().regex(/^[\t\u0020-\u007e\u0080-\u00ff]*$/, 'expected the value of a header, on one line'),
    z.strictObject({ secretKeyRef }),
  ])
  .transform((given): string | SecretKeyRef => (typeof given === 'string' ? given : given.secretKeyRef));

/** Headers of a request: names are tokens of RFC 9110; values one line each, or a key of a Secret. */
export const headers = z
  .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'expected the name of a header'), value)
  .prefault({})
  .transform((given): Headers => given);
