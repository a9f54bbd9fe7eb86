import { join } from 'node:path';
import { run } from '../command.js';
import type { Toolchain } from '../programs/programs.js';
import type { Image } from './archive.js';
import { type Entry, program, tree } from './layer.js';

/** The demo applications' versions: an image each, one program in all of them. */
const appVersions: Record<string, string[]> = {
  productpage: ['v1'],
  reviews: ['v1', 'v2', 'v3'],
  ratings: ['v1'],
  'product-composite': ['v1', 'v2'],
  product: ['v1', 'v2'],
  recommendation: ['v1', 'v2'],
  review: ['v1', 'v2'],
  users: ['v1'],
};

export const sandboxImage = 'docker.io/sluice/pause:v1';
const searchPath = 'PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What the cluster itself runs: DNS, Istio, Prometheus, and the container that holds a pod's namespaces. */
export async function systemImages({ programs, debian, files }: Toolchain): Promise<Contents> {
  return {
    layers: {
      base: await base(debian),
      pause: [{ kind: 'file', path: 'catatonit', from: join(debian, 'usr/bin/catatonit'), mode: 0o755 }],
      coredns: await program(programs.coredns, 'usr/bin/coredns'),
      prometheus: await program(programs.prometheus, 'usr/bin/prometheus'),
      pilot: await program(programs['pilot-discovery'], 'usr/local/bin/pilot-discovery'),
      proxy: await proxy({ programs, debian, files }),
    },
    images: [
      { name: sandboxImage, layers: ['pause'], config: { Entrypoint: ['/catatonit', '-P'], User: '65535:65535' } },
      {
        name: 'docker.io/sluice/coredns:v1',
        layers: ['base', 'coredns'],
        config: { Entrypoint: ['/usr/bin/coredns'] },
      },
      {
        name: 'docker.io/sluice/prometheus:v1',
        layers: ['base', 'prometheus'],
        config: { Entrypoint: ['/usr/bin/prometheus'] },
      },
      {
        name: 'docker.io/sluice/pilot:v1',
        layers: ['base', 'pilot'],
        config: { Entrypoint: ['/usr/local/bin/pilot-discovery'], User: '1337:1337', Env: [searchPath] },
      },
      {
        name: 'docker.io/sluice/proxyv2:v1',
        layers: ['base', 'proxy'],
        config: { Entrypoint: ['/usr/local/bin/pilot-agent'], Env: [searchPath] },
      },
    ],
  };
}

/** Istio's proxy: its agent, Envoy, and iptables, which leads a pod's traffic through it. */
async function proxy({ programs, debian, files }: Toolchain): Promise<Entry[]> {
  const libraries = join(debian, 'usr/lib/x86_64-linux-gnu');
  const commands = ['iptables', 'ip6tables'].flatMap((name) => [name, `${name}-save`, `${name}-restore`]);
  const folders = ['var/lib/istio/data', 'etc/istio/proxy', 'var/run/secrets'];
  return [
    ...(await program(programs['pilot-agent'], 'usr/local/bin/pilot-agent')),
    ...(await program(programs.envoy, 'usr/local/bin/envoy')),
    ...(await program(join(debian, 'usr/sbin/xtables-nft-multi'), 'usr/sbin/xtables-nft-multi', libraries)),
    ...(await tree(join(libraries, 'xtables'), 'usr/lib/x86_64-linux-gnu/xtables')),
    ...commands.map((name): Entry => ({ kind: 'link', path: `usr/sbin/${name}`, to: 'xtables-nft-multi' })),
    { kind: 'file', path: 'var/lib/istio/envoy/envoy_bootstrap_tmpl.json', from: files.envoyBootstrap },
    ...folders.map((path): Entry => ({ kind: 'folder', path, mode: 0o777 })),
  ];
}

/** The demo applications, and `sleep`, the pod with curl that requests are sent from. */
export async function appImages({ programs, debian }: Toolchain, bundle: string): Promise<Contents> {
  const start = [
    '/usr/bin/node',
    '--max-old-space-size=48',
    '--max-semi-space-size=2',
    '--v8-pool-size=1',
    '/app/app.cjs',
  ];
  return {
    layers: {
      base: await base(debian),
      curl: await program(programs.curl, 'usr/bin/curl'),
      node: await program(process.execPath, 'usr/bin/node'),
      app: [{ kind: 'file', path: 'app/app.cjs', from: bundle }],
    },
    images: [
      {
        name: 'docker.io/sluice/sleep:v1',
        layers: ['base', 'curl'],
        config: { Entrypoint: ['/bin/sleep', '2147483647'], Env: [searchPath] },
      },
      ...Object.entries(appVersions).flatMap(([app, versions]) =>
        versions.map((version) => ({
          name: `docker.io/sluice/${app}:${version}`,
          layers: ['base', 'curl', 'node', 'app'],
          config: { Entrypoint: start, Env: [searchPath, `APP=${app}`, `VERSION=${version}`], User: '1000:1000' },
        })),
      ),
    ],
  };
}

export interface Contents {
  layers: Record<string, Entry[]>;
  images: Image[];
}

/** What every image has: a shell and small tools (busybox), the C library's name lookups, a user list. */
async function base(debian: string): Promise<Entry[]> {
  const busybox = join(debian, 'usr/bin/busybox');
  const applets = (await run(busybox, ['--list'])).split('\n').filter((name) => name !== 'busybox');
  const libraries = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2'];
  return [
    { kind: 'file', path: 'bin/busybox', from: busybox, mode: 0o755 },
    ...applets.map((name): Entry => ({ kind: 'link', path: `bin/${name}`, to: 'busybox' })),
    ...libraries.map((name): Entry => ({
      kind: 'file',
      path: `lib/x86_64-linux-gnu/${name}`,
      from: `/lib/x86_64-linux-gnu/${name}`,
    })),
    { kind: 'text', path: 'etc/passwd', text: 'root:x:0:0:root:/:/bin/sh\n' },
    { kind: 'text', path: 'etc/nsswitch.conf', text: 'hosts: files dns\n' },
    { kind: 'folder', path: 'tmp', mode: 0o1777 },
  ];
}
