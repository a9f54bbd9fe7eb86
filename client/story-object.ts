import type { Story } from './story/retell.js';

/** The story of a release for programs: times as ISO 8601. */
export function storyObject({ state, entries, weights, isFaithful }: Story): object {
  const { release, outcome } = state;
  return {
    release,
    ...(outcome ? { outcome } : {}),
    faithful: isFaithful,
    weights: weights.map(({ at, weight }) => ({ at: iso(at), weight })),
    entries: entries.map(({ at, report, ...entry }) => ({
      at: iso(at),
      ...entry,
      ...(report ? { report: { ...report, at: iso(report.at) } } : {}),
    })),
  };
}

const iso = (at: number) => new Date(at).toISOString();
