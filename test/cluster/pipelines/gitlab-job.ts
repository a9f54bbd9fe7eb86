import { parse } from 'yaml';
import type { Checkout, Ended, Running } from './checkout.js';

interface Job {
  script: string[];
  after_script?: string[];
  artifacts?: { when?: string; paths: string[] };
}

type Pipeline = { variables: Record<string, string> } & Record<string, Job>;

/** A job of a GitLab pipeline, run as GitLab's runner does. */
export class GitLabJob {
  readonly #job: Job;
  readonly #env: Record<string, string>;
  readonly #checkout: Checkout;
  #isCancelled = false;
  #running: Running | undefined;

  /** `variables` are those of the project, `user` is who started the job. */
  constructor(
    { text, job, variables }: { text: string; job: string; variables: Record<string, string> },
    user: string,
    checkout: Checkout,
  ) {
    const pipeline = parse(text) as Pipeline;
    const own = pipeline[job];
    if (!own) throw new Error(`the pipeline has no job ${job}`);
    this.#job = own;
    this.#checkout = checkout;
    this.#env = { ...gitLabsOwn(job, user), ...variables, ...pipeline.variables };
  }

  /** Runs the script, then what comes after it whatever came of it. */
  async run(): Promise<{ script: Ended; after: Ended | undefined; artifacts: (string | undefined)[] }> {
    const { script, after_script: after, artifacts } = this.#job;
    const ended = await this.#begin(script, {});
    const status = this.#isCancelled ? 'canceled' : ended.exitCode === 0 ? 'success' : 'failed';
    const endedAfter = after && (await this.#begin(after, { CI_JOB_STATUS: status }));
    const isKept = status === 'success' || artifacts?.when === 'always';
    const kept = (isKept ? artifacts?.paths : undefined) ?? [];
    return {
      script: ended,
      after: endedAfter,
      artifacts: await Promise.all(kept.map((path) => this.#checkout.read(path))),
    };
  }

  /** A person presses "Cancel". */
  cancel(): void {
    this.#isCancelled = true;
    this.#running?.end('SIGTERM', 'all');
  }

  #begin(lines: string[], more: Record<string, string>): Promise<Ended> {
    this.#running = this.#checkout.begin(lines.join('\n'), { ...this.#env, ...more });
    return this.#running.ended;
  }
}

/** What GitLab sets: docs.gitlab.com/ci/variables/predefined_variables */
function gitLabsOwn(job: string, user: string): Record<string, string> {
  return {
    ...{ CI: 'true', GITLAB_CI: 'true', GITLAB_USER_LOGIN: user, CI_COMMIT_AUTHOR: 'Ada <ada@example.com>' },
    ...{ CI_JOB_NAME: job, CI_JOB_ID: '50', CI_PIPELINE_ID: '1234', CI_PROJECT_PATH: 'shop/reviews' },
  };
}
