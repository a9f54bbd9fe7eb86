import { json } from './answer.js';
import { behaviourProblems, isBehaviourChange } from './behaviour.js';
import { metricsRoute } from './metrics-route.js';
import type { Misbehaviour } from './misbehaviour.js';
import type { RequestMetrics } from './request-metrics.js';
import type { Route } from './route.js';

/** The control port of an application: /metrics, and /behaviour to read (GET) or change (PATCH) its misbehaviour. */
export function controlRoutes(misbehaviour: Misbehaviour, metrics: RequestMetrics): Route[] {
  return [
    metricsRoute(metrics.registry),
    { method: 'GET', pattern: '/behaviour', answer: () => json(200, misbehaviour.behaviour) },
    {
      method: 'PATCH',
      pattern: '/behaviour',
      answer: async (ask) => {
        const changes = await ask.json();
        if (!isBehaviourChange(changes)) return json(400, { problems: behaviourProblems(changes) });
        misbehaviour.change(changes);
        return json(200, misbehaviour.behaviour);
      },
    },
  ];
}
