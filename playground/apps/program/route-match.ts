import { AnswerError } from './answer.js';
import type { Route } from './route.js';

/** A route and what its `:name` parts stand for in the path. */
export interface RouteMatch {
  route: Route;
  parameters: Record<string, string>;
}

/** Finds the route for a request; throws AnswerError 404 (no such path) or 405 (another method). */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch {
  const matches = routes.flatMap((route) => {
    const parameters = matchPattern(route.pattern, path);
    return parameters === undefined ? [] : [{ route, parameters }];
  });
  if (matches.length === 0) throw new AnswerError(404, `there is nothing at ${path}`);
  const match = matches.find(({ route }) => route.method === method);
  if (match !== undefined) return match;
  const methods = matches.map(({ route }) => route.method).join(', ');
  throw new AnswerError(405, `${path} answers ${methods}, not ${method}`);
}

function matchPattern(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? '';
    if (part.startsWith(':') && text !== '') parameters[part.slice(1)] = decodePart(text);
    else if (part !== text) return undefined;
  }
  return parameters;
}

function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AnswerError(400, `"${text}" is not a well-formed part of a path`);
  }
}
