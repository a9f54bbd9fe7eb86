import type { Client } from '@temporalio/client';
import { type Holder, type IfBusy, startUpdate, type Started, type StartRequest } from '../domain/message.js';
import type { Previewed } from '../domain/preview.js';
import { byWhom } from './by-whom.js';
import { clusterName } from './cluster-name.js';
import { connect, type ConnectOptions } from './connect.js';
import { type Listed, type ListFilter, listReleases } from './list-releases.js';
import { preview } from './preview.js';
import { ReleaseHandle } from './release-handle.js';
import { requestToRetry } from './retry.js';
import { rollBack } from './roll-back.js';
import { ServiceHandle } from './service-handle.js';
import { parseServiceName, type ServiceName } from './service-name.js';
import { type ReadSpec, readSpec, type SpecSource } from './spec-file.js';

export { Fault, type FaultKind, Refused, type RefusedKind } from './errors.js';
export type { Listed, ListedRelease, ListFilter } from './list-releases.js';
export type { LiveState } from './live-state.js';
export type { Holder, IfBusy, Waiting } from '../domain/message.js';
export { type Order, type Receipt, ReleaseHandle } from './release-handle.js';
export { type ReadSpec, readSpec, type SpecSource } from './spec-file.js';
export type { Story } from './story/retell.js';

export interface SluiceOptions extends ConnectOptions {
  /** The name of the Kubernetes cluster in release ids; `SLUICE_CLUSTER`, else `default`. */
  cluster?: string;
}

export interface StartOptions {
  /** Who starts it; else the pipeline's own word for it, else the user of the system. */
  by?: string;
  /** Why, for the records. */
  reason?: string;
  /**
   * What is done while another release has the service. `reject`, the default: Refused `busy`. `queue`: it waits for its
   * turn, after those that wait already. `supersede`: it is the next, and alone: the one that runs is rolled back, or, when it
   * is promoted already, ends without the rest of its bake; those that wait end aborted.
   */
  ifBusy?: IfBusy;
  /** Lets every weight rise in spite of a freeze, for this reason: it is recorded. */
  override?: { reason: string };
}

export interface RetryOptions extends StartOptions {
  /** Leaves out the steps below the last weight that passed in the failed attempt; everything before the steps is done. */
  fromFailedStep?: boolean;
}

/** Releases of a cluster's services, by way of Temporal. */
export class Sluice {
  readonly #client: Client;
  readonly #cluster: string;

  private constructor(client: Client, cluster: string) {
    this.#client = client;
    this.#cluster = cluster;
  }

  /** @throws Refused for settings that make no sense; Fault `unreachable` when Temporal does not answer in time. */
  static async connect({ cluster, ...options }: SluiceOptions = {}): Promise<Sluice> {
    return new Sluice(await connect(options), clusterName(cluster));
  }

  async close(): Promise<void> {
    await this.#client.connection.close();
  }

  /**
   * Starts a release of what the spec says, checked here first. One release of a service at a time; one that must wait is
   * there already: it can be watched and aborted, and tells its own outcome.
   * @throws Refused `invalid-spec` with every problem, `invalid-argument` for a file that cannot be read, `not-now` for an
   * override without a reason, `busy`; Fault when nobody answers: it may then still begin within half a minute, not later.
   */
  async start(source: SpecSource | ReadSpec, options: StartOptions = {}): Promise<ReleaseHandle> {
    const { text, spec } = isRead(source) ? source : await readSpec(source);
    return this.#begin(this.#service(spec), { text, version: spec.canary.version }, options);
  }

  /**
   * Starts the last release of the service anew, from its beginning, when it was rolled back, aborted or refused.
   * @throws Refused `not-now` when there is nothing to try again, `not-found`, `busy`; Fault when nobody answers.
   */
  async retry(name: string, { fromFailedStep = false, ...options }: RetryOptions = {}): Promise<ReleaseHandle> {
    const service = this.#service(parseServiceName(name));
    const request = await requestToRetry(await service.holder(), (id) => this.handle(id), { name, fromFailedStep });
    return this.#begin(service, request, options);
  }

  /**
   * Takes the last release back: what one left behind that was ended by force, one that bakes, or one that has ended
   * released, as long as the version before it is still there. @throws Refused when there is none such.
   */
  async rollback(name: string, { by, reason = '' }: { by?: string; reason?: string } = {}): Promise<ReleaseHandle> {
    const service = this.#service(parseServiceName(name));
    return this.handle(await rollBack(service, (id) => this.handle(id), { name, by: byWhom(by), reason }));
  }

  /** Who has the service `namespace/service`, who waits for it in which place, and who had it. @throws Refused `not-found`. */
  async queue(name: string): Promise<Holder> {
    return this.#service(parseServiceName(name)).holder();
  }

  /**
   * What a release of the spec would find and do now, by a preflight in the cluster; nothing is touched.
   * @throws as `start`, but for `busy`; Fault when the cluster does not answer either.
   */
  async preview(source: SpecSource | ReadSpec): Promise<Previewed> {
    const read = isRead(source) ? source : await readSpec(source);
    return preview(this.#client, this.#cluster, read);
  }

  /** The releases of this cluster, running ones first, by Temporal's visibility alone: no worker is asked. */
  list(filter: ListFilter = {}): Promise<Listed> {
    return listReleases(this.#client, this.#cluster, filter);
  }

  /** The release with that workflow id. */
  handle(id: string): ReleaseHandle {
    return new ReleaseHandle(this.#client, id);
  }

  /**
   * The release that has the service `namespace/service`, with those that wait behind it, or else the last that has ended.
   * Temporal knows: no worker is asked. @throws Refused `not-found` when it never had any.
   */
  async handleFor(name: string): Promise<ReleaseHandle> {
    const { release, waiting } = await this.#service(parseServiceName(name)).named();
    return new ReleaseHandle(this.#client, release, { waiting });
  }

  async #begin(
    service: ServiceHandle,
    request: Omit<StartRequest, 'by'>,
    { by, ifBusy = 'reject', reason, override }: StartOptions,
  ): Promise<ReleaseHandle> {
    const why = reason === undefined ? {} : { reason };
    const overriding = override ? { override: true as const, ...override } : {};
    const given = { ...request, by: byWhom(by), ifBusy, ...why, ...overriding };
    const { release, queued }: Started = await service.begin(startUpdate, given);
    return new ReleaseHandle(this.#client, release, queued === undefined ? {} : { queued });
  }

  #service({ namespace, service }: ServiceName): ServiceHandle {
    return new ServiceHandle(this.#client, { cluster: this.#cluster, namespace, service });
  }
}

function isRead(source: SpecSource | ReadSpec): source is ReadSpec {
  return typeof source === 'object' && 'text' in source;
}
