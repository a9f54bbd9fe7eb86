import type { Command } from 'commander';
import { addOrder } from './order.js';

/** `sluice skip`. */
export function addSkip(program: Command): void {
  addOrder(program, {
    name: 'skip',
    description: 'end this hold',
    examples: ["sluice skip bookinfo/reviews --reason 'seen enough'"],
    mayOverride: true,
    give: (handle, order) => handle.skip(order),
  }).option('--reason <text>', 'why, for the records');
}
