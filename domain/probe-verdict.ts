import type { Finding } from './act.js';
import { parseJsonPath, valueAt } from './json-path.js';
import type { ProbeRequest } from './release-spec.js';

/** What came back for one request, as far as it is judged. */
export interface Answered {
  /** 0: no answer. */
  status: number;
  body: string;
  /** Only the beginning of the body is there. */
  cut?: boolean;
  /** Why there is no whole answer. */
  error?: string;
}

/**
 * Whether the canary answered every request as expected: the status, each value that `expect.json` names, and `expect.body`
 * somewhere in the body. Every request that it did not is named, with what was expected and what came.
 */
export function probeVerdict(
  requests: ProbeRequest[],
  answers: Answered[],
): Extract<Finding, { kind: 'done' | 'bad' }> {
  const wrong = requests.flatMap((request, index) => {
    const why = whyWrong(request, answers[index]);
    return why === undefined ? [] : [`GET ${shorten(request.path)}: ${why}`];
  });
  if (wrong.length > 0) return { kind: 'bad', why: wrong.join('; ') };
  return { kind: 'done', detail: `${requests.length} of ${requests.length} requests answered as expected` };
}

function whyWrong({ expect }: ProbeRequest, answer: Answered | undefined): string | undefined {
  if (!answer) return 'was not sent';
  const { status, body, cut, error } = answer;
  if (status === 0) return `expected status ${expect.status}, got no answer (${error ?? 'no reason given'})`;
  if (status !== expect.status) return `expected status ${expect.status}, got ${status} with ${show(body)}`;
  if (error !== undefined) return `got status ${status}, but no whole answer (${error})`;
  return whyBodyWrong(expect, body, cut === true);
}

function whyBodyWrong({ json, body: text }: ProbeRequest['expect'], body: string, cut: boolean): string | undefined {
  const values = Object.entries(json);
  if (cut && (values.length > 0 || text !== undefined)) return 'the answer is too long to be looked into';
  if (text !== undefined && !body.includes(text)) return `expected ${show(text)} in the body, got ${show(body)}`;
  if (values.length === 0) return undefined;
  const data = parsed(body);
  if (data === undefined) return `expected JSON, got ${show(body)}`;
  const wrong = values.flatMap(([path, expected]) => {
    const got = valueAt(data, parseJsonPath(path) ?? []);
    return got === expected ? [] : [`expected ${show(expected)} at ${path}, got ${show(got)}`];
  });
  return wrong.length === 0 ? undefined : wrong.join(', ');
}

/** `undefined` is no JSON: it cannot be mistaken for a value. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** A value as JSON, so that "5" is told from 5. */
function show(value: unknown): string {
  return value === undefined ? 'nothing' : shorten(JSON.stringify(value));
}

const longest = 120;

function shorten(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
