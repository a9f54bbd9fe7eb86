import { expect, test } from '@jest/globals';
import { problemsOf, virtualService, withObjects, service, primary, type World } from './world.js';

/** What it is, what is changed in the plain case, and the one problem that this is (a part of it). */
export type Case = [string, Partial<World>, string | RegExp];

/** A test each: refused for this one reason and no other. */
export function expectRefusals(cases: Case[]): void {
  test.each(cases)('%s', async (_, change, problem) => {
    const problems = await problemsOf(change);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
    expect(problems[0]).toMatchSnapshot(); // its words are read by people
  });
}

export const reviews = (version: string) => ({ app: 'reviews', version });
/** A canary that runs already. */
export const found = '{ version: v2, deployment: reviews-v2 }';
/** What a route of others matches. */
export const match = [{ headers: { x: { exact: 'y' } } }];

/** The named route with these destinations. */
export const splitTo = (...route: unknown[]) => ({
  objects: withObjects(virtualService('reviews', [{ name: 'primary', route }])),
});
/** These routes before the named one. */
export const also = (...routes: Record<string, unknown>[]) => ({
  objects: withObjects(virtualService('reviews', [...routes, primary])),
});
/** The Service with these fields. */
export const services = (spec: Record<string, unknown>) => ({ objects: withObjects(service('reviews', spec)) });
/** These objects beside, or instead of, those of the plain case. */
export const beside = (...objects: Parameters<typeof withObjects>) => ({ objects: withObjects(...objects) });
