import type { Command } from 'commander';
import { addOrder } from './order.js';

/** `sluice pause`. */
export function addPause(program: Command): void {
  addOrder(program, {
    name: 'pause',
    description: 'hold the weight and stop the clock; users stay watched over',
    examples: ["sluice pause bookinfo/reviews --reason 'something odd in the logs'"],
    give: (handle, order) => handle.pause(order),
  }).option('--reason <text>', 'why, for the records');
}
