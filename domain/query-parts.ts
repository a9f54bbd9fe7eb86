/** A kind of PromQL string, by its quote. */
export type Quote = '"' | "'" | '`';

/** A piece of a query: text as it is, or a `{{parameter}}` and the place that it stands in; undefined: in plain PromQL. */
export type QueryPart = { text: string } | { text: string; parameter: string; within: Quote | 'comment' | undefined };

/** A query in its pieces, which make the whole again. */
export function queryParts(query: string): QueryPart[] {
  const parts: QueryPart[] = [];
  let within: Quote | 'comment' | undefined;
  for (let at = 0; at < query.length;) {
    const { text, parameter } = tokenAt(query, at, within);
    if (parameter !== undefined) parts.push({ text, parameter, within });
    else parts.push({ text });
    within = after(text, within);
    at += text.length;
  }
  return parts;
}

/** The next parameter, escaped letter, or single letter. */
function tokenAt(query: string, at: number, within: Quote | 'comment' | undefined) {
  const parameter = /\{\{([^{}\n]*)\}\}/y;
  parameter.lastIndex = at;
  const [text, name = ''] = parameter.exec(query) ?? [];
  if (text !== undefined) return { text, parameter: name.trim() };
  const isEscape = query[at] === '\\' && (within === '"' || within === "'");
  return { text: query.slice(at, at + (isEscape ? 2 : 1)) };
}

function after(text: string, within: Quote | 'comment' | undefined): Quote | 'comment' | undefined {
  if (within === 'comment') return text === '\n' ? undefined : within;
  if (within !== undefined) return text === within ? undefined : within;
  if (text === '#') return 'comment';
  return text === '"' || text === "'" || text === '`' ? text : undefined;
}
