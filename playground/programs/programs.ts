import { join } from 'node:path';
import { groups, type ProgramGroup, type Programs } from './catalogue.js';
import { debianRoot } from './debian.js';
import { goBuild, type GoBuild } from './go.js';
import { findOnPath } from './on-path.js';
import { programOfWheel } from './wheels.js';
import type { Report } from '../part.js';

/** Everything the cluster is made of, as files on this machine. */
export interface Toolchain {
  programs: Programs;
  /** The unpacked Debian packages. */
  debian: string;
  files: Pick<GoBuild, 'envoyBootstrap' | 'gatewayApi'>;
}

/** Finds every program on the PATH or in the store, else unpacks or builds it. `report` says what goes on. */
export async function toolchain(report: Report): Promise<Toolchain> {
  report('looking on the PATH');
  const onPath = await Promise.all(groups.map((group) => findOnPath(group)));
  const wanted = groups.filter((_, index) => onPath[index] === undefined);
  const [debian, built, ofWheels] = await Promise.all([
    debianRoot(),
    goBuild(goPackages(wanted), report),
    programsOfWheels(wanted),
  ]);
  const placed = wanted.flatMap((group) => group.programs.map((name) => [name, place(group, name, debian, built)]));
  const programs = Object.assign({}, ...onPath, Object.fromEntries(placed), ofWheels) as Programs;
  return { programs, debian, files: built };
}

function goPackages(wanted: readonly ProgramGroup[]): string[] {
  return wanted.flatMap((group) => (group.source.kind === 'go' ? group.source.packages : []));
}

async function programsOfWheels(wanted: readonly ProgramGroup[]): Promise<Record<string, string>> {
  const paths = wanted.map(async ({ name, source }) =>
    source.kind === 'wheel' ? [[name, join(await programOfWheel(name, source), name)] as const] : [],
  );
  return Object.fromEntries((await Promise.all(paths)).flat());
}

function place(group: ProgramGroup, name: string, debian: string, built: GoBuild): string | undefined {
  switch (group.source.kind) {
    case 'go':
      return join(built.bin, name);
    case 'debian':
      return join(debian, 'usr', name === 'runc' ? 'sbin' : 'bin', name);
    case 'wheel':
      return undefined; // named by programsOfWheels
  }
}
