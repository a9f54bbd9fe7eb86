import type { Command } from 'commander';
import { addOrder } from './order.js';

/** `sluice approve`: lets a gate pass. */
export function addApprove(program: Command): void {
  addOrder(program, {
    name: 'approve',
    description: 'let the gate pass that waits, or go on where evidence is missing',
    examples: ["sluice approve bookinfo/reviews --gate payments --reason 'the load test looks good'"],
    mayOverride: true,
    give: (handle, order) => handle.approve(order),
  })
    .option('--reason <text>', 'why, for the records')
    .option('--gate <name>', 'the gate that is meant; else the one that waits');
}
