/** ln of a sum whose terms are given by their logarithms; as exact as doubles are, however large or small they are. */
export function logSum(logs: readonly number[]): number {
  const greatest = Math.max(...logs);
  if (!Number.isFinite(greatest)) return greatest;
  return greatest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - greatest), 0));
}
