import { isMap, isScalar, parseDocument, Scalar } from 'yaml';

/** Where a release's text names the canary's manifest. */
const place = ['spec', 'canary', 'manifest'];

/** The file that the text names as `canary.manifest`; undefined when there is none, or the manifest itself stands there. */
export function manifestFile(text: string): string | undefined {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const named: unknown = document.getIn(place);
  return typeof named === 'string' && /^[^\n{]+$/.test(named.trim()) ? named.trim() : undefined;
}

/** The text with the manifest itself where its file was named: comments and all else stay, and JSON stays JSON. */
export function withManifest(text: string, manifest: string): string {
  const document = parseDocument(text);
  const block = new Scalar(manifest);
  block.type = Scalar.BLOCK_LITERAL;
  document.setIn(place, block);
  return isJson(text) ? JSON.stringify(document.toJS(), undefined, 2) : document.toString({ lineWidth: 0 });
}

/** The same for reading alone: the manifest takes one line, so that every line has the number that it had. */
export function withManifestOnItsLine(text: string, manifest: string): string {
  const node = parseDocument(text).getIn(place, true);
  const [from, to] = (isScalar(node) && node.range) || [0, 0];
  return `${text.slice(0, from)}${JSON.stringify(manifest)}${text.slice(to)}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
