import './temporal-namespace.js';
import { expect } from '@jest/globals';
import { type LiveState, type ReleaseHandle, Sluice } from '../../../client/sluice.js';
import type { Outcome } from '../../../domain/release-state.js';
import type { StreamCounts } from '../../../playground/cluster/users-counts.js';
import { eventually } from '../playground/playground-command.js';
import type { Stage } from './stage.js';
import { specText } from './spec-text.js';

/** What users got: which statuses tells why some failed. */
interface UsersCounts extends Pick<StreamCounts, 'requests' | 'failed'> {
  byStatus: Record<string, number>;
  byVersion: Record<string, number>;
}

const none: UsersCounts = { requests: 0, failed: 0, byStatus: {}, byVersion: {} };

/** How a release ended, and what its users got meanwhile. */
interface Ending {
  outcome: Outcome;
  state: LiveState;
  users: UsersCounts;
}

/** A release on a stage: its handle, its users' counts, and waits that end. */
export class Releasing {
  readonly handle: ReleaseHandle;
  readonly #stage: Stage;
  readonly #before: UsersCounts;

  private constructor(handle: ReleaseHandle, stage: Stage, before: UsersCounts) {
    this.handle = handle;
    this.#stage = stage;
    this.#before = before;
  }

  /** Begins the release of what `changes` make of the usual spec (spec-text.ts). */
  static async begin(
    sluice: Sluice,
    stage: Stage,
    changes: Record<string, unknown> = {},
    service = 'reviews',
  ): Promise<Releasing> {
    const before = stage.hasUsers ? await stage.users() : none;
    const handle = await sluice.start(specText(stage.namespace, changes, service), { by: 'test' });
    return new Releasing(handle, stage, before);
  }

  /** Waits until the state is so, at most `seconds`. @throws with the journal when it does not get so. */
  async until(isSo: (state: LiveState) => boolean, seconds = 600): Promise<LiveState> {
    let last: LiveState | undefined;
    const found = await eventually(async () => {
      last = await this.handle.state().catch(() => last);
      return last !== undefined && (isSo(last) || last.outcome !== undefined) ? last : undefined;
    }, seconds);
    if (!found || !isSo(found)) throw new Error(`it does not get so:\n${journalOf(found ?? last)}`);
    return found;
  }

  /** Waits for the end, at most `seconds`. */
  async end(seconds = 1200): Promise<Ending> {
    const state = await this.until(({ outcome }) => outcome !== undefined, seconds);
    if (!state.outcome) throw new Error('unreachable');
    return { outcome: state.outcome, state, users: await this.users() };
  }

  /** What users got since the release began; nothing where there are none. */
  async users(): Promise<UsersCounts> {
    const now: UsersCounts = this.#stage.hasUsers ? await this.#stage.users() : none;
    const { requests, failed, byStatus, byVersion } = this.#before;
    return {
      ...{ requests: now.requests - requests, failed: now.failed - failed },
      ...{ byStatus: since(now.byStatus, byStatus), byVersion: since(now.byVersion, byVersion) },
    };
  }
}

/** How much each has grown, but for those that have not. */
function since(now: Record<string, number>, before: Record<string, number>): Record<string, number> {
  const grown = Object.entries(now).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, count]) => count > 0));
}

/** Expects the end of a release that its users never noticed: every request of theirs was answered, by 200. */
export function expectUnnoticed({ outcome, users }: Ending): void {
  expect(outcome).toEqual({ kind: 'released' });
  expect(users.byStatus).toEqual({ 200: users.requests });
}

/** The decisions of a release, a line each, for the message of a failing test. */
export function journalOf(state: LiveState | undefined): string {
  return (state?.journal ?? [])
    .map(({ at, weight, what }) => `${new Date(at).toISOString()} ${weight} % ${what}`)
    .join('\n');
}

/** The names of the Deployments of reviews on the stage. */
export async function versionsOn(stage: Stage): Promise<string[]> {
  const names = (await stage.list('Deployment')).map(({ metadata }) => metadata.name);
  return names.filter((name) => name.startsWith('reviews'));
}

/** Connects to the playground's Temporal, in a cluster name of its own for this run, so that releases of earlier runs do not matter. */
export function connectSluice(): Promise<Sluice> {
  return Sluice.connect({ cluster: `test-${Date.now().toString(36)}` });
}
