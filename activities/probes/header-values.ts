import type { Headers, SecretKeyRef } from '../../domain/release-spec.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { textAt, textsAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { Trouble } from '../trouble.js';

/** Headers with their values; those in `secret` are for nobody's eyes. */
export interface HeaderValues {
  plain: Record<string, string>;
  secret: Record<string, string>;
}

/** Reads what headers take from Secrets. @throws Trouble: `NotFound` or `InvalidSpec`, which header cannot be had and why. */
export async function headerValues(
  cluster: Cluster,
  namespace: string,
  headers: Headers,
  signal: AbortSignal,
): Promise<HeaderValues> {
  const values: HeaderValues = { plain: {}, secret: {} };
  for (const [name, value] of Object.entries(headers))
    if (typeof value === 'string') values.plain[name] = value;
    else values.secret[name] = headerValue(name, value, await cluster.get('Secret', namespace, value.name, signal));
  return values;
}

/** The value of the key, without the line break that files end with. @throws as above. */
function headerValue(header: string, { name, key }: SecretKeyRef, secret: KubernetesObject | undefined): string {
  const wrong = (type: 'NotFound' | 'InvalidSpec', why: string) => new Trouble(type, `header ${header}: ${why}`);
  if (!secret) throw wrong('NotFound', `there is no Secret ${name}`);
  const encoded = textAt(secret, 'data', key);
  if (encoded === undefined) {
    const keys = Object.keys(textsAt(secret, 'data')).join(', ') || 'none';
    throw wrong('NotFound', `Secret ${name} has no key ${key}; it has ${keys}`);
  }
  const value = Buffer.from(encoded, 'base64')
    .toString('latin1')
    .replace(/\r?\n$/, '');
  if (/^[\t\u0020-\u007e\u0080-\u00ff]+$/.test(value)) return value;
  const what = value === '' ? 'is empty' : 'has several lines, or signs that no header can have';
  throw wrong('InvalidSpec', `key ${key} of Secret ${name} ${what}`);
}

/** A word of this many signs is as secret as the whole value: the token after `Bearer`. */
const longWord = 8;

/** The text without what is for nobody's eyes: a service may answer with what it was sent. */
export function masked(text: string, { secret }: HeaderValues): string {
  const values = Object.values(secret);
  const words = values.flatMap((value) => value.split(/\s+/)).filter((word) => word.length >= longWord);
  const shown = [...values, ...words].flatMap((each) => [each, JSON.stringify(each).slice(1, -1)]);
  return shown.reduce((rest, each) => rest.replaceAll(each, '***'), text);
}
