import { Listr, ListrLogger, type ListrTask, PRESET_TIMER, ProcessOutput } from 'listr2';
import { bringUp, type Progress } from './bring-up.js';
import type { Part, PartName } from './part.js';
import { readRecords, writeRecords } from './records.js';

/** How often a part that is under way says how far it is: often for eyes, seldom for a log. */
const reportEveryMs = process.stderr.isTTY ? 200 : 15_000;

/**
 * Brings the parts up and shows the progress on standard error: live on a terminal, a line an event elsewhere.
 * @throws what the first part that failed threw.
 */
export async function bringUpWithProgress(parts: Part[], recordsFile: string): Promise<void> {
  const reporters = new Map<PartName, (text: string) => void>();
  let saved = Promise.resolve();
  const progress: Progress = {
    report: (name, text) => reporters.get(name)?.(text),
    save: (records) => (saved = saved.then(() => writeRecords(recordsFile, records))), // one after the other
  };
  const work = new Map<PartName, Promise<void>>();
  const tasks = parts.map((part): ListrTask => ({
    title: part.name,
    task: async (_, task) => {
      reporters.set(
        part.name,
        throttled((text) => (task.output = text)),
      );
      await new Promise(setImmediate); // until every part can report
      if (work.size === 0)
        bringUp(parts, readRecords(recordsFile), progress).forEach((done, name) => work.set(name, done));
      await work.get(part.name);
    },
  }));
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

function throttled(report: (text: string) => void): (text: string) => void {
  let last = 0;
  return (text) => {
    if (Date.now() - last < reportEveryMs) return;
    last = Date.now();
    report(text);
  };
}
