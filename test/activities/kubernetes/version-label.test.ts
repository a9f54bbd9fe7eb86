import { expect, test } from '@jest/globals';
import {
  labelTelling,
  versionIn,
  versionLabelIn,
  versionLabelsFor,
} from '../../../activities/kubernetes/version-label.js';

const recommended = 'app.kubernetes.io/version';

test.each([
  [{ app: 'a' }, undefined, {}],
  [{ version: 'v1' }, 'v1', { version: 'v1' }],
  [{ [recommended]: '1.9' }, '1.9', { [recommended]: '1.9' }],
  [{ [recommended]: '1.9', version: 'v1' }, 'v1', { version: 'v1' }],
])('pods with %j are of version %s', (labels, version, label) => {
  expect(versionIn(labels)).toBe(version);
  expect(versionLabelIn(labels)).toEqual(label);
});

test.each([
  ['as the others do', { [recommended]: '1.9' }, '1.9', { [recommended]: '2.0' }],
  ['in both', { [recommended]: '1.9', version: '1.9' }, '1.9', { [recommended]: '2.0', version: '2.0' }],
  ['where the others do not mean the version', { [recommended]: 'chart-7', version: '1.9' }, '1.9', { version: '2.0' }],
  ['by a manifest that says so already', { [recommended]: '2.0' }, undefined, { [recommended]: '2.0' }],
  ['by a manifest that says something else there', { [recommended]: '1.9' }, undefined, { version: '2.0' }],
  ['where nobody does', { app: 'a' }, '1.9', { version: '2.0' }],
])('a version says itself %s', (_, others, former, labels) => {
  expect(versionLabelsFor('2.0', others, former)).toEqual(labels);
});

test.each([
  ['the version', { app: 'a', version: 'v1' }, { app: 'a', version: 'v2' }, { version: 'v1' }],
  ['the recommended one', { a: '1', [recommended]: '1' }, { a: '2', [recommended]: '2' }, { [recommended]: '1' }],
  ['another where the version is the same', { version: 'v1', track: 'a' }, { version: 'v1' }, { track: 'a' }],
  ['of several the first by name', { b: '1', a: '1' }, { b: '2', a: '2' }, { a: '1' }],
  ['nothing where the others have all of them', { version: 'v1' }, { version: 'v1', app: 'a' }, { version: 'v1' }],
  ['the version where there are no others', { app: 'a', version: 'v1' }, undefined, { version: 'v1' }],
])('told apart by %s', (_, labels, others, label) => {
  expect(labelTelling(labels, others)).toEqual(label);
});
