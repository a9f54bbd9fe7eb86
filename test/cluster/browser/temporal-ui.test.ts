import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'puppeteer-core';
import { eventually } from '../playground/playground-command.js';
import { Scene } from './scene.js';
import {
  fillInSignal,
  openDetails,
  openTimeline,
  refreshDetails,
  seenIn,
  submitSignal,
  writtenIn,
} from './workflow-page.js';
import '../patience.js';

const viewport = { width: 1280, height: 800 };
const cluster = `ui-${Date.now().toString(36)}`; // releases of earlier runs are not meant
const where = { name: 'h-temporal-ui', temporalNamespace: 'temporal-ui', cluster, port: 19_545 };

let scene: Scene;
let page: Page;
let release: string;
beforeAll(async () => {
  scene = await Scene.open({ ...where, viewport });
  release = await scene.begin();
  page = await scene.visit('release');
  await openDetails(page);
});
afterAll(async () => {
  await scene.close();
});

/** What the window shows, once it shows this. */
async function seenWith(wanted: RegExp): Promise<string[]> {
  let seen: string[] = [];
  await eventually(async () => {
    await refreshDetails(page);
    seen = await seenIn(page).catch(() => []); // in this very moment it is drawn anew
    return seen.some((text) => wanted.test(text));
  });
  return seen;
}

test('the first screen shows phase, weight and last verdict, what is asked, and how to answer', async () => {
  const { report } = await scene.until(({ question }) => question !== undefined);
  const seen = await seenWith(/waits for a person/);
  expect(seen).toEqual(
    expect.arrayContaining([
      'stage-h-temporal-ui/reviews v2',
      'stage-h-temporal-ui/reviews v2 (now v1): steps, weight 20 %',
      expect.stringMatching(/^pass: success rate: 100 %, >= 95 % wanted; .* measured, 20 % asked/),
      'waits for a person: approval of payments before the weight goes above 20 %',
      'Signal approve with {"by":"your name","reason":"why","gate":"payments"} goes on.',
      'Signal abort with {"by":"your name","reason":"why"} takes it back.',
    ]),
  );
  expect(report?.verdict).toBe('pass');
  const written = await writtenIn(page);
  expect(written.filter((text) => text === '100 %').length).toBeGreaterThanOrEqual(2);
});

test('what does not fit into the first screen is not taken for seen', async () => {
  const [seen, written] = [await seenIn(page), await writtenIn(page)];
  const deployed = expect.stringContaining('sluice: reviews-v2 is deployed, dark by label');
  expect(written).toContainEqual(deployed);
  expect(seen).not.toContainEqual(deployed);
});

test('the signal that the page names, sent from the page, is obeyed, and recorded with who and why', async () => {
  const told = (await seenIn(page)).find((text) => text.startsWith('Signal approve'));
  const [, payload = ''] = /with (.*) goes on/.exec(told ?? '') ?? [];
  await fillInSignal(page, 'approve', payload.replace('your name', 'anna').replace('why', 'seen enough'));
  await submitSignal(page);
  const { journal } = await scene.until(({ weight }) => weight === 50);
  expect(journal).toContainEqual(expect.objectContaining({ by: 'anna', what: 'approve payments: seen enough' }));
  const seen = await seenWith(/weight 50 %$/);
  expect(seen).toContain('stage-h-temporal-ui/reviews v2 (now v1): steps, weight 50 %');
});

test('activities are told by their summaries', async () => {
  await openTimeline(page);
  const told = await eventually(async () => {
    const bars = await page.$$eval('main li', (all) => all.map(({ textContent }) => textContent.trim()));
    const isTold = (summary: string) => bars.some((bar) => bar.includes(summary));
    return isTold('shift • weight 20 %') && isTold('awaitReady • pods ready, and endpoints');
  });
  expect(told).toBe(true);
});

test.each([
  ['SluicePhase = "steps" AND SluiceService = "reviews"', () => release],
  ['SluiceNamespace = "stage-h-temporal-ui" AND SluiceVersion = "v2" AND ExecutionStatus = "Running"', () => release],
  ['SluicePhase = "bake"', () => '0 Workflows'],
  ['SluiceOutcome = "rolled-back"', () => '0 Workflows'],
])('the list is filtered by %s', async (query, shown) => {
  const list = await scene.visit({ query });
  await eventually(async () => (await textOf(list)).includes(shown()));
  expect(await textOf(list)).toContain(shown());
  await list.close();
});

function textOf(list: Page): Promise<string> {
  return list.$eval('main', ({ textContent }) => textContent.replaceAll(/\s+/g, ' ')).catch(() => 'nothing yet');
}
