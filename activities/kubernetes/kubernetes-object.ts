import { isRecord, textAt } from './json-value.js';

/** Any object of the API server, as plain JSON. What is not named here is read with the functions of json-value.ts. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  [field: string]: unknown;
}

export interface Metadata {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  deletionTimestamp?: string;
  [field: string]: unknown;
}

/** Whether JSON is such an object: its labels and all else are as the API server, or a person, wrote them. */
export function isKubernetesObject(json: unknown): json is KubernetesObject {
  return (
    isRecord(json) &&
    typeof json['apiVersion'] === 'string' &&
    typeof json['kind'] === 'string' &&
    textAt(json, 'metadata', 'name') !== undefined
  );
}

/** The object that the API server answered. @throws an Error when it answered something else, which it never does. */
export function objectFrom(answer: unknown): KubernetesObject {
  if (isKubernetesObject(answer)) return answer;
  throw new Error(`The API server answered no object: ${JSON.stringify(answer).slice(0, 200)}`);
}
