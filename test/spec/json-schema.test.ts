import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { knownKeys, releaseJsonSchema } from '../../spec/json-schema.js';
import { parseRelease } from '../../spec/parse.js';

test('the file that editors read is the schema (npm run schema writes it)', () => {
  expect(JSON.parse(readFileSync('spec/release.schema.json', 'utf8'))).toEqual(releaseJsonSchema());
});

test('it knows the keys at every depth', () => {
  expect(knownKeys()).toEqual(
    expect.arrayContaining([
      ...['apiVersion', 'spec.canary', 'spec.traffic.istio.virtualService', 'spec.checks[].success-rate'],
      ...['spec.verify.load.concurrency', 'spec.steps[].approval', 'spec.verify.load.headers.*.secretKeyRef.name'],
    ]),
  );
});

test.each(readdirSync('examples').filter((name) => name.endsWith('.yaml')))('examples/%s is a spec', (file) => {
  expect(parseRelease(readFileSync(`examples/${file}`, 'utf8'))).toMatchObject({ spec: expect.any(Object) });
});
