/** A history without what tells of the machine it was recorded on: stacks of failures, and names of sticky queues. */
export function neutral(history: string): string {
  const parsed: unknown = JSON.parse(history, (key, value: unknown) => {
    if (key === 'stackTrace') return '';
    return typeof value === 'string' ? value.replace(/^\d+@.+-([0-9a-f]{32})$/, 'test-$1') : value;
  });
  return JSON.stringify(parsed, null, 2);
}

/** Every text in a history, those in its payloads, too. */
export function textsOf(history: string): string[] {
  const texts: string[] = [];
  JSON.parse(history, (key, value: unknown) => {
    if (typeof value === 'string') texts.push(key === 'data' ? Buffer.from(value, 'base64').toString() : value);
    return value;
  });
  return texts;
}
