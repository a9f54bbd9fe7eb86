import { readdirSync, readFileSync } from 'node:fs';

/** The project's pages, as paths from its root. */
export function pages(): string[] {
  const markdown = (folder: string) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`);
  return ['README.md', 'CONTRIBUTING.md', ...markdown('docs'), ...markdown('docs/decisions')];
}

/** The text of each fenced block of that language, in the page's order. */
export function blocks(page: string, language: string): string[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, name, block = '']) =>
    name === language ? [block] : [],
  );
}

/** What a page has its reader do. */
export interface PageStep {
  kind: 'command' | 'program';
  text: string;
}

/** The commands of a page's `sh` blocks and the programs of its `ts` blocks, in the page's order; comments are left out. */
export function steps(page: string): PageStep[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/^```(sh|ts)\n(.*?)^```$/gms)].flatMap(([, language, block = '']): PageStep[] => {
    if (language === 'ts') return [{ kind: 'program', text: block }];
    const lines = block.split('\n').map((line) => line.replace(/\s+# .*$/, '').trim());
    return lines.filter((line) => line !== '').map((line) => ({ kind: 'command', text: line }));
  });
}

/** The rows of the page's table with that first heading, without the marks of code; several such tables are one. */
export function table(page: string, heading: string): string[][] {
  const lines = readFileSync(page, 'utf8').split('\n');
  const found: string[][] = [];
  let isIn = false;
  for (const [index, line] of lines.entries()) {
    const isHead = line.startsWith('|') && /^\| *-/.test(lines[index + 1] ?? '');
    if (isHead) isIn = cells(line)[0] === heading;
    else if (!line.startsWith('|')) isIn = false;
    else if (isIn && !/^\| *-/.test(line)) found.push(cells(line));
  }
  return found;
}

/** The names that a cell has as code: `a`, `b`. */
export function names(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

function cells(line: string): string[] {
  return line
    .replace(/^\| /, '')
    .replace(/ \|$/, '')
    .split(/ +\| +/)
    .map((cell) => cell.trim());
}
