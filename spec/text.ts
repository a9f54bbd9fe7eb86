import { z } from 'zod';

/** A name as Kubernetes takes it (RFC 1123 label). */
export const kubernetesName = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'expected a Kubernetes name: small letters, digits and -, 63 at most');

/** The name of an object such as a ConfigMap (RFC 1123 subdomain). */
export const objectName = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, 'expected a name of small letters, digits, - and ., 253 at most');

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

/** A name as DNS and certificates have it. */
export const hostName = z
  .string()
  .regex(
    /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    'expected a host name such as reviews.example.com',
  );

/** An image reference: no blanks. */
export const image = z.string().regex(/^[^\s]+$/, 'expected an image such as reviews:2.0.0');

/** The label selector of a pod, `key=value` with commas between. */
export const selector = z
  .string()
  .regex(/^[-A-Za-z0-9_./]+=[-A-Za-z0-9_.]*(,[-A-Za-z0-9_./]+=[-A-Za-z0-9_.]*)*$/, 'expected labels such as app=sleep');
