import type { Command } from 'commander';
import { addOrder } from './order.js';

/** `sluice resume`. */
export function addResume(program: Command): void {
  addOrder(program, {
    name: 'resume',
    description: 'go on with what was left of the hold',
    examples: ["sluice resume bookinfo/reviews --reason 'it was the other service'"],
    mayOverride: true,
    give: (handle, order) => handle.resume(order),
  }).option('--reason <text>', 'why, for the records');
}
