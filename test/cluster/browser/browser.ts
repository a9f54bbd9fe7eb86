import puppeteer, { type Browser } from 'puppeteer-core';
import { chromium } from './chromium.js';

/** Starts the tests' own headless browser, with windows of this size in pixels. Whoever starts it closes it. */
export async function openBrowser(defaultViewport: { width: number; height: number }): Promise<Browser> {
  const { program, env } = await chromium();
  return puppeteer.launch({
    executablePath: program,
    headless: 'shell',
    timeout: 300_000,
    defaultViewport,
    // Chromium has no sandbox for root, who runs the playground; it opens pages of this machine alone.
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
    env: { ...process.env, ...env, TZ: 'UTC', LANG: 'en_US.UTF-8' },
  });
}
