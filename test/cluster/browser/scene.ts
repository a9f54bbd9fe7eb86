import type { Browser, Page } from 'puppeteer-core';
import { type LiveState, type ReleaseHandle, Sluice } from '../../../client/sluice.js';
import { presentPorts } from '../../../playground/present-ports.js';
import { WorkerProcess } from '../../../playground/worker-process.js';
import { eventually } from '../playground/playground-command.js';
import { specText } from '../release/spec-text.js';
import { Stage } from '../release/stage.js';
import { provideNamespace, temporal } from '../temporal-cli.js';
import { openBrowser } from './browser.js';

/** Where the playground's Temporal has its pages. */
const temporalPages = `http://127.0.0.1:${presentPorts()['temporal-ui']}`;

interface SceneOptions {
  /** Of the stage. */
  name: string;
  /** A namespace of Temporal for this alone: its lists have nobody else's workflows. */
  temporalNamespace: string;
  /** The name of the Kubernetes cluster in the release's id. */
  cluster: string;
  /** Of the worker. */
  port: number;
  /** Of the browser's windows, in pixels. */
  viewport: { width: number; height: number };
}

/** A release on the playground, and a browser that looks at it in Temporal's own pages. */
export class Scene {
  readonly #options: SceneOptions;
  readonly #stage: Stage;
  readonly #sluice: Sluice;
  readonly #worker: WorkerProcess;
  readonly #browser: Browser;
  #release: ReleaseHandle | undefined;

  private constructor(
    options: SceneOptions,
    stage: Stage,
    sluice: Sluice,
    [worker, browser]: [WorkerProcess, Browser],
  ) {
    this.#options = options;
    this.#stage = stage;
    this.#sluice = sluice;
    this.#worker = worker;
    this.#browser = browser;
  }

  static async open(options: SceneOptions): Promise<Scene> {
    const { name, temporalNamespace: namespace, cluster, port, viewport } = options;
    await provideNamespace(namespace);
    const [browser, stage, worker, sluice] = await Promise.all([
      openBrowser(viewport),
      Stage.open(name),
      WorkerProcess.start(port, { TEMPORAL_NAMESPACE: namespace }),
      Sluice.connect({ cluster, namespace }),
    ]);
    return new Scene(options, stage, sluice, [worker, browser]);
  }

  /** Begins a release of reviews: 20 % of the users, then a gate, then half of them. Answers its id. */
  async begin(): Promise<string> {
    const steps = [{ weight: 20, hold: '3s' }, { approval: 'payments' }, { weight: 50, hold: '1h' }];
    const spec = specText(this.#stage.namespace, { verify: undefined, steps });
    this.#release = await this.#sluice.start(spec, { by: 'ben' });
    return this.#release.id;
  }

  /** Waits until the release is so. @throws when it does not get so within twenty minutes. */
  async until(isSo: (state: LiveState) => boolean): Promise<LiveState> {
    const found = await eventually(async () => {
      const state = await this.#release?.state().catch(() => undefined);
      return state && (isSo(state) || state.outcome) ? state : undefined;
    }, 1200);
    if (found && isSo(found)) return found;
    throw new Error(`${this.#release?.id} does not get so far: ${JSON.stringify(found?.outcome ?? 'it runs on')}`);
  }

  /** Opens the page of Temporal that a person comes to: of the release, or of what the query finds. */
  async visit(what: 'release' | { query: string }): Promise<Page> {
    const page = await this.#browser.newPage();
    page.setDefaultTimeout(300_000); // against hanging alone
    const path = what === 'release' ? `/${encodeURIComponent(this.#release?.id ?? '')}` : '';
    const query = what === 'release' ? '' : `?query=${encodeURIComponent(what.query)}`;
    await page.goto(`${temporalPages}/namespaces/${this.#options.temporalNamespace}/workflows${path}${query}`);
    return page;
  }

  /** The stage goes, and the release with it: it is ended by force, since it could never go back. */
  async close(): Promise<void> {
    await Promise.all([this.#browser.close(), this.#worker.stop(), this.#sluice.close(), this.#stage.close()]);
    const running = ['--query', 'ExecutionStatus = "Running"', '--yes'];
    await temporal(['workflow', 'terminate', '--namespace', this.#options.temporalNamespace, ...running]);
  }
}
