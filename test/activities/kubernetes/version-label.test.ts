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
  ['as stable does', { stable: { [recommended]: '1.9' } }, { [recommended]: '2.0' }],
  ['by `version` where there is no stable', {}, { version: '2.0' }],
  [
    'in both, as what it is a copy of',
    { own: { [recommended]: '1.9', version: '1.9' } },
    { version: '2.0', [recommended]: '2.0' },
  ],
  [
    'where the copy does not mean the version',
    { own: { [recommended]: 'chart-7', version: '1.9' } },
    { version: '2.0' },
  ],
  [
    'as its manifest does, besides',
    { own: { [recommended]: '2.0' }, former: undefined },
    { version: '2.0', [recommended]: '2.0' },
  ],
  [
    'and not where its manifest says something else',
    { own: { [recommended]: '1.9' }, former: undefined },
    { version: '2.0' },
  ],
])('a version says itself %s', (_, from, labels) => {
  expect(versionLabelsFor('2.0', { former: '1.9', ...from })).toEqual(labels);
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
