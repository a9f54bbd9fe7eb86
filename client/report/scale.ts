/** Where a value stands between two places, in proportion. */
export function scale([from, to]: [number, number], [low, high]: [number, number]): (value: number) => number {
  const width = to - from || 1;
  return (value) => low + ((value - from) / width) * (high - low);
}

/** Round values from `low` to `high`, about `count` of them. */
export function ticks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count) || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [1, 2, 5, 10, 15, 30].map((count) => count * second);
const longerSteps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
];
const days = [1, 2, 7, 14, 28, 56].map((count) => count * day);

/** Round moments (UTC) from `from` to `to`, at most `most`, each with its text: seconds and dates only where they tell. */
export function timeTicks(from: number, to: number, most: number): { at: number; text: string }[] {
  const step = [...steps, ...longerSteps, ...days].find((each) => (to - from) / each < most) ?? 365 * day;
  const first = Math.ceil(from / step) * step;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + index * step).map((at) => ({
    at,
    text: momentText(at, step),
  }));
}

function momentText(at: number, step: number): string {
  const iso = new Date(at).toISOString();
  if (step >= day) return iso.slice(5, 10);
  if (step < minute) return iso.slice(11, 19);
  return iso.slice(11, 16) === '00:00' ? iso.slice(5, 10) : iso.slice(11, 16);
}
