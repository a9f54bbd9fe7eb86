/** The namespaces that are the playground's own, in any cluster. */
export const playgroundNamespaces = ['bookinfo', 'shop', 'users'] as const;
export type PlaygroundNamespace = (typeof playgroundNamespaces)[number];

/** The manifest that a namespace's first state is written in. */
export const manifestOf = (namespace: PlaygroundNamespace): string => `apps/manifests/${namespace}.yaml`;
