import { Refused } from './errors.js';

/** A Kubernetes Service, by which its releases go. */
export interface ServiceName {
  namespace: string;
  service: string;
}

const part = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Reads `NAMESPACE/SERVICE` or `SERVICE`, which is in `usual`. @throws Refused when it is neither. */
export function parseServiceName(text: string, usual = 'default'): ServiceName {
  const parts = text.split('/');
  const [namespace = '', service = ''] = parts.length === 1 ? [usual, ...parts] : parts;
  if (parts.length > 2 || !part.test(namespace) || !part.test(service))
    throw new Refused(
      'invalid-argument',
      `${text} is no service; expected NAMESPACE/SERVICE, such as bookinfo/reviews`,
    );
  return { namespace, service };
}

/** As people write it. */
export function showServiceName({ namespace, service }: ServiceName): string {
  return `${namespace}/${service}`;
}
