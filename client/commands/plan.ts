import type { Command } from 'commander';
import type { Answer } from '../answer.js';
import type { Console } from '../console.js';
import { leastMs, planSteps } from '../plan-steps.js';
import { planWrites } from '../plan-writes.js';
import { previewed } from '../previewed.js';
import { renderPlan } from '../render-plan.js';
import { connected, type Everywhere, everywhere, exampleText, run } from '../verb.js';

interface Options extends Everywhere {
  file: string;
}

/** `sluice plan`: what a release would do, step by step. */
export function addPlan(program: Command): void {
  everywhere(program.command('plan'))
    .description('show what a release would do, step by step, with what the cluster has now; nothing is touched')
    .requiredOption('-f, --file <file>', 'the spec, YAML or JSON')
    .addHelpText('after', exampleText(['sluice plan -f reviews.yaml']))
    .action((options: Options) => run(options, (console) => showPlan(options, console)));
}

async function showPlan(options: Options, console: Console): Promise<Answer> {
  const { readSpec } = await import('../spec-file.js');
  const read = await readSpec({ file: options.file });
  const { spec, plan } = await connected(options, (sluice) => previewed(sluice, read));
  const { namespace, service, stable, canary, notes } = plan;
  const steps = planSteps(spec, plan);
  const object = {
    ...{ namespace, service, stable, canary, leastMs: leastMs(steps), steps, writes: planWrites(plan) },
    ...{ checks: spec.checks, notes },
  };
  return { code: 0, object, text: renderPlan(spec, plan, console.paint) };
}
