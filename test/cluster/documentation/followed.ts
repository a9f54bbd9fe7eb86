import { steps } from '../../docs/pages.js';

/** In the order in which a person could follow them: each goes on where the one before has ended. */
export const releasePages = [
  'docs/worker.md',
  'README.md',
  'docs/command-line.md',
  'docs/release.md',
  'docs/approve.md',
  'docs/freeze.md',
  'docs/temporal-ui.md',
  'docs/roll-back.md',
];
export const otherPages = ['docs/checks.md', 'docs/judgement.md', 'docs/notifications.md', 'docs/pipelines.md'];
export const playgroundPage = 'docs/playground.md';

/** Commands that other tests run, or that are for a person. */
export const elsewhere: Record<string, string> = {
  'npm run playground up': 'test/cluster/playground/lifecycle.test.ts',
  'npm run playground down': 'test/cluster/playground/lifecycle.test.ts',
  'npm run playground up -- --context my-context': 'test/cluster/playground/context.test.ts',
  'npm run playground down -- --context my-context': 'test/cluster/playground/context.test.ts',
  'npm run -s playground shell': 'docs/playground.md', // a shell for a person
  'npm run demo': 'test/cluster/demo.test.ts',
  "sluice abort bookinfo/reviews --direct --reason 'no worker starts'": 'test/cluster/release/direct.test.ts',
  'npm run -s judge < recording.jsonl': 'test/client/judge/judge.test.ts',
  'npm run -s judge -- --matrix answer.json --canary v2 --stable v1': 'test/client/judge/judge.test.ts',
  'npm test': 'test/run.ts',
  'docker compose up --detach': 'test/deploy/compose.test.ts', // Docker is not everywhere: the file is read
};

/** What a test of a page's commands goes by: each that is not run elsewhere. */
export const stepsOf = (page: string) =>
  steps(page)
    .filter(({ kind, text }) => kind === 'program' || !(text in elsewhere))
    .map((step) => ({ page, ...step, title: step.kind === 'program' ? 'its program' : step.text }));
