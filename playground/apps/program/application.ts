import type { Identity } from './identity.js';
import type { Route } from './route.js';
import type { Upstream } from './upstream.js';

/** What an application's routes work with. */
export interface Context {
  identity: Identity;
  /** The applications it calls, by name; has every name in `Application.upstreams`. */
  upstream: (name: string) => Upstream;
}

/** One demo application. */
export interface Application {
  /** The port it listens on unless PORT says otherwise. */
  port: number;
  /** The applications it calls, by service name. */
  upstreams: readonly string[];
  /** Whether it also serves the gRPC service sluice.playground.Ratings. */
  watch?: boolean;
  routes: (context: Context) => Route[];
}
