import type { Callers } from './callers.js';
import type { GatewayPods } from './gateway-pods.js';
import type { Survey } from './survey.js';

/** All that preflight has read. */
export interface Seen {
  survey: Survey;
  /** Undefined: Prometheus does not tell. */
  callers: Callers | undefined;
  gateways: GatewayPods[];
}
