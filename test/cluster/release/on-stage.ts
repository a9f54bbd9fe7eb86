import { Stage, type StageOptions } from './stage.js';

/** The machine plays no more than these at once without its clocks running late. */
let free = 2;
const waiting: (() => void)[] = [];

/** How long a test that runs beside others may take, in milliseconds: with the time in which it waits for a place. */
export const withOthersMs = 30 * 60_000;

/** Runs the test on a stage of its own, which is taken away after. Tests that run at once wait for one of two places. */
export async function onStage(
  name: string,
  run: (stage: Stage) => Promise<void>,
  options: StageOptions = {},
): Promise<void> {
  if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
  else free -= 1;
  try {
    const stage = await Stage.open(name, options);
    try {
      await run(stage);
    } finally {
      await stage.close();
    }
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }
}
