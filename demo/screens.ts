import { createLogUpdate } from 'log-update';
import { paint } from '../client/paint.js';
import { render } from '../client/render.js';
import { lineScreen } from '../client/screen.js';
import type { Stage } from './show-release.js';

/** The live view on a terminal; a line for each decision elsewhere. */
export function screenFor(stream: NodeJS.WriteStream): Stage {
  if (!stream.isTTY) {
    const lines = lineScreen((line) => stream.write(`${line}\n`));
    return { show: (state) => lines.show(state), end: () => lines.end() };
  }
  const update = createLogUpdate(stream);
  const colours = paint(true);
  return {
    show(state, { requests, failed }) {
      const line = `users     ${requests} requests, ${failed === 0 ? colours.green('0 failed') : colours.red(`${failed} failed`)}`;
      update(`${render(state, { now: Date.now(), paint: colours })}\n${line}`);
    },
    end: () => update.done(),
  };
}
