import { markup, type Markup } from './markup.js';
import type { Point } from './facts.js';
import { scale, ticks, timeTicks } from './scale.js';

export interface Line {
  /** What it is of: its colour. */
  of: 'asked' | 'canary' | 'stable';
  name: string;
  /** Whether a value holds until the next. */
  isStepped: boolean;
  points: Point[];
}

/** Values over time. */
export interface Chart {
  title: string;
  /** Of the whole time, in milliseconds since 1970. */
  from: number;
  to: number;
  low: number;
  high: number;
  show: (value: number) => string;
  lines: Line[];
  /** What a value must be, as a line across. */
  limit?: { value: number; text: string };
  /** Moments that the text counts, from 1. */
  marks: number[];
}

/** In pixels. */
export const [width, height] = [760, 220];
const left = 62;
const right = 16;
const top = 18;
const bottom = 26;

interface Axes {
  x: (at: number) => string;
  y: (value: number) => string;
}

/** A chart with its title and legend; its colours are those of the page's classes. */
export function chart(of: Chart): Markup {
  const legend = of.lines.map(({ of: kind, name }) => markup`<span class="${kind}">${name}</span>`);
  return markup`<figure>
<figcaption>${of.title} <span class="legend">${legend}</span></figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${of.title}">
${drawing(of)}</svg>
</figure>
`;
}

/** What an SVG of the chart has in it. */
export function drawing(of: Chart): Markup[] {
  const toX = scale([of.from, of.to], [left, width - right]);
  const toY = scale([of.low, of.high], [height - bottom, top]);
  const axes = { x: (at: number) => toX(at).toFixed(1), y: (value: number) => toY(value).toFixed(1) };
  const parts = [...grid(of, axes), ...limitLine(of, axes), ...marks(of, axes)];
  return [...parts, ...of.lines.flatMap((line) => drawn(line, of, axes))];
}

function grid(of: Chart, { x, y }: Axes): Markup[] {
  const across = ticks(of.low, of.high, 4).map(
    (
      value,
    ) => markup`${horizontal('grid', y(value))}<text class="end" x="${left - 8}" y="${y(value)}" dy="4">${of.show(value)}</text>
`,
  );
  const along = timeTicks(of.from, of.to, 8).map(
    ({
      at,
      text,
    }) => markup`${vertical('grid', x(at))}<text class="middle" x="${x(at)}" y="${height - 8}">${text}</text>
`,
  );
  return [...across, ...along];
}

function limitLine({ limit }: Chart, { y }: Axes): Markup[] {
  if (!limit) return [];
  const at = y(limit.value);
  const below = Number(at) < top + 16 ? 13 : -4; // the text stays in sight
  return [
    markup`${horizontal('limit', at)}<text class="limit end" x="${width - right}" y="${at}" dy="${below}">${limit.text}</text>
`,
  ];
}

function marks({ marks: moments }: Chart, { x }: Axes): Markup[] {
  return moments.map(
    (at, index) => markup`${vertical('mark', x(at))}<text class="middle" x="${x(at)}" y="${top - 5}">${index + 1}</text>
`,
  );
}

function drawn({ of: kind, name, isStepped, points }: Line, { show }: Chart, { x, y }: Axes): Markup[] {
  const steps = points.map(({ at, value }, index) => (index === 0 ? `M${x(at)} ${y(value)}` : `H${x(at)}V${y(value)}`));
  const places = points.map(({ at, value }) => `${x(at)} ${y(value)}`);
  const path = isStepped ? steps.join('') : places.length === 0 ? '' : `M${places.join('L')}`;
  const dots = points.map(({ at, value }) => {
    const told = `${name} ${show(value)}, ${new Date(at).toISOString()}`;
    return markup`<circle class="${kind}" cx="${x(at)}" cy="${y(value)}" r="3"><title>${told}</title></circle>
`;
  });
  return [
    markup`<path class="${kind}" d="${path}"/>
`,
    ...(isStepped ? [] : dots),
  ];
}

function horizontal(kind: string, y: string): Markup {
  return markup`<line class="${kind}" x1="${left}" x2="${width - right}" y1="${y}" y2="${y}"/>`;
}

function vertical(kind: string, x: string): Markup {
  return markup`<line class="${kind}" x1="${x}" x2="${x}" y1="${top}" y2="${height - bottom}"/>`;
}
