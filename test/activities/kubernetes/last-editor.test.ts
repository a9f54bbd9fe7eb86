import { expect, test } from '@jest/globals';
import { lastEditor, lastWrittenByUs } from '../../../activities/kubernetes/last-editor.js';

const writer = (manager: string, time: string, field: string, more: object = {}) => ({
  manager,
  time,
  fieldsV1: { 'f:spec': { [`f:${field}`]: {} } },
  ...more,
});
const object = (...managedFields: unknown[]) => ({ metadata: { managedFields } });

test('the last editor is the one whose field it is; we, and writers of the status, are nobody', () => {
  const all = object(
    writer('helm', '2026-01-01T00:00:00Z', 'http'),
    writer('kubectl-edit', '2026-01-03T00:00:00Z', 'http'),
    writer('argocd', '2026-01-04T00:00:00Z', 'hosts'),
    writer('sluice', '2026-01-05T00:00:00Z', 'http'),
    writer('istiod', '2026-01-06T00:00:00Z', 'http', { subresource: 'status' }),
  );
  expect(lastEditor(all, 'http')).toBe('kubectl-edit');
});

test('without an owner of the field it is whoever wrote last, and without anybody it is unknown', () => {
  expect(lastEditor(object(writer('a', '1', 'hosts'), writer('b', '2', 'hosts')), 'http')).toBe('b');
  expect(lastEditor(object(writer('sluice', '1', 'http')), 'http')).toBe('unknown');
  expect(lastEditor({}, 'http')).toBe('unknown');
});

test('when we wrote a field is told by our own entry alone', () => {
  const at = '2026-01-03T00:00:00Z';
  const all = object(writer('sluice', at, 'subsets'), writer('helm', '2026-01-04T00:00:00Z', 'host'));
  expect(lastWrittenByUs(all, 'subsets')).toBe(Date.parse(at));
  expect(lastWrittenByUs(all, 'host')).toBeUndefined();
  expect(lastWrittenByUs(object(writer('sluice', 'never', 'subsets')), 'subsets')).toBeUndefined();
  expect(lastWrittenByUs(undefined, 'subsets')).toBeUndefined();
});
