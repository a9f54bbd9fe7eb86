import { describeLimits, isWithin, type NumberLimits } from './number-limits.js';

/** Environment variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings from environment variables and collects what is wrong with them in `problems`, so that all of it can
 * be told at once. A variable that is wrong reads as its fallback. An empty variable counts as absent.
 */
export class EnvironmentReader {
  readonly problems: string[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The variable's text as it is; undefined when absent. */
  text(name: string): string | undefined {
    const text = this.#environment[name];
    return text?.trim() === '' ? undefined : text;
  }

  /** The variable's text when it matches `pattern`; absent or not matching is a problem and reads as ''. */
  required(name: string, pattern: RegExp, description: string): string {
    const text = this.text(name)?.trim();
    if (text !== undefined && pattern.test(text)) return text;
    this.problems.push(`${name} must be ${description}, ${text === undefined ? 'and is not set' : `not "${text}"`}`);
    return '';
  }

  number(name: string, limits: NumberLimits, fallback: number): number {
    const text = this.text(name)?.trim();
    if (text === undefined) return fallback;
    const value = Number(text);
    if (isWithin(value, limits)) return value;
    this.problems.push(`${name} must be ${describeLimits(limits)}, not "${text}"`);
    return fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    const text = this.text(name)?.trim();
    if (text === undefined) return fallback;
    if (text !== 'true' && text !== 'false') this.problems.push(`${name} must be true or false, not "${text}"`);
    return text === 'true';
  }

  /** An http address without its trailing slash. */
  httpUrl(name: string, fallback: string): string {
    const text = this.text(name)?.trim() ?? fallback;
    if (!URL.canParse(text) || new URL(text).protocol !== 'http:') {
      this.problems.push(`${name} must be an address such as ${fallback}, not "${text}"`);
    }
    return text.replace(/\/+$/, '');
  }
}
