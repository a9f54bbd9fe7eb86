import { textsAt } from '../kubernetes/json-value.js';

export type Labels = Record<string, string>;

/** Whether something with these labels is selected. A selector without any selects nothing here. */
export function selects(selector: Labels, labels: Labels): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([name, value]) => labels[name] === value);
}

/** The labels of a Deployment's pods. */
export function podLabelsOf(workload: unknown): Labels {
  return textsAt(workload, 'spec', 'template', 'metadata', 'labels');
}

/** The pods that a Service selects. */
export function selectorOf(service: unknown): Labels {
  return textsAt(service, 'spec', 'selector');
}

/** Labels as people write them: `app=reviews,version=v1`. */
export function showLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}
