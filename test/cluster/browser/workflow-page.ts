import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ElementHandle, Page } from 'puppeteer-core';
import { eventually } from '../playground/playground-command.js';

/** Opens what a workflow tells of itself: its summary and its current details. */
export async function openDetails(page: Page): Promise<void> {
  await press(page, '[data-testid="user-metadata-tab"]');
  await page.waitForSelector(documents);
}

/** Opens the bars of all that a workflow did. They are drawn one after another. */
export async function openTimeline(page: Page): Promise<void> {
  await press(page, '[data-testid="timeline-tab"]');
  await page.waitForSelector(timelineHeading);
}

/** The line above those bars. */
export const timelineHeading = '::-p-xpath(//h2[starts-with(normalize-space(), "Timeline")])';

/** Has the current details asked for anew, by the key that the page names. They come a moment later. */
export async function refreshDetails(page: Page): Promise<void> {
  await page.keyboard.press('r');
}

/** Each paragraph, cell and point that the window shows whole: nobody has scrolled. */
export function seenIn(page: Page): Promise<string[]> {
  return texts(page, (element) => element.isIntersectingViewport({ threshold: 1 }));
}

/** All of them, also those for which one would have to scroll. */
export function writtenIn(page: Page): Promise<string[]> {
  return texts(page, () => Promise.resolve(true));
}

/** Fills in what the page asks for before a signal is sent, until it stays: the page may draw its form anew. */
export async function fillInSignal(page: Page, name: string, payload: string): Promise<void> {
  await press(page, 'button[aria-controls="workflow-actions"]');
  await press(page, '[data-testid="signal-button"]');
  await page.waitForSelector(`${dialog} ${editor}`);
  const isFilledIn = await eventually(async () => {
    if ((await chosenIn(page)) !== name) await choose(page, name);
    if ((await typedIn(page)) !== payload) await type(page, payload);
    await sleep(500);
    return (await chosenIn(page)) === name && (await typedIn(page)) === payload;
  });
  if (!isFilledIn) throw new Error(`${await chosenIn(page)} with ${await typedIn(page)} stands there`);
}

/** Sends the signal that is filled in. The dialog moves when its editor is left, and a click would miss: so that is left first. */
export async function submitSignal(page: Page): Promise<void> {
  await page.$eval(`${dialog} ${editor}`, (element) => (element as unknown as { blur(): void }).blur());
  await press(page, `${dialog} [data-testid="confirm-modal-button"]:not([disabled])`);
  await page.waitForSelector(dialog, { hidden: true });
}

/** Markdown is shown in frames. */
const documents = 'iframe[title="output"]';
/** The page has it twice, for wide windows and for narrow ones. */
const dialog = '[data-testid="signal-confirmation-modal"][open]';
const editor = '[role="textbox"]';

async function texts(page: Page, isMeant: (element: ElementHandle) => Promise<boolean>): Promise<string[]> {
  const found: string[] = [];
  for (const handle of await page.$$(documents)) {
    const frame = await handle.contentFrame();
    for (const element of await frame.$$('p, th, td, li'))
      if ((await element.isVisible()) && (await isMeant(element)))
        found.push(await element.evaluate(({ textContent }) => textContent));
  }
  return found;
}

const chosenIn = (page: Page) =>
  page.$eval(`${dialog} [data-testid="signal-select"]`, (input) => (input as unknown as { value: string }).value);
const typedIn = (page: Page) => page.$eval(`${dialog} ${editor}`, ({ textContent }) => textContent);

/** Without a mouse, since the list scrolls under it. */
async function choose(page: Page, name: string): Promise<void> {
  const option = await page.$(`${dialog} ::-p-xpath(.//li[@role="option"]//span[normalize-space()="${name}"])`);
  await option?.evaluate((element) => (element as unknown as { click(): void }).click());
}

async function type(page: Page, payload: string): Promise<void> {
  await press(page, `${dialog} ${editor}`);
  await page.keyboard.down('Control');
  await page.keyboard.press('a');
  await page.keyboard.up('Control');
  await page.keyboard.sendCharacter(payload);
}

/** Clicks what is shown of it, once it is: the page has some of its buttons twice, for wide windows and for narrow ones. */
async function press(page: Page, selector: string): Promise<void> {
  const isPressed = await eventually(async () => {
    for (const element of await page.$$(selector)) {
      if (!(await element.isVisible()) || !(await standsStill(element))) continue;
      await element.click();
      return true;
    }
    return false;
  });
  if (!isPressed) throw new Error(`nothing of ${selector} is shown`);
}

/** What opens moves for a moment, and a click would hit what is beside it. */
async function standsStill(element: ElementHandle): Promise<boolean> {
  const before = await element.boundingBox();
  await sleep(150);
  return isDeepStrictEqual(before, await element.boundingBox());
}
