import { json } from './answer.js';
import type { Route } from './route.js';

/** The routes Kubernetes asks: /health is 200 while the process runs, /ready is 200 or 503 with the reason. */
export function probeRoutes(whyNotReady: () => string | undefined): Route[] {
  return [
    { method: 'GET', pattern: '/health', answer: () => json(200, { alive: true }) },
    {
      method: 'GET',
      pattern: '/ready',
      answer: () => {
        const reason = whyNotReady();
        return reason === undefined ? json(200, { ready: true }) : json(503, { ready: false, reason });
      },
    },
  ];
}
