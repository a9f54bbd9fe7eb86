import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { releaseId, type ServiceInput } from '../domain/message.js';
import { ask } from './ask.js';
import { listReleases } from './list-releases.js';

/** The release that a service's name stands for: the one that has the service, else the last that has ended. */
export interface NamedRelease {
  release: string;
  /** Those that wait behind it for the service, in the order of their turns. */
  waiting: string[];
}

/**
 * The release that a service's name stands for, when its lock knows of none that runs. Temporal's visibility says, which needs
 * no worker. It follows a moment later: what it does not know to have ended, and what began since, is looked at itself.
 */
export async function namedByVisibility(client: Client, service: ServiceInput): Promise<NamedRelease | undefined> {
  const { releases } = await listReleases(client, service.cluster, service);
  const listed = releases.filter(({ status }) => status === 'running').map(({ release }) => release);
  const seen = await Promise.all(listed.map((release) => look(client, release)));
  seen.push(...(await begunSince(client, service, Math.max(0, ...releases.map(({ release }) => numberOf(release))))));
  const found = seen.flatMap((each) => each ?? []);
  const [first, ...waiting] = inTurn(found.filter(({ ended }) => ended === undefined).map(({ release }) => release));
  if (first !== undefined) return { release: first, waiting };
  const ended = [...found, ...releases].toSorted((one, other) => (other.ended ?? 0) - (one.ended ?? 0));
  return ended[0] && { release: ended[0].release, waiting: [] };
}

/** Those that run of a service have their turns in the order of their numbers. */
export function inTurn(releases: string[]): string[] {
  return releases.toSorted((one, other) => numberOf(one) - numberOf(other));
}

/** `release/<cluster>/<namespace>/<service>/<n>` */
const numberOf = (release: string) => Number(release.split('/').at(-1));

interface Seen {
  release: string;
  ended?: number;
}

async function begunSince(client: Client, service: ServiceInput, number: number): Promise<(Seen | undefined)[]> {
  const next = await look(client, releaseId(service, number + 1));
  return next ? [next, ...(await begunSince(client, service, number + 1))] : [];
}

async function look(client: Client, release: string): Promise<Seen | undefined> {
  try {
    const { closeTime } = await ask(client, `${release} cannot be read`, () =>
      client.workflow.getHandle(release).describe(),
    );
    return { release, ...(closeTime ? { ended: closeTime.getTime() } : {}) };
  } catch (cause) {
    if (cause instanceof WorkflowNotFoundError) return undefined;
    throw cause;
  }
}
