import { type Command, Option } from 'commander';
import { phases } from '../../domain/release-state.js';
import type { Answer } from '../answer.js';
import type { Console } from '../console.js';
import { outcomes } from '../exit-code.js';
import type { ListFilter } from '../list-releases.js';
import { renderList } from '../render-list.js';
import { connected, countOf, type Everywhere, everywhere, exampleText, run } from '../verb.js';
import { parseServiceName } from '../service-name.js';

interface Options extends Everywhere {
  namespace?: string;
  service?: string;
  phase?: (typeof phases)[number];
  outcome?: (typeof outcomes)[number];
  limit?: string;
}

const examples = [
  'sluice list',
  'sluice list --service bookinfo/reviews --limit 5',
  'sluice list --phase steps',
  'sluice list --outcome rolled-back --json',
];

/** `sluice list`: the releases of a cluster, running ones first. */
export function addList(program: Command): void {
  everywhere(program.command('list'))
    .description('list releases, running ones first; answered by Temporal alone, no worker is asked')
    .option('--namespace <name>', 'only of this Kubernetes namespace')
    .option('--service <service>', 'only of this service, SERVICE or NAMESPACE/SERVICE')
    .addOption(new Option('--phase <phase>', 'only those in this phase').choices(phases))
    .addOption(new Option('--outcome <outcome>', 'only those that ended so').choices(outcomes))
    .option('--limit <count>', 'how many at most (50)')
    .addHelpText('after', exampleText(examples))
    .action((options: Options) => run(options, (console) => list(options, console)));
}

async function list(options: Options, console: Console): Promise<Answer> {
  const filter = filterOf(options);
  return connected(options, async (sluice) => {
    const found = await sluice.list(filter);
    const releases = found.releases.map(({ began, ended, ...release }) => ({
      ...release,
      began: new Date(began).toISOString(),
      ...(ended === undefined ? {} : { ended: new Date(ended).toISOString() }),
    }));
    return {
      code: 0,
      object: { ...found, releases },
      text: renderList(found, { now: Date.now(), paint: console.paint }),
    };
  });
}

function filterOf({ namespace, service, phase, outcome, limit }: Options): ListFilter {
  const isWhole = service?.includes('/') === true;
  const named = service === undefined ? undefined : parseServiceName(service, namespace);
  const where = isWhole ? named?.namespace : namespace;
  return {
    ...(where === undefined ? {} : { namespace: where }),
    ...(named ? { service: named.service } : {}),
    ...(phase === undefined ? {} : { phase }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(limit === undefined ? {} : { limit: countOf('--limit', limit) }),
  };
}
