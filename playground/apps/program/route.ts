import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './answer.js';

/** One request, as a route sees it. */
export interface Ask {
  /** What stands for the `:name` parts of the pattern. */
  parameters: Readonly<Record<string, string>>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The port the request came in on. */
  localPort: number;
  /** The body parsed as JSON. Rejects with an AnswerError (400, 413) when it is not JSON or too long. */
  json: () => Promise<unknown>;
}

/** Something the server answers. */
export interface Route {
  method: 'GET' | 'PATCH' | 'POST' | 'PUT' | 'DELETE';
  /** A path; a part that starts with a colon stands for any one part: `/reviews/:id`. */
  pattern: string;
  answer: (ask: Ask) => Answer | Promise<Answer>;
}
