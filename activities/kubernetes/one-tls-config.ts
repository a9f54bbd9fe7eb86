import { createSecureContext, type SecureContext } from 'node:tls';
import { KubeConfig } from '@kubernetes/client-node';

/** Reads the certificates once for all connections: to read them costs several times what a handshake does. */
export class OneTlsConfig extends KubeConfig {
  #last: { read: string; context: SecureContext } | undefined;

  override createDispatcherOptions(...args: Parameters<KubeConfig['createDispatcherOptions']>) {
    const options = super.createDispatcherOptions(...args);
    if (options.type !== 'agent') return options;
    const { ca, cert, key, pfx, passphrase } = options.connect ?? {};
    const read = [ca, cert, key, pfx, passphrase].map(String).join();
    const known = this.#last?.read === read ? this.#last.context : createSecureContext(options.connect);
    this.#last = { read, context: known };
    return { ...options, connect: { ...options.connect, secureContext: known } };
  }
}
