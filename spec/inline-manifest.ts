import { type Document, isMap, isScalar, Scalar } from 'yaml';
import { readYaml } from './read-yaml.js';

/** Where a release's text names the canary's manifest. */
const place = ['spec', 'canary', 'manifest'];

/** The file that the text names as `canary.manifest`; undefined when there is none, or the manifest itself stands there. */
export function manifestFile(text: string): string | undefined {
  const named: unknown = documentIn(text)?.getIn(place);
  return typeof named === 'string' && /^[^\n{]+$/.test(named.trim()) ? named.trim() : undefined;
}

/**
 * The text with the manifest itself where its file was named: comments and all else stay, and JSON stays JSON. A text that
 * names none stays as it is.
 */
export function withManifest(text: string, manifest: string): string {
  const document = documentIn(text);
  if (!document?.hasIn(place)) return text;
  const block = new Scalar(manifest);
  block.type = Scalar.BLOCK_LITERAL;
  document.setIn(place, block);
  return isJson(text) ? JSON.stringify(document.toJS(), undefined, 2) : document.toString({ lineWidth: 0 });
}

/** The same for reading alone: the manifest takes one line, so that every line has the number that it had. */
export function withManifestOnItsLine(text: string, manifest: string): string {
  const node = documentIn(text)?.getIn(place, true);
  if (!isScalar(node) || !node.range) return text;
  const [from, to] = node.range;
  return `${text.slice(0, from)}${JSON.stringify(manifest)}${text.slice(to)}`;
}

/** The text's one document, with its comments; undefined when it makes no sense. */
function documentIn(text: string): Document | undefined {
  const { documents, problems } = readYaml(text, 1, { comments: true });
  const [document] = documents;
  return document && problems.length === 0 && isMap(document.contents) ? document : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
