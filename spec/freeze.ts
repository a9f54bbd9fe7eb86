import { z } from 'zod';
import type { FreezeWindow, SharedWindows } from '../domain/freeze.js';
import { complainTo, windowFields, windowsFrom } from './freeze-window.js';
import { kubernetesName, objectName } from './text.js';

/** A list of freeze windows, as a ConfigMap keeps it. */
export const freezeWindows = z
  .array(z.strictObject(windowFields).transform((value, context) => windowsFrom(value, complainTo(context))))
  .transform((all): FreezeWindow[] => all.flat());

type Entry = { windows: FreezeWindow[] } | { shared: Omit<SharedWindows, 'namespace'> & { namespace?: string } };

const entry = z
  .strictObject({ ...windowFields, configMap: objectName.optional(), namespace: kubernetesName.optional() })
  .transform(({ configMap, namespace, ...window }, context): Entry => {
    const complain = complainTo(context);
    if (configMap === undefined) {
      if (namespace !== undefined) complain('namespace', 'namespace goes with configMap');
      return { windows: windowsFrom(window, complain) };
    }
    for (const name of Object.keys(window))
      complain(name, 'expected either a window or a configMap, which has windows');
    return { shared: { configMap, ...(namespace === undefined ? {} : { namespace }) } };
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
