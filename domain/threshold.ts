/** What a metric must be. `value` is in the metric's own unit: a ratio 0 to 1, milliseconds, or the query's. */
export interface Threshold {
  operator: '<' | '<=' | '>' | '>=';
  value: number;
}

/** Whether `value` is as the threshold wants it. */
export function meets(value: number, { operator, value: limit }: Threshold): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
  }
}

/** How much worse than `reference` the value is, in the threshold's direction; below 0 when it is better. */
export function worseBy(value: number, reference: number, { operator }: Threshold): number {
  return operator === '<' || operator === '<=' ? value - reference : reference - value;
}
