/** What preflight has found so far: problems refuse the release, notes are for the person to know. */
export class Findings {
  readonly problems: string[] = [];
  readonly notes: string[] = [];
  readonly #bypass: 'refuse' | 'accept';

  constructor(bypass: 'refuse' | 'accept') {
    this.#bypass = bypass;
  }

  problem(text: string): undefined {
    this.problems.push(text);
  }

  note(text: string): undefined {
    this.notes.push(text);
  }

  /** A way to the service that the route does not rule: refused, unless the spec accepts it. */
  bypass(text: string, remedy: string): undefined {
    if (this.#bypass === 'accept') return this.note(`Accepted: ${text}`);
    return this.problem(`${text} ${remedy}, or accept it with \`bypass: accept\`.`);
  }
}
