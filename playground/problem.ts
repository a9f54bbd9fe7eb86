/** Trouble that the person at the keyboard can mend: what happened and, as `remedy`, what to do. Shown without a stack. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}

/** The ways out for whoever cannot, or does not want to, build a cluster on this machine. */
export const otherWays =
  'or use a cluster you have (npm run playground up -- --context NAME), or docker-compose for Temporal alone (docker compose up)';

/** One line for a person: what any thrown thing says, and the remedy where there is one. */
export function explain(error: unknown): string {
  if (error instanceof Problem) return `${error.message}. ${error.remedy}.`;
  const known = systemTrouble(error);
  if (known) return `${known.message}. ${known.remedy}.`;
  return error instanceof Error ? error.message : String(error);
}

/** Names the troubles of the machine that can strike anywhere; undefined for everything else. */
export function systemTrouble(error: unknown): Problem | undefined {
  const text =
    error instanceof Error ? `${error.message} ${'stderr' in error ? String(error.stderr) : ''}` : String(error);
  if (/ENOSPC|no space left on device/i.test(text)) {
    return new Problem(
      'The disk is full',
      'Free some space (npm run playground down -- --cache empties ours), then run up again',
    );
  }
  return undefined;
}
