import type { KubeConfig, RequestContext } from '@kubernetes/client-node';

type Dispatcher = ReturnType<RequestContext['getDispatcher']>;

/** By which connections requests go to one API server, and with whose credentials. */
export class Connections {
  readonly #config: KubeConfig;
  #kept: { credentials: string; dispatcher: Dispatcher } | undefined;

  constructor(config: KubeConfig) {
    this.#config = config;
  }

  /**
   * Sends it by one that is kept: the client's own calls open a new one each. Tokens are read anew each time, since they are
   * replaced; the connections stay while the certificates do.
   */
  async kept(request: RequestContext): Promise<void> {
    const options: Parameters<KubeConfig['applyToHTTPSOptions']>[0] = {};
    await this.#config.applyToHTTPSOptions(options);
    const credentials = [options.ca, options.cert, options.key].map(String).join();
    if (this.#kept?.credentials === credentials) {
      if (this.#kept.dispatcher) request.setDispatcher(this.#kept.dispatcher);
      for (const [name, value] of Object.entries(options.headers ?? {})) request.setHeaderParam(name, String(value));
    } else {
      await this.#config.applySecurityAuthentication(request);
      this.#kept = { credentials, dispatcher: request.getDispatcher() };
    }
  }

  /**
   * Sends a stream by one of its own, whose dispatcher is to be destroyed with it. A kept one would be opened anew when its
   * stream is ended, for nobody, and again for the next request, though others are idle.
   */
  async own(request: RequestContext): Promise<void> {
    await this.#config.applySecurityAuthentication(request);
  }
}
