import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../../../playground/cluster/cluster.js';
import { isChanged } from '../../../playground/cluster/pod-behaviour.js';

const dir = mkdtempSync(join(tmpdir(), 'sluice-pod-behaviour-'));
const asked = join(dir, 'asked');
beforeEach(() => rmSync(asked, { force: true }));
afterAll(() => rmSync(dir, { recursive: true }));

/** A kubectl that notes what it is asked, answers `text` and ends with `code`. */
const answering = (text: string, code = 0): Cluster => ({
  kubectl: [
    'sh',
    '-c',
    'text=$1 code=$2 note=$3; shift 3; echo "$*" >"$note"; echo "$text"; exit "$code"',
    'sh',
    text,
    `${code}`,
    asked,
  ],
});

const pod = (...ports: { name?: string; containerPort: number }[]) => ({
  kind: 'Pod',
  metadata: { name: 'reviews-1', namespace: 'bookinfo' },
  spec: { containers: [{ ports }, {}] },
});
const application = pod({ name: 'http', containerPort: 9080 }, { name: 'control', containerPort: 9100 });
const good = {
  errorRate: 0,
  latencyMs: 0,
  latencyRate: 1,
  startSeconds: 0,
  crashAfter: 0,
  ready: true,
  wrongAnswer: false,
};

test.each([
  ['nobody has told to misbehave', good, false],
  ['fails', { ...good, errorRate: 0.2 }, true],
  ['is not ready', { ...good, ready: false }, true],
])('a pod that says it %s', async (_, behaviour, expected) => {
  expect(await isChanged(answering(JSON.stringify(behaviour)), application)).toBe(expected);
  expect(readFileSync(asked, 'utf8')).toContain('/namespaces/bookinfo/pods/reviews-1:9100/proxy/behaviour');
});

test.each([
  ['nothing in time', answering('', 1)],
  ['not JSON', answering('<html>busy</html>')],
  ['JSON of another shape', answering('[]')],
  ['null', answering('null')],
])('a pod with a control port that answers %s may have been told to', async (_, cluster) => {
  expect(await isChanged(cluster, application)).toBe(true);
});

test.each([
  ['no ports', pod()],
  ['9100 for something else', pod({ name: 'metrics', containerPort: 9100 })],
  ['a 9100 without a name', pod({ containerPort: 9100 })],
])('a pod with %s is not asked', async (_, other) => {
  expect(await isChanged(answering('', 1), other)).toBe(false);
  expect(existsSync(asked)).toBe(false);
});
