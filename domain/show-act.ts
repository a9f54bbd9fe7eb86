import type { Act } from './act.js';

/** An act in a few words, for whoever looks at the workflow in Temporal. */
export function showAct(act: Act): string {
  switch (act.kind) {
    case 'shift':
      return `weight ${act.weight} %`;
    case 'watch':
      return `watch ${act.weight} % until ${new Date(act.until).toISOString().slice(11, 19)}`;
    case 'awaitReady':
      return act.admitted ? 'pods ready, and endpoints' : 'pods ready';
    case 'verify':
      return act.admitted ? 'verify the admitted pods' : 'verify';
    case 'drain':
      return `drain ${act.version}`;
    case 'finish':
      return `all requests to ${act.to}`;
    case 'putBack':
      return 'take back what was added';
    case 'preflight':
    case 'deploy':
    case 'load':
    case 'admit':
    case 'decommission':
    case 'restore':
      return act.kind;
  }
}
