import type { Command } from 'commander';
import { addOrder } from './order.js';

/** `sluice promote`. */
export function addPromote(program: Command): void {
  addOrder(program, {
    name: 'promote',
    description: 'give the canary all requests, without the steps between',
    examples: ["sluice promote bookinfo/reviews --reason 'the fix is urgent'"],
    mayOverride: true,
    wanted: 'released',
    give: (handle, order) => handle.promote(order),
  }).option('--reason <text>', 'why, for the records');
}
