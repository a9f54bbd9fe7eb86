import { z } from 'zod';

/** A name as Kubernetes takes it (RFC 1123 label). */
export const kubernetesName = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'expected a Kubernetes name: small letters, digits and -, 63 at most');

/** A value that a label may have, and that is not empty. */
export const labelValue = z
  .string()
  .regex(
    /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
    'expected a label value: letters, digits, -, _ and ., 63 at most',
  );

/** A path of a request, with its query if there is one; nothing in it that ends a line or an argument. */
export const requestPath = z
  .string()
  .regex(/^\/[\u0021-\u007e]*$/, 'expected a path that begins with / and has no blanks');

/** Headers of a request: names are tokens of RFC 9110, values one line each. */
export const headers = z.record(
  z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'expected the name of a header'),
  z.string().regex(/^[\t\u0020-\u007e\u0080-\u00ff]*$/, 'expected the value of a header, on one line'),
);

/** An image reference: no blanks. */
export const image = z.string().regex(/^[^\s]+$/, 'expected an image such as reviews:2.0.0');

/** The label selector of a pod, `key=value` with commas between. */
export const selector = z
  .string()
  .regex(/^[-A-Za-z0-9_./]+=[-A-Za-z0-9_.]*(,[-A-Za-z0-9_./]+=[-A-Za-z0-9_.]*)*$/, 'expected labels such as app=sleep');
