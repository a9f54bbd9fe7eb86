import { showPath, shown, type SpecProblem } from './problem.js';
import { placesIn } from './text-lines.js';

/** So many problems are listed; who has more mends these first. */
export const mostProblems = 50;

/** Something wrong, at an offset of the text. */
export interface Wrong {
  offset: number;
  path?: readonly PropertyKey[];
  /** Asked for of those that are listed. */
  message: string | (() => string);
}

/** The problems in the order of their places, each fit to be shown; the last stands for those that are too many. */
export function problemList(text: string, wrongs: readonly Wrong[]): SpecProblem[] {
  const place = placesIn(text);
  const sorted = wrongs.toSorted((a, b) => a.offset - b.offset);
  const listed = sorted.slice(0, mostProblems).map(({ offset, path = [], message }): SpecProblem => {
    const words = typeof message === 'string' ? message : message();
    return { ...place(offset), path: showPath(path), message: shown(words, 1000) };
  });
  const [next] = sorted.slice(mostProblems);
  const more = sorted.length - mostProblems;
  return next ? [...listed, { ...place(next.offset), path: '', message: `and ${more} more`, more }] : listed;
}
