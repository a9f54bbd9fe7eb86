/** So much of what others say stands in a message. */
const longest = 300;

/** What somebody else has said, on one line and not longer than a message may be. */
export function shortened(text: string): string {
  const line = text
    .slice(0, 10 * longest)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > longest ? `${line.slice(0, longest)} …` : line;
}
