import { join } from 'node:path';
import { groups, type ProgramGroup, type Programs } from './catalogue.js';
import { debianRoot } from './debian.js';
import { envoy } from './envoy.js';
import { goBuild, type GoBuild } from './go.js';
import { findOnPath } from './on-path.js';
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
  const [debian, envoyPath, built] = await Promise.all([
    debianRoot(),
    wanted.some((group) => group.source.kind === 'wheel') ? envoy() : '',
    goBuild(goPackages(wanted), report),
  ]);
  const placed = wanted.flatMap((group) =>
    group.programs.map((name) => [name, place(group, name, { debian, envoyPath, built })]),
  );
  const programs = Object.assign({}, ...onPath, Object.fromEntries(placed)) as Programs;
  return { programs, debian, files: built };
}

function goPackages(wanted: readonly ProgramGroup[]): string[] {
  return wanted.flatMap((group) => (group.source.kind === 'go' ? group.source.packages : []));
}

function place(group: ProgramGroup, name: string, from: { debian: string; envoyPath: string; built: GoBuild }): string {
  switch (group.source.kind) {
    case 'go':
      return join(from.built.bin, name);
    case 'debian':
      return join(from.debian, 'usr', name === 'runc' ? 'sbin' : 'bin', name);
    case 'wheel':
      return from.envoyPath;
  }
}
