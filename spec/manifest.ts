import { isMap } from 'yaml';
import { z } from 'zod';
import { readYaml } from './read-yaml.js';
import { wanted } from './wanted.js';

const expected =
  "expected the manifest's own text: a Deployment as YAML or JSON; only the command line and the library read it from a file beside the spec";

/** More are too many for preflight, too. */
const mostDocuments = 20;

/** The text of a manifest, YAML or JSON: an object at least. What it has must be is for preflight to say. */
export const manifest = z
  .string(wanted(expected))
  .min(1, expected)
  .refine((text) => !isOther(text), expected);

/** What cannot be read at all is left to preflight, too, which says why. */
function isOther(text: string): boolean {
  const { documents, problems } = readYaml(text, mostDocuments, { aliases: true });
  return problems.length === 0 && documents.every(({ contents }) => !isMap(contents));
}
