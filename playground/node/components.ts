import { join } from 'node:path';
import type { Toolchain } from '../programs/programs.js';
import { etc, pki } from './configuration.js';
import { domain, nodeDir, nodeIp, nodeName, serviceCidr } from './settings.js';

/** A long-running program of the node. Those that need the API server are started once it is ready. */
export interface Component {
  name: string;
  command: string[];
  needsApiServer?: true;
}

/** The node's programs in the order of their start. */
export function components({ programs }: Toolchain): Component[] {
  const kubeconfig = (identity: string) => join(etc, `${identity}.kubeconfig`);
  return [
    { name: 'etcd', command: [programs.etcd, ...etcdFlags()] },
    { name: 'containerd', command: [programs.containerd, '--config', join(etc, 'containerd.toml')] },
    { name: 'kube-apiserver', command: [programs['kube-apiserver'], ...apiServerFlags()] },
    {
      name: 'kube-controller-manager',
      command: [programs['kube-controller-manager'], ...controllerManagerFlags(kubeconfig('controller-manager'))],
      needsApiServer: true,
    },
    {
      name: 'kube-scheduler',
      command: [programs['kube-scheduler'], ...authenticated(kubeconfig('scheduler'))],
      needsApiServer: true,
    },
    {
      name: 'kubelet',
      command: [programs.kubelet, ...kubeletFlags(kubeconfig('kubelet'))],
      needsApiServer: true,
    },
    {
      name: 'kube-proxy',
      command: [programs['kube-proxy'], `--config=${join(etc, 'proxy.yaml')}`, `--hostname-override=${nodeName}`],
      needsApiServer: true,
    },
  ];
}

/** No fsync: what a killed etcd wrote is still in the page cache, and this cluster need not survive its machine. */
function etcdFlags(): string[] {
  const client = 'http://127.0.0.1:2379';
  const peer = 'http://127.0.0.1:2380';
  return [
    ...['--name', nodeName, '--data-dir', join(nodeDir, 'etcd'), '--unsafe-no-fsync', '--log-level', 'warn'],
    ...['--listen-client-urls', client, '--advertise-client-urls', client],
    ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `${nodeName}=${peer}`],
  ];
}

function apiServerFlags(): string[] {
  const key = (name: string) => join(pki, name);
  return [
    ...['--etcd-servers=http://127.0.0.1:2379', `--advertise-address=${nodeIp}`, '--secure-port=6443'],
    ...[`--service-cluster-ip-range=${serviceCidr}`, '--allow-privileged=true', '--authorization-mode=Node,RBAC'],
    ...[
      `--tls-cert-file=${key('apiserver.crt')}`,
      `--tls-private-key-file=${key('apiserver.key')}`,
      `--client-ca-file=${key('ca.crt')}`,
    ],
    ...[`--service-account-issuer=https://kubernetes.default.svc.${domain}`],
    ...[
      `--service-account-key-file=${key('service-accounts.pub')}`,
      `--service-account-signing-key-file=${key('service-accounts.key')}`,
    ],
    ...[
      `--kubelet-client-certificate=${key('apiserver-kubelet.crt')}`,
      `--kubelet-client-key=${key('apiserver-kubelet.key')}`,
    ],
    ...[`--kubelet-certificate-authority=${key('ca.crt')}`, '--kubelet-preferred-address-types=InternalIP'],
    ...[`--requestheader-client-ca-file=${key('ca.crt')}`, '--requestheader-allowed-names=front-proxy-client'],
    ...['--requestheader-username-headers=X-Remote-User', '--requestheader-group-headers=X-Remote-Group'],
    ...['--requestheader-extra-headers-prefix=X-Remote-Extra-'],
    ...[`--proxy-client-cert-file=${key('front-proxy.crt')}`, `--proxy-client-key-file=${key('front-proxy.key')}`],
    ...[`--audit-policy-file=${join(etc, 'audit.yaml')}`, `--audit-log-path=${join(nodeDir, '../log/audit.log')}`],
    ...['--audit-log-maxsize=50', '--audit-log-maxbackup=2'],
  ];
}

function controllerManagerFlags(kubeconfig: string): string[] {
  return [
    ...authenticated(kubeconfig),
    ...[
      `--root-ca-file=${join(pki, 'ca.crt')}`,
      `--service-account-private-key-file=${join(pki, 'service-accounts.key')}`,
    ],
    ...['--use-service-account-credentials=true', '--concurrent-deployment-syncs=10'],
  ];
}

function authenticated(kubeconfig: string): string[] {
  return [
    ...[
      `--kubeconfig=${kubeconfig}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
    ],
    ...['--leader-elect=false', '--bind-address=127.0.0.1'],
  ];
}

function kubeletFlags(kubeconfig: string): string[] {
  return [
    ...[`--config=${join(etc, 'kubelet.yaml')}`, `--kubeconfig=${kubeconfig}`, `--node-ip=${nodeIp}`],
    ...[
      `--hostname-override=${nodeName}`,
      `--root-dir=${join(nodeDir, 'kubelet')}`,
      `--cert-dir=${join(nodeDir, 'kubelet/pki')}`,
    ],
  ];
}
