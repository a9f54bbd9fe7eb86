import { z } from 'zod';
import type { FreezeWindow, SharedWindows } from '../domain/freeze.js';
import { across } from './across.js';
import { windowFields, windowProblems, windowsFrom } from './freeze-window.js';
import { kubernetesName, objectName } from './text.js';

/** A list of freeze windows, as a ConfigMap keeps it. */
export const freezeWindows = z
  .array(
    across(z.strictObject(windowFields), windowProblems).transform(windowsFrom),
    'expected a list of freeze windows',
  )
  .transform((all): FreezeWindow[] => all.flat());

type Entry = { windows: FreezeWindow[] } | { shared: Omit<SharedWindows, 'namespace'> & { namespace?: string } };

const entry = across(
  z.strictObject({ ...windowFields, configMap: objectName.optional(), namespace: kubernetesName.optional() }),
  ({ right, written }, complain) => {
    if (!written.includes('configMap')) {
      if (written.includes('namespace')) complain('namespace goes with configMap', 'namespace');
      windowProblems({ right, written }, complain);
    } else
      for (const name of written.filter((each) => each in windowFields))
        complain('expected either a window or a configMap, which has windows', name);
  },
)
  .transform(({ configMap, namespace, ...window }): Entry => {
    if (configMap === undefined) return { windows: windowsFrom(window) };
    return { shared: { configMap, ...(namespace === undefined ? {} : { namespace }) } };
  })
  .meta({
    oneOf: [
      { required: ['configMap'], not: { anyOf: Object.keys(windowFields).map((name) => ({ required: [name] })) } },
      { required: ['zone', 'reason'], not: { anyOf: [{ required: ['configMap'] }, { required: ['namespace'] }] } },
    ],
  });

/** When no weight may rise: windows, and ConfigMaps with more of them. */
export const freeze = z.array(entry).min(1, 'expected at least one window or configMap');

/** The spec's own windows and the shared ones; a ConfigMap is in the release's namespace unless it says otherwise. */
export function freezeOf(entries: Entry[], namespace: string) {
  return {
    windows: entries.flatMap((each) => ('windows' in each ? each.windows : [])),
    shared: entries.flatMap((each) => ('shared' in each ? [{ namespace, ...each.shared }] : [])),
  };
}
