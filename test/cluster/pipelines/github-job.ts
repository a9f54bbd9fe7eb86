import { join } from 'node:path';
import { parse } from 'yaml';
import type { Checkout, Ended, Running } from './checkout.js';

interface Workflow {
  env: Record<string, string>;
  jobs: Record<string, { steps: Step[] }>;
}

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  if?: string;
  with?: { path?: string };
}

/** A job of a GitHub Actions workflow, run as GitHub's runner does. */
export class GitHubJob {
  readonly #steps: Step[];
  readonly #env: Record<string, string>;
  readonly #checkout: Checkout;
  #status: 'success' | 'failure' | 'cancelled' = 'success';
  #running: Running | undefined;

  /** `vars` are the variables of the repository, `actor` is who set the workflow off. */
  constructor(
    { text, job, vars }: { text: string; job: string; vars: Record<string, string> },
    actor: string,
    checkout: Checkout,
  ) {
    const { env, jobs } = parse(text) as Workflow;
    this.#steps = jobs[job]?.steps ?? [];
    this.#checkout = checkout;
    const filled = Object.entries(env).map(([name, value]) => [name, fillIn(value, vars)]);
    this.#env = { ...gitHubsOwn(actor, checkout), ...(Object.fromEntries(filled) as Record<string, string>) };
  }

  /** Runs the steps whose conditions hold. Answers how each command ended, by its step's name, and what was uploaded. */
  async run(): Promise<{ status: string; commands: Record<string, Ended>; uploaded: (string | undefined)[] }> {
    const commands: Record<string, Ended> = {};
    const uploaded: (string | undefined)[] = [];
    for (const step of this.#steps.filter(({ uses = '' }) => !uses.startsWith('actions/checkout@'))) {
      if (!this.#isDue(step)) continue;
      if (step.run !== undefined) commands[step.name ?? ''] = await this.#runCommand(step.run);
      else if (step.uses?.startsWith('actions/upload-artifact@'))
        uploaded.push(await this.#checkout.read(step.with?.path ?? ''));
      else throw new Error(`this runner knows no ${step.uses}`);
    }
    return { status: this.#status, commands, uploaded };
  }

  /** A person presses "Cancel workflow": what runs is interrupted, then steps that want it are run. */
  cancel(): void {
    this.#status = 'cancelled';
    this.#running?.end('SIGINT', 'all');
  }

  #isDue({ if: condition = 'success()' }: Step): boolean {
    if (condition === 'always()') return true;
    const [, status] = /^(success|failure|cancelled)\(\)$/.exec(condition) ?? [];
    if (status === undefined) throw new Error(`this runner knows no condition ${condition}`);
    return status === this.#status;
  }

  async #runCommand(script: string): Promise<Ended> {
    this.#running = this.#checkout.begin(script, this.#env);
    const ended = await this.#running.ended;
    if (ended.exitCode !== 0 && this.#status === 'success') this.#status = 'failure';
    return ended;
  }
}

/** Fills in `${{ vars.NAME }}`. */
function fillIn(value: string, vars: Record<string, string>): string {
  return value.replaceAll(/\$\{\{ vars\.(\w+) \}\}/g, (_, name: string) => vars[name] ?? '');
}

/** What GitHub sets: docs.github.com/actions/reference/workflows-and-actions/variables */
function gitHubsOwn(actor: string, { folder }: Checkout): Record<string, string> {
  return {
    ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_ACTOR: 'author', GITHUB_TRIGGERING_ACTOR: actor },
    ...{ GITHUB_WORKFLOW: 'Release reviews', GITHUB_RUN_ID: '1658821493', GITHUB_REPOSITORY: 'shop/reviews' },
    ...{ GITHUB_WORKSPACE: folder, GITHUB_STEP_SUMMARY: join(folder, 'step-summary.md') },
  };
}
