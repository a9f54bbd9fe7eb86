/** A point that waits for people's approval. */
export interface Gate {
  gate: string;
  /** Who may approve; undefined: anybody. */
  by?: string[];
  /** How many different people must; undefined: one. */
  approvals?: number;
  /** How long it waits, and what follows then: `ask` asks again, and waits as long once more. Undefined: for ever. */
  timeout?: { limitMs: number; action: 'roll-back' | 'go-on' | 'ask' };
}

/** One person's approval; when, in milliseconds since 1970. */
export interface Approval {
  by: string;
  reason: string;
  at: number;
}

/** How many approvals of the gate are missing, when these people give theirs. */
export function missing({ by: may, approvals = 1 }: Gate, approvers: string[]): number {
  const counted = approvers.filter((each) => may === undefined || isAmong(may, each)).map(folded);
  return Math.max(0, approvals - new Set(counted).size);
}

/** Why this person's approval does not count; undefined: it does. */
export function notCounted(gate: Gate, approved: Approval[], by: string): string | undefined {
  const name = gate.gate;
  if (gate.by && !isAmong(gate.by, by)) return `${by} may not approve ${name}; ${listed(gate.by)} may`;
  if (!approved.some((each) => folded(each.by) === folded(by))) return undefined;
  return `${by} has approved ${name} already; another person must, too`;
}

/** What it waits for, in a sentence. */
export function showGate(gate: Gate, approved: Approval[], weight: number): string {
  const { approvals = 1, by: may } = gate;
  const given = approved.length === 0 ? 'none yet' : `by ${approved.map((each) => each.by).join(', ')}`;
  return [
    `approval of ${gate.gate} before the weight goes above ${weight} %`,
    ...(approvals > 1 ? [`${approved.length} of ${approvals}, ${given}`] : []),
    ...(may ? [`${listed(may)} may`] : []),
  ].join('; ');
}

/** `1 approval`, `2 approvals`. */
export function count(approvals: number): string {
  return approvals === 1 ? '1 approval' : `${approvals} approvals`;
}

/** How many people these are: whoever writes a name in capitals is nobody else. */
export function people(names: string[]): number {
  return new Set(names.map(folded)).size;
}

const isAmong = (names: string[], name: string) => names.map(folded).includes(folded(name));
const folded = (name: string) => name.trim().toLowerCase();

function listed(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
