import { type Command, Option } from 'commander';
import { abortDirectly, type DirectAbort } from '../abort-directly.js';
import type { Answer } from '../answer.js';
import { byWhom } from '../by-whom.js';
import { clusterName } from '../cluster-name.js';
import { plain } from '../../domain/plain.js';
import { parseServiceName } from '../service-name.js';
import { connected, find, run, targetOf } from '../verb.js';
import { addOrder, order, type OrderOptions, type OrderVerb } from './order.js';

const verb: OrderVerb = {
  name: 'abort',
  description: 'give stable all requests again, and take back what the release added',
  examples: [
    "sluice abort bookinfo/reviews --reason 'wrong build' --wait",
    "sluice abort bookinfo/reviews --reason 'no worker answers' --direct",
  ],
  wanted: 'aborted',
  give: (handle, given) => handle.abort(given),
};

/** `sluice abort`: a person's order to roll back. */
export function addAbort(program: Command): void {
  const direct =
    'write weight 0 here and now, by the kubeconfig, when workers or Temporal fail; the release is told, too';
  addOrder(program, verb)
    .requiredOption('--reason <text>', 'why, for the records')
    .addOption(new Option('--direct', direct).conflicts('wait'))
    .action((service: string, options: OrderOptions & { direct?: true }) =>
      run(options, (console) =>
        options.direct ? directly(service, options) : order(service, { verb, options, console }),
      ),
    );
}

async function directly(service: string, options: OrderOptions): Promise<Answer> {
  const target = targetOf(service);
  const [, cluster = clusterName(options.cluster), ...names] = target.startsWith('release/') ? target.split('/') : [];
  const name = parseServiceName(names.length === 0 ? target : names.slice(0, 2).join('/'));
  const own = `release/${cluster}/${name.namespace}/${name.service}/`;
  const isMeant = (release: string) => (names.length === 0 ? release.startsWith(own) : release === target);
  const given = { by: byWhom(options.by), reason: options.reason ?? '' };
  const aborted = await abortDirectly({ name, isMeant }, given, (release, kept) =>
    connected(options, async (sluice) => {
      const handle = await find(sluice, release ?? target);
      await handle.keepAbort(kept);
      return handle.id;
    }),
  );
  return { code: 0, object: { direct: true, ...aborted }, text: textOf(aborted) };
}

function objectOf(route: DirectAbort['routes'][number]): string {
  if ('httpRoute' in route) return `HTTPRoute ${route.httpRoute}`;
  if ('service' in route) return `Service ${route.service}`;
  return 'grpcRoute' in route ? `GRPCRoute ${route.grpcRoute}` : `VirtualService ${route.virtualService}`;
}

function textOf({ routes, release, why }: DirectAbort): string {
  const written = routes.map(
    (route) => `${objectOf(route)}: stable has all requests, the canary had ${route.weight} %`,
  );
  const none = 'no route was to be written: no release has one';
  const told =
    release === undefined
      ? `its release was not told (${plain(why ?? '')}); it finds out by itself, and goes back, before it writes again`
      : `${release} finds the abort in its history, and takes back what it added when a worker can`;
  return [...(written.length === 0 ? [none] : written), told].join('\n');
}
