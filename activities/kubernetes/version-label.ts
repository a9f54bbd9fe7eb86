type Labels = Record<string, string>;

/**
 * The labels by which pods say their version: the one that Istio's and most other charts have, and the one that Kubernetes
 * recommends (https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/). The first that is there
 * holds.
 */
const versionLabels = ['version', 'app.kubernetes.io/version'] as const;

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
 * The labels by which pods say that they are of `version`: the one by which those of stable say theirs (`version` where there
 * are none), and each of `own` that says so already, or, where they are copied, still says `former`.
 */
export function versionLabelsFor(
  version: string,
  { stable = {}, own = {}, former }: { stable?: Labels | undefined; own?: Labels; former?: string | undefined },
): Labels {
  const [ofStable = 'version'] = Object.keys(versionLabelIn(stable));
  const names = versionLabels.filter((name) => name === ofStable || [version, former].includes(own[name] ?? ''));
  return Object.fromEntries(names.map((name) => [name, version]));
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
