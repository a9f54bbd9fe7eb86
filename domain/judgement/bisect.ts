/** The greatest number between `low` and `high` for which `holds`, to a relative ten-thousandth; `holds` is true up to it. */
export function greatest(low: number, high: number, holds: (value: number) => boolean): number {
  if (!holds(low)) return low;
  let [yes, no] = [low, high];
  if (holds(high)) return high;
  while (no - yes > 1e-4 * Math.max(Math.abs(yes), 1e-8)) {
    const middle = (yes + no) / 2;
    if (middle === yes || middle === no) break;
    if (holds(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}
