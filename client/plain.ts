/**
 * The text without anything that steers a terminal or hides letters: control characters, escape sequences' first byte,
 * marks that turn the writing's direction. Line ends and tabs become blanks. What comes from a cluster is anybody's.
 */
export function plain(text: string): string {
  return text.replace(/[\n\r\t\u2028\u2029]+/g, ' ').replace(/[\p{Cc}\p{Cf}]/gu, '');
}
