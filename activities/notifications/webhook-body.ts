import type { Notice } from '../../domain/notice.js';

/** A notice as other programs read it: https://www.standardwebhooks.com. `link`: the release in Temporal's pages. */
export function webhookBody(notice: Notice, link: string | undefined): string {
  const { key: _, event, at, ...data } = notice;
  return JSON.stringify({
    type: `release.${event.replaceAll('-', '_')}`,
    timestamp: new Date(at).toISOString(),
    data: { ...data, ...(link === undefined ? {} : { link }) },
  });
}
