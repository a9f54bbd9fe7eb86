import { execa } from 'execa';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, missing, run } from '../command.js';
import { sourceDir } from '../paths.js';
import { otherWays, Problem, systemTrouble } from '../problem.js';
import { fingerprint, makeOnce } from '../store.js';
import { groups } from './catalogue.js';

const moduleDir = join(sourceDir, 'go');
const kubernetesVersion = 'v1.36.3';
/** Prometheus with Kubernetes' service discovery and none of the clouds'. */
const tags = ['-tags', 'remove_all_sd,enable_kubernetes_sd'];
/**
 * Compiling is most of a first `up`. Debuggers' tables are not made (the linker would drop them), and little is inlined in
 * what is mostly generated and seldom run: together a quarter less to compile. docs/performance.md has what it costs.
 */
const plainly = ['k8s.io', 'sigs.k8s.io', 'istio.io', 'go.opentelemetry.io'].concat(
  ['aws', 'envoyproxy', 'google', 'pb33f'].map((owner) => `github.com/${owner}`),
);
const compilerFlags = [
  '-trimpath',
  '-gcflags=all=-dwarf=false',
  ...plainly.map((path) => `-gcflags=${path}/...=-dwarf=false -l`),
  ...tags,
];
const env = { CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GOTOOLCHAIN: 'local' };

/** Programs built from Go modules, and the plain files that two of the modules carry. */
export interface GoBuild {
  bin: string;
  /** Envoy's bootstrap template. */
  envoyBootstrap: string;
  /** Gateway API's custom resource definitions. */
  gatewayApi: string;
}

/** Builds everything in one go: what the programs share is compiled once. An interrupted build goes on where it was. */
export async function goBuild(packages: string[], report: (text: string) => void): Promise<GoBuild> {
  const sources = ['go.mod', 'go.sum', 'kube/main.go', 'coredns/main.go', 'istio-manifests/main.go'].map((file) =>
    readFile(join(moduleDir, file)),
  );
  const key = fingerprint(kubernetesVersion, ...compilerFlags, packages.join(' '), ...(await Promise.all(sources)));
  const dir = await makeOnce('go', key, async (partial) => {
    if (packages.length > 0) await compile(packages, join(partial, 'bin'), report);
    await mkdir(join(partial, 'bin'), { recursive: true });
    await nameKubernetesComponents(join(partial, 'bin'));
    await copyModuleFiles(partial);
  });
  return {
    bin: join(dir, 'bin'),
    envoyBootstrap: join(dir, 'envoy_bootstrap.json'),
    gatewayApi: join(dir, 'gateway-api'),
  };
}

async function compile(packages: string[], bin: string, report: (text: string) => void): Promise<void> {
  report('downloading Go modules (about 600 MB the first time)');
  const [list] = await Promise.all([
    go(['list', '-deps', ...tags, ...packages]),
    go(['build', ...compilerFlags, 'std']), // the processors have little else to do meanwhile
  ]);
  const total = list.split('\n').length;
  const started = Date.now();
  let compiled = 0;
  const building = execa('go', ['build', '-v', ...compilerFlags, '-ldflags', ldflags(), '-o', `${bin}/`, ...packages], {
    cwd: moduleDir,
    env,
    stdin: 'ignore',
  });
  try {
    for await (const line of building.iterable({ from: 'stderr' })) {
      if (!/^[\w.-]+(\/[\w.~-]+)*$/.test(line)) continue; // a package's name, not a download or a warning
      compiled += 1;
      report(`compiling: ${compiled} of at most ${total} packages, ${remaining(started, compiled, total)}`);
    }
    await building;
  } catch (cause) {
    throw trouble('build', cause);
  }
}

function remaining(started: number, done: number, total: number): string {
  const minutes = (((Date.now() - started) / done) * (total - done)) / 60_000;
  return done < 50 ? 'estimating the time' : `at most ${Math.max(1, Math.ceil(minutes))} min left`;
}

function ldflags(): string {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(kubernetesVersion) ?? [];
  const settings = [`gitVersion=${kubernetesVersion}`, `gitMajor=${major}`, `gitMinor=${minor}`, 'gitTreeState=clean'];
  const stamped = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'];
  return ['-s -w', ...stamped.flatMap((path) => settings.map((setting) => `-X ${path}.${setting}`))].join(' ');
}

async function nameKubernetesComponents(bin: string): Promise<void> {
  for (const name of groups[0].programs) await symlink('kube', join(bin, name));
}

async function copyModuleFiles(dir: string): Promise<void> {
  const istio = await moduleFolder('istio.io/istio');
  await cp(join(istio, 'tools/packaging/common/envoy_bootstrap.json'), join(dir, 'envoy_bootstrap.json'));
  const gatewayApi = await moduleFolder('sigs.k8s.io/gateway-api');
  await cp(join(gatewayApi, 'config/crd/standard'), join(dir, 'gateway-api'), { recursive: true });
  await run('chmod', ['-R', 'u+w', dir]);
}

function moduleFolder(path: string): Promise<string> {
  return go(['list', '-m', '-f', '{{.Dir}}', path]);
}

async function go(args: string[]): Promise<string> {
  try {
    return (await execa('go', args, { cwd: moduleDir, env, stdin: 'ignore' })).stdout;
  } catch (cause) {
    throw trouble(args[0] ?? '', cause);
  }
}

function trouble(verb: string, cause: unknown): Problem {
  if (isMissing(cause)) return missing('go', cause);
  const full = systemTrouble(cause);
  return (
    full ??
    new Problem(`go ${verb} failed: ${firstLine(cause)}`, `Check the network and Go's module proxy, ${otherWays}`, {
      cause,
    })
  );
}

/** What go complained of first, past what it says of its downloads. */
function firstLine(error: unknown): string {
  const lines = error instanceof Error && 'stderr' in error ? String(error.stderr).split('\n') : [];
  return lines.find((line) => line !== '' && !line.startsWith('go: downloading')) ?? String(error);
}
