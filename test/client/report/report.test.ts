import { expect, test } from '@jest/globals';
import { factsOf } from '../../../client/report/facts.js';
import { markdownReport } from '../../../client/report/markdown.js';
import { htmlReport } from '../../../client/report/page.js';
import type { Story } from '../../../client/story/retell.js';
import { usualStrictness } from '../../../domain/judgement/strictness.js';
import { harmfulOpinion } from '../../domain/harmful-opinion.js';
import { storedReleases, storedStory } from '../stored-release.js';

const later = Date.UTC(2026, 10, 21, 12);

test('a release that was steered, as an HTML page', () => {
  expect(htmlReport(factsOf(storedStory('released-over-deaths-of-workers'), later))).toMatchSnapshot();
});

test('a release that was rolled back, in Markdown', () => {
  expect(markdownReport(factsOf(storedStory('rolled-back-by-a-check'), later))).toMatchSnapshot();
});

test.each(storedReleases)('%s: the page is whole, needs nothing else, and runs nothing', (name) => {
  const page = htmlReport(factsOf(storedStory(name), later));
  expect(page).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|url\(|@import|href=|src=/);
  expect(page.match(/https?:\/\/\S*/g)).toBeNull();
  expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
  for (const element of ['svg', 'table', 'tr', 'figure', 'dl', 'html'])
    expect(page.split(`<${element}`).length).toBe(page.split(`</${element}>`).length);
});

/** What may come from a cluster or from whoever orders. */
const evil = `"><script>alert('1')</script>|[a](javascript:b) *c* \u001b[2J\u202e & \`d\``;

function evilStory(): Story {
  const story = storedStory('released-over-deaths-of-workers');
  return {
    ...story,
    state: { ...story.state, outcome: { kind: 'aborted', by: evil, reason: evil } },
    entries: story.entries.map((entry) => ({ ...entry, by: evil, what: evil })),
    reports: story.reports.map((report) => ({
      ...report,
      checks: report.checks.map((check) => ({ ...check, name: evil, reason: evil })),
    })),
  };
}

test('what comes from elsewhere is text alone, in HTML', () => {
  const page = htmlReport(factsOf(evilStory(), later));
  expect(page).toContain('&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;');
  expect(page).not.toMatch(/<script|[^\n\P{Cc}]|\p{Cf}/u);
});

test('and in Markdown', () => {
  const page = markdownReport(factsOf(evilStory(), later));
  expect(page).toContain(String.raw`"\>\<script\>alert('1')\</script\>\|\[a\](javascript:b) \*c\* \\u001b\[2J`);
  expect(page).not.toMatch(/(?<!\\)(<script|\[a)|[^\n\P{Cc}]|\p{Cf}/u);
});

test('a refused release has no charts, and its problems', () => {
  const page = htmlReport(factsOf(storedStory('refused'), later));
  expect(page).not.toContain('<svg');
  expect(page).toContain('refused, nothing was touched');
});

test('what the judge said stands in both, with its numbers; its odds are a chart with the limit', () => {
  const story = storedStory('rolled-back-by-a-check');
  const reports = story.reports.map((report) => ({ ...report, opinion: harmfulOpinion }));
  const judge = { mode: 'act' as const, strictness: usualStrictness };
  const spec = story.state.spec && { ...story.state.spec, judge };
  const facts = factsOf({ ...story, reports, state: { ...story.state, ...(spec ? { spec } : {}) } }, later);
  const page = htmlReport(facts);
  expect(page).toContain('Evidence against the canary');
  expect(page).toContain('1,000 to 1 is harmful');
  expect(page).toContain('taken back when only 1 of 1,000 good releases would look so bad');
  const text = markdownReport(facts);
  expect(text).toContain('| 9 of 871 | 8 of 7930 | 1,840 to 1 | harmful: errors |');
});
