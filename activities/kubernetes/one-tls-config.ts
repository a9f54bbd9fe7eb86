import { createSecureContext } from 'node:tls';
import { KubeConfig } from '@kubernetes/client-node';

/** Reads the certificates once for all connections: to read them costs several times what a handshake does. */
export class OneTlsConfig extends KubeConfig {
  override createDispatcherOptions(...args: Parameters<KubeConfig['createDispatcherOptions']>) {
    const options = super.createDispatcherOptions(...args);
    if (options.type !== 'agent') return options;
    return { ...options, connect: { ...options.connect, secureContext: createSecureContext(options.connect) } };
  }
}
