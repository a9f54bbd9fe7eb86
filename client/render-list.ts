import type { Listed, ListedRelease } from './list-releases.js';
import type { Paint } from './paint.js';
import { plain } from '../domain/plain.js';
import { aligned } from './table.js';
import { seconds } from '../domain/seconds.js';

/** Releases as a table: what they are, how they stand, when they began (UTC), and how long they take or took. */
export function renderList({ releases, note }: Listed, { now, paint }: { now: number; paint: Paint }): string {
  const rows = releases.map((each) => {
    const { namespace, service, version = '-', began, ended = now, release } = each;
    return [`${namespace}/${service}`, version, standing(each), minute(began), seconds(ended - began), release].map(
      plain,
    );
  });
  const [head = '', ...lines] = aligned([['service', 'version', 'stands', 'began', 'for', 'release'], ...rows]);
  const table = [paint.dim(head), ...lines.map((line, row) => coloured(line, releases[row], paint))];
  const nothing = releases.length === 0 ? ['no releases'] : table;
  return [...nothing, ...(note === undefined ? [] : [paint.yellow(plain(note))])].join('\n');
}

function standing({ status, phase = 'running', outcome = 'ended' }: ListedRelease): string {
  if (status === 'running') return phase;
  return status === 'ended' ? outcome : status;
}

function coloured(line: string, release: ListedRelease | undefined, paint: Paint): string {
  if (release?.status === 'running') return paint.cyan(line);
  return release?.outcome === 'released' || release?.outcome === undefined ? line : paint.red(line);
}

const minute = (at: number) => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`;
