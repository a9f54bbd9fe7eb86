import { type Document, isMap, isNode, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';

/** Finds where the path's key stands in the text, or else the nearest thing around it; each object is looked through once. */
export function offsetsIn({ contents }: Document): (path: readonly PropertyKey[]) => number {
  const known = new Map<YAMLMap, Map<string, Pair>>();
  const pairsOf = (map: YAMLMap) => {
    const pairs =
      known.get(map) ?? new Map(map.items.map((pair) => [String(isScalar(pair.key) ? pair.key.value : ''), pair]));
    known.set(map, pairs);
    return pairs;
  };
  return (path) => {
    let [node, offset]: [unknown, number] = [contents, 0];
    for (const part of path) {
      const pair = isMap(node) ? pairsOf(node).get(String(part)) : undefined;
      const item = isSeq(node) && typeof part === 'number' ? node.items[part] : undefined;
      const found = pair?.key ?? item;
      if (!isNode(found) || !found.range) break;
      [node, offset] = [pair ? pair.value : item, found.range[0]];
    }
    return offset;
  };
}
