import { LineCounter } from 'yaml';

/** A place in a text, counted from 1. */
export interface Place {
  line: number;
  column: number;
}

/** Makes places of offsets; what is outside of the text is at its nearest end. */
export function placesIn(text: string): (offset: number) => Place {
  const lines = new LineCounter();
  for (let start = 0; start !== -1; start = nextLine(text, start)) lines.addNewLine(start);
  return (offset) => {
    const { line, col } = lines.linePos(Math.min(Math.max(offset, 0), text.length));
    return { line, column: col };
  };
}

/** Where the next line begins; -1 after the last. */
function nextLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? -1 : end + 1;
}
