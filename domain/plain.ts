/**
 * The text without anything that steers a terminal or hides letters: control characters, escape sequences' first byte,
 * marks that turn the writing's direction or have no width, and halves of characters are written out (`\u001b`). Line ends
 * and tabs become blanks. What comes from a cluster, or stands in a spec, is anybody's.
 */
export function plain(text: string): string {
  return text.replace(/[\n\r\t\u2028\u2029]+/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, writtenOut);
}

function writtenOut(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}
