import { z } from 'zod';
import { parseText } from './parse.js';
import { showProblem } from './problem.js';
import { kubernetesName } from './text.js';

/** Who can be told of releases, by name. Addresses and secrets are secrets: they stay in the worker. */
export interface Receivers {
  byName: Record<string, Receiver>;
  /** Who is told of releases whose spec names nobody. */
  default: string[];
  /** Temporal's pages of its namespace, for links to releases; undefined: none. */
  ui?: string;
}

export type Receiver =
  /** Slack's incoming webhook, or anything that takes its messages. */
  | { kind: 'slack'; url: string }
  /** A webhook as standardwebhooks.com has it, signed by each of the secrets: two while one is replaced. */
  | { kind: 'webhook'; url: string; secrets: string[] };

export const noReceivers: Receivers = { byName: {}, default: [] };

const expectedUrl = 'expected https://..., or http:// to this machine or a Service of the cluster (NAME.NAMESPACE.svc)';
const url = z.string().refine(isSafe, expectedUrl);

/** 24 to 64 bytes, as the specification has it. */
const secret = z
  .string()
  .refine(isSecret, 'expected whsec_ and 24 to 64 bytes in base64: echo "whsec_$(openssl rand -base64 32)"');

const receiver = z
  .strictObject({
    slack: z.strictObject({ url }).optional(),
    webhook: z.strictObject({ url, secrets: z.array(secret).min(1, 'expected at least one secret') }).optional(),
  })
  .check((context) => {
    const { slack, webhook } = context.value;
    if ((slack === undefined) !== (webhook === undefined)) return;
    context.issues.push({ code: 'custom', input: undefined, message: 'expected either slack or webhook' });
  })
  .transform(({ slack, webhook }): Receiver =>
    webhook ? { kind: 'webhook', ...webhook } : { kind: 'slack', url: slack?.url ?? '' },
  );

const schema = z
  .strictObject({
    receivers: z.record(kubernetesName, receiver),
    default: z.array(kubernetesName).prefault([]),
    ui: z.httpUrl('expected the address of a Temporal namespace, https://HOST/namespaces/NAME').optional(),
  })
  .check((context) => {
    context.value.default.forEach((name, index) => {
      if (Object.hasOwn(context.value.receivers, name)) return;
      const message = `there is no receiver ${name}`;
      context.issues.push({ code: 'custom', input: undefined, path: ['default', index], message });
    });
  })
  .transform(({ receivers, default: those, ui }): Receivers => ({
    byName: receivers,
    default: those,
    ...(ui === undefined ? {} : { ui: ui.replace(/\/$/, '') }),
  }));

/** Reads the text of a receivers file, YAML or JSON: the receivers, or all its problems, none of which repeats a value. */
export function parseReceivers(text: string): { receivers: Receivers } | { problems: string[] } {
  const keys = ['receivers', 'default', 'ui', 'slack', 'webhook', 'url', 'secrets'];
  const parsed = parseText(text, schema, { empty: 'there is nothing; expected receivers', keys });
  return 'problems' in parsed ? { problems: parsed.problems.map(showProblem) } : { receivers: parsed.value };
}

/** What is sent can be read on its way only within the machine or the cluster. */
function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  const isNear = /^(localhost|127(\.\d+){3}|\[::1\]|([-a-z0-9]+\.){2}svc(\.cluster\.local)?)$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isNear);
}

function isSecret(text: string): boolean {
  const [, base64 = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  const bytes = (base64.replaceAll('=', '').length * 3) / 4;
  return base64.length % 4 === 0 && bytes >= 24 && bytes <= 64;
}
