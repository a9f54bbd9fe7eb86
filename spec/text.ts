import { z } from 'zod';
import { wanted } from './wanted.js';

/** A text of that pattern. */
const like = (pattern: RegExp, expected: string) => z.string(wanted(expected)).regex(pattern, expected);

const name63 = (expected: string) => like(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, expected);
const dotted = (expected: string) =>
  like(/^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, expected);

/** A name as Kubernetes takes it for a namespace and a container (RFC 1123 label). */
export const kubernetesName = name63('expected a Kubernetes name: small letters, digits and -, 63 at most');

/** The name of a Service (RFC 1035 label). */
export const serviceName = like(
  /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
  'expected the name of a Service: a small letter, then small letters, digits and -, 63 at most',
);

/** The name of most other objects, such as a Deployment or a ConfigMap (RFC 1123 subdomain). */
export const objectName = dotted('expected a name of small letters, digits, - and ., 253 at most');

/** A value that a label may have, and that is not empty. */
export const labelValue = like(
  /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
  'expected a label value: letters, digits, -, _ and ., 63 at most',
);

/** A path of a request, with its query if there is one; nothing in it that ends a line or an argument. */
export const requestPath = like(/^\/[\u0021-\u007e]{0,4095}$/, 'expected a path that begins with / and has no blanks');

/** A name as DNS and certificates have it. */
export const hostName = dotted('expected a host name such as reviews.example.com');

/** An image reference: no blanks, and nothing that cannot be seen. */
export const image = like(/^[\u0021-\u007e]{1,1024}$/, 'expected an image such as reviews:2.0.0, without blanks');

/** The label selector of a pod, `key=value` with commas between. */
export const selector = like(
  /^[-A-Za-z0-9_./]+=[-A-Za-z0-9_.]*(,[-A-Za-z0-9_./]+=[-A-Za-z0-9_.]*)*$/,
  'expected labels such as app=sleep',
);

/** Words on one line, with at least one that can be seen: no control characters, and none that turns the line around. */
export function line(what: string, most: number) {
  const expected = `expected ${what} on one line, ${most} characters at most`;
  const unseen = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069';
  return like(new RegExp(`^(?=.*\\S)[^${unseen}]{1,${most}}$`, 'u'), expected).transform((text) => text.trim());
}

/** A text of any number of lines, without control characters. */
export const lines = (what: string, most: number) =>
  like(
    new RegExp(`^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]{1,${most}}$`, 'u'),
    `expected ${what}, without control characters, ${most} characters at most`,
  );
