import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import { heard } from '../../client/heard.js';
import type { CommandName } from '../../domain/command.js';
import { type Acknowledged, stateQuery } from '../../domain/message.js';
import type { Outcome, ReleaseState } from '../../domain/release-state.js';
import { eventually } from './eventually.js';
import { type FakeCluster, nameOf } from './fake-cluster.js';

/** A release on a stand, and the fake cluster that it releases to. */
export class Attempt {
  readonly handle: WorkflowHandle;
  readonly cluster: FakeCluster;

  constructor(handle: WorkflowHandle, cluster: FakeCluster) {
    this.handle = handle;
    this.cluster = cluster;
  }

  state(): Promise<ReleaseState> {
    return this.handle.query<ReleaseState>(stateQuery);
  }

  /** Waits until an act of this name is the last that was begun. */
  reaches(name: string): Promise<void> {
    return eventually(`${name} begins`, () => this.cluster.names.at(-1) === name);
  }

  /** Waits until the release asks a person. */
  asks(): Promise<void> {
    return eventually('a question', async () => (await this.state()).question !== undefined);
  }

  order(name: CommandName, payload: unknown = { by: 'ann', reason: 'because' }): Promise<Acknowledged> {
    return heard(() => this.handle.executeUpdate<Acknowledged, [unknown]>(name, { args: [payload] }));
  }

  /** How it ended; no time is skipped. Whatever happened, every write had a higher epoch than those before it. */
  async ended(): Promise<Outcome> {
    const outcome = (await this.handle.result()) as Outcome;
    this.checkFences();
    return outcome;
  }

  /**
   * @throws AssertionError unless every call had one `since`, and a higher epoch than the one before, or was its repeat. A
   * watch, which writes nothing, may begin late, when another has taken its place.
   */
  checkFences(): void {
    const { inputs } = this.cluster;
    assert.equal(new Set(inputs.map(({ fence }) => fence.since)).size, 1, 'since has changed');
    const writes = inputs.filter(({ act }) => act.kind !== 'watch');
    for (const [index, { fence, act }] of writes.slice(1).entries()) {
      const before = writes[index];
      const isAgain = before?.fence.epoch === fence.epoch && isDeepStrictEqual(before.act, act);
      const isHigher = fence.epoch > (before?.fence.epoch ?? 0);
      assert(isAgain || isHigher, `${nameOf(act)} has epoch ${fence.epoch}, after ${before?.fence.epoch}`);
    }
  }

  /** How many events with these attributes its history has, `workflowTaskFailed` for instance. */
  async events(name: string): Promise<number> {
    const { events } = await this.handle.fetchHistory();
    return (events ?? []).filter((event) => Object.hasOwn(event, `${name}EventAttributes`)).length;
  }
}
