import type { KubeConfig } from '@kubernetes/client-node';
import { Trouble } from '../trouble.js';
import { OneTlsConfig } from './one-tls-config.js';

/** Where the credentials come from: a file, else the variable KUBECONFIG, the home's file, or the pod that we run in. */
export interface KubeConfigSource {
  path?: string;
  /** Instead of the file's current context. */
  context?: string;
}

/** @throws Trouble `InvalidSpec` when there is no such file, or no such context in it. */
export function loadKubeConfig({ path, context }: KubeConfigSource): KubeConfig {
  const config = new OneTlsConfig();
  const place = path ?? process.env['KUBECONFIG'] ?? 'the kubeconfig';
  try {
    if (path === undefined) config.loadFromDefault();
    else config.loadFromFile(path);
  } catch (cause) {
    throw new Trouble('InvalidSpec', `Cannot read ${place}; name a kubeconfig that can be read`, { cause });
  }
  if (context !== undefined) config.setCurrentContext(context);
  if (!config.getCurrentCluster() || !config.getCurrentUser())
    throw new Trouble(
      'InvalidSpec',
      `${place} has no context ${context ?? config.getCurrentContext()}; name one of it`,
    );
  return config;
}
