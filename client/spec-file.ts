import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { longestText } from '../domain/message.js';
import type { ReleaseSpec } from '../domain/release-spec.js';
import { manifestFile, withManifest, withManifestOnItsLine } from '../spec/inline-manifest.js';
import { parseRelease } from '../spec/parse.js';
import { countProblems, showProblem } from '../spec/problem.js';
import { Refused } from './errors.js';

/** A release as its author wrote it: the text, or the file it stands in. */
export type SpecSource = string | { file: string };

/** A checked spec, and the text of it that can be sent anywhere: it names no other file. */
export interface ReadSpec {
  text: string;
  spec: ReleaseSpec;
}

/**
 * Reads and checks a release. A manifest is looked for beside the file, or from the working directory for a text.
 * @throws Refused with every problem at once.
 */
export async function readSpec(source: SpecSource): Promise<ReadSpec> {
  const name = typeof source === 'string' ? 'the spec' : source.file;
  const text = typeof source === 'string' ? source : await read(source.file, 'the spec');
  const manifest = await manifestOf(text, typeof source === 'string' ? '.' : dirname(source.file));
  // On the line on which its file was named, so that problems have the lines of the author's own text.
  const parsed = parseRelease(manifest === undefined ? text : withManifestOnItsLine(text, manifest));
  if ('problems' in parsed) {
    const problems = parsed.problems.map(showProblem);
    throw new Refused('invalid-spec', `${name} has ${countProblems(parsed.problems)}`, { problems });
  }
  const whole = manifest === undefined ? text : withManifest(text, manifest);
  if (whole.length > longestText)
    throw new Refused('invalid-spec', `${name} has ${whole.length} characters; at most ${longestText} can be sent`);
  return { text: whole, spec: parsed.spec };
}

async function manifestOf(text: string, folder: string): Promise<string | undefined> {
  const file = manifestFile(text);
  return file === undefined ? undefined : read(resolve(folder, file), 'spec.canary.manifest');
}

async function read(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Refused('invalid-argument', `${what} cannot be read: ${why}`, { cause });
  }
}
