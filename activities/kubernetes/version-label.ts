type Labels = Record<string, string>;

/**
 * The labels by which pods say their version: the one that Istio's and most other charts have, and the one that Kubernetes
 * recommends (https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/). The first that is there
 * holds.
 */
export const versionLabels = ['version', 'app.kubernetes.io/version'] as const;

/** The label by which pods say their version, by itself; empty: they do not say it. */
export function versionLabelIn(labels: Labels): Labels {
  const name = versionLabels.find((each) => labels[each] !== undefined);
  return name === undefined ? {} : { [name]: labels[name] ?? '' };
}

/** The version that pods with these labels say they are; undefined: they do not say it. */
export function versionIn(labels: Labels): string | undefined {
  return Object.values(versionLabelIn(labels))[0];
}

/**
 * By which labels pods that are made from others say their `version`: those in which the others say theirs, `former`, or
 * this one already; `version` where there are none.
 */
export function versionLabelsFor(version: string, others: Labels, former?: string): Labels {
  const names = versionLabels.filter((name) => [version, former].includes(others[name] ?? ''));
  return Object.fromEntries((names.length > 0 ? names : ['version']).map((name) => [name, version]));
}

/**
 * One label that these pods have and those others lack: their version's, or else any. Their version's, too, where all are
 * the others' as well: then nothing tells them apart.
 */
export function labelTelling(labels: Labels, others: Labels = {}): Labels {
  const differing = Object.keys(labels).filter((name) => labels[name] !== others[name]);
  const name = [...versionLabels, ...differing.toSorted()].find((each) => differing.includes(each));
  return name === undefined ? versionLabelIn(labels) : { [name]: labels[name] ?? '' };
}
