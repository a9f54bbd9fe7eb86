import { AnswerError, type Answer } from './answer.js';
import type { RequestMetrics } from './request-metrics.js';
import type { Ask, Route } from './route.js';

/** The same route, counted and timed. One that throws counts with the status it will be answered with. */
export function measured(route: Route, metrics: RequestMetrics): Route {
  const answer = async (ask: Ask): Promise<Answer> => {
    const started = performance.now();
    let status = 500;
    try {
      const given = await route.answer(ask);
      status = given.status;
      return given;
    } catch (error) {
      if (error instanceof AnswerError) status = error.status;
      throw error;
    } finally {
      metrics.answered(route.pattern, status, (performance.now() - started) / 1000);
    }
  };
  return { ...route, answer };
}
