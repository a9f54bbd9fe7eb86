/**
 * Takes the pictures of docs/temporal-ui.md anew, from a real release on the playground, which must be up:
 *   node start.mjs test/cluster/browser/take-pictures.ts
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
  timelineHeading,
} from './workflow-page.js';

const folder = 'docs/pictures';
const viewport = { width: 1280, height: 800 };
/** What is of the workflow: the pictures stay below 120 KB. */
const clip = { x: 272, y: 112, width: 1008, height: 688 };
const temporalNamespace = 'sluice';
const columns = ['Status', 'Workflow ID', 'SluiceVersion', 'SluicePhase', 'SluiceOutcome', 'Start'];

await mkdir(folder, { recursive: true });
const scene = await Scene.open({ name: 'bookinfo', temporalNamespace, cluster: 'default', port: 19_546, viewport });
try {
  await scene.begin();
  await scene.until(({ question }) => question !== undefined);
  const page = await scene.visit('release');
  await openDetails(page);
  await shows(page, 'waits for a person');
  await take(page, 'release');
  await fillInSignal(page, 'approve', '{ "by": "anna", "reason": "the shop sells as ever", "gate": "payments" }');
  await take(page, 'signal', { ...clip, width: 640, height: 600 }); // the dialog
  await submitSignal(page);
  await scene.until(({ report, weight }) => weight === 50 && report?.share.asked === 50 && report.verdict === 'pass');
  await takeTimeline(page);
  await takeList(await scene.visit({ query: 'SluicePhase = "steps" AND SluiceService = "reviews"' }));
} finally {
  await scene.close();
}

/** Waits until the window shows it. */
async function shows(page: Page, wanted: string): Promise<void> {
  const isShown = await eventually(async () => {
    await refreshDetails(page);
    await sleep(500);
    return (await seenIn(page)).some((text) => text.startsWith(wanted));
  });
  if (!isShown) throw new Error(`the page does not show: ${wanted}`);
}

/** The bars of all activities, each with its summary. */
async function takeTimeline(page: Page): Promise<void> {
  await openTimeline(page);
  await sleep(2000); // the bars are drawn one after another
  const heading = await page.$(timelineHeading);
  await heading?.evaluate((element, top) => {
    element.setAttribute('style', `scroll-margin-top: ${top}px`);
    element.scrollIntoView({ block: 'start' });
  }, clip.y);
  await take(page, 'timeline');
}

/** The list, with the columns that a person chooses there. */
async function takeList(page: Page): Promise<void> {
  const chosen = JSON.stringify({ [temporalNamespace]: columns.map((label) => ({ label })) });
  await page.evaluate(`localStorage.setItem('namespace-workflow-table-columns', ${JSON.stringify(chosen)})`);
  await page.reload({ waitUntil: 'networkidle2' });
  await take(page, 'list');
}

async function take(page: Page, name: string, part = clip): Promise<void> {
  await sleep(500); // what opens and closes does so in a moment
  await page.screenshot({
    path: join(folder, `temporal-ui-${name}.png`),
    clip: part,
    captureBeyondViewport: false,
  });
}
