import { fieldManager } from './field-manager.js';
import { listAt, textAt, valueAt } from './json-value.js';

/**
 * Who wrote a field of the object's spec last, by Kubernetes' own record (`managedFields`), us left out; 'unknown' when it
 * does not say. Writers of the status are nobody.
 */
export function lastEditor(object: unknown, specField: string): string {
  return lastWriterOf(object, 'f:spec', `f:${specField}`);
}

/** The same of any field, by its path as Kubernetes records it: `f:metadata`, `f:labels`, `f:app`. */
export function lastWriterOf(object: unknown, ...field: string[]): string {
  const writers = listAt(object, 'metadata', 'managedFields')
    .filter((entry) => textAt(entry, 'manager') !== fieldManager && textAt(entry, 'subresource') !== 'status')
    .toSorted((one, other) => (textAt(other, 'time') ?? '').localeCompare(textAt(one, 'time') ?? ''));
  const owner = writers.find((entry) => valueAt(entry, 'fieldsV1', ...field) !== undefined);
  return textAt(owner ?? writers[0], 'manager') ?? 'unknown';
}

/** When we wrote a field of the object's spec last, in milliseconds since 1970; undefined: nothing says that we did. */
export function lastWrittenByUs(object: unknown, specField: string): number | undefined {
  const ours = listAt(object, 'metadata', 'managedFields').find(
    (entry) =>
      textAt(entry, 'manager') === fieldManager && valueAt(entry, 'fieldsV1', 'f:spec', `f:${specField}`) !== undefined,
  );
  const at = Date.parse(textAt(ours, 'time') ?? '');
  return Number.isNaN(at) ? undefined : at;
}
