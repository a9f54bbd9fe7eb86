import { z } from 'zod';
import type { Headers, SecretKeyRef } from '../domain/release-spec.js';
import { forms } from './forms.js';
import { objectName } from './text.js';
import { wanted } from './wanted.js';

const aKey = 'expected a key of a Secret: letters, digits, -, _ and ., 253 at most';
const secretKeyRef = z.strictObject({
  name: objectName,
  key: z.string(wanted(aKey)).regex(/^[-._a-zA-Z0-9]{1,253}$/, aKey),
});

const plain = z.string().regex(/^[\t\u0020-\u007e\u00a0-\u00ff]*$/, 'expected the value of a header, on one line');
const secret = z.strictObject({ secretKeyRef }).transform(({ secretKeyRef: ref }): SecretKeyRef => ref);
const value = forms(
  { text: plain, object: secret },
  'expected the value of a header in quotes, or { secretKeyRef: { name, key } }',
);

/** Headers of a request: names are tokens of RFC 9110; values one line each, or a key of a Secret. */
export const headers = z
  .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'expected the name of a header'), value)
  .prefault({})
  .transform((given): Headers => given);
