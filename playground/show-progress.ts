import { Listr, ListrLogger, type ListrTask, PRESET_TIMER, ProcessOutput } from 'listr2';
import { bringUp, NotBegun } from './bring-up.js';
import type { Part, PartName, Report } from './part.js';
import { readRecords, writeRecords } from './records.js';

/** How often a part that is under way says how far it is: often for eyes, seldom for a log. */
const reportEveryMs = process.stderr.isTTY ? 200 : 15_000;

/**
 * Brings the parts up and shows the progress on standard error: live on a terminal, a line an event elsewhere.
 * @throws what the first part that failed threw.
 */
export async function bringUpWithProgress(parts: Part[], recordsFile: string): Promise<void> {
  const reporters = new Map<PartName, Report>();
  let saved = Promise.resolve();
  let failure: unknown;
  const work = bringUp(parts, readRecords(recordsFile), {
    report: (name, text) => reporters.get(name)?.(text),
    save: (records) => (saved = saved.then(() => writeRecords(recordsFile, records))), // one after the other
  });
  const tasks = parts.map(({ name }): ListrTask => ({
    title: name,
    task: async (_, task) => {
      reporters.set(
        name,
        throttled((text) => (task.output = text)),
      );
      await work.get(name)?.catch((error: unknown) => {
        if (error instanceof NotBegun) return task.skip(`${name}: not begun`);
        failure ??= error;
        throw new Error('see below'); // told once, at the end
      });
    },
  }));
  await show(tasks).catch((error: unknown) => {
    throw failure ?? error;
  });
}

async function show(tasks: ListrTask[]): Promise<void> {
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  await new Listr(tasks, {
    concurrent: true,
    renderer: 'default',
    fallbackRenderer: 'simple',
    fallbackRendererCondition: () => !process.stderr.isTTY,
    rendererOptions: { logger, timer: PRESET_TIMER, showErrorMessage: false },
    fallbackRendererOptions: { logger, timer: PRESET_TIMER },
  }).run();
}

function throttled(report: Report): Report {
  let last = 0;
  return (text) => {
    if (Date.now() - last < reportEveryMs) return;
    last = Date.now();
    report(text);
  };
}
