import type { ExitCode } from './exit-code.js';

/** What a verb ends with: its exit code, and the same said twice, for programs and for people. */
export interface Answer {
  code: ExitCode;
  /** Printed by `--json`, the only thing on standard output. */
  object: object;
  /** Printed without `--json`; empty: the screen has shown it all. */
  text: string;
}
