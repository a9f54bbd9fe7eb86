import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { sandboxImage } from '../images/catalogue.js';
import { cgroup, containerdSocket, dnsIp, domain, nodeDir, podCidr } from './settings.js';
import { writeKubeconfig } from './kubeconfig.js';

export const etc = join(nodeDir, 'etc');
export const pki = join(nodeDir, 'pki');

/** Writes the configuration of all of the node's programs. `debian` holds the CNI plugins, `runc` is where runc is. */
export async function writeConfiguration({ debian, runc }: { debian: string; runc: string }): Promise<void> {
  await mkdir(join(etc, 'cni'), { recursive: true });
  await writeFile(join(etc, 'resolv.conf'), ''); // the node's own lookups fail at once instead of timing out
  await writeFile(join(etc, 'kubelet.yaml'), stringify(kubelet()));
  await writeFile(join(etc, 'proxy.yaml'), stringify(proxy()));
  await writeFile(join(etc, 'audit.yaml'), stringify(auditPolicy()));
  await writeFile(join(etc, 'containerd.toml'), containerd(debian, runc));
  await writeFile(join(etc, 'cni/10-pods.conflist'), JSON.stringify(podNetwork()));
  for (const identity of ['admin', 'kubelet', 'controller-manager', 'scheduler', 'proxy']) {
    await writeKubeconfig(join(etc, `${identity}.kubeconfig`), identity, { server: 'https://127.0.0.1:6443', pki });
  }
}

function kubelet(): unknown {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(pki, 'ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: join(pki, 'kubelet-serving.crt'),
    tlsPrivateKeyFile: join(pki, 'kubelet-serving.key'),
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${cgroup}`,
    failCgroupV1: false,
    failSwapOn: false,
    clusterDNS: [dnsIp],
    clusterDomain: domain,
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    resolvConf: join(etc, 'resolv.conf'),
    volumePluginDir: join(nodeDir, 'kubelet/volume-plugins'),
    maxPods: 200,
    registryPullQPS: 0,
    eventRecordQPS: 0,
    // Images cannot be pulled again: never collect them, and look at the disk only when it is nearly full.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
  };
}

function proxy(): unknown {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clientConnection: { kubeconfig: join(etc, 'proxy.kubeconfig') },
    clusterCIDR: podCidr,
    // Connection tracking limits are the machine's, not this network's: leave them.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
  };
}

/** Who wrote what, for tests that ask whether an effect happened twice. The cluster's own bookkeeping is left out. */
function auditPolicy(): unknown {
  const noise = [
    { group: '', resources: ['events', 'endpoints', 'nodes/status', 'serviceaccounts/token'] },
    { group: 'coordination.k8s.io', resources: ['leases'] },
    { group: 'events.k8s.io' },
    { group: 'discovery.k8s.io' },
    { group: 'authorization.k8s.io' },
    { group: 'authentication.k8s.io' },
  ];
  return {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [
      { level: 'None', resources: noise },
      { level: 'Request', verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'] },
      { level: 'None' },
    ],
  };
}

function podNetwork(): unknown {
  const ipam = { type: 'host-local', ranges: [[{ subnet: podCidr }]], routes: [{ dst: '0.0.0.0/0' }] };
  const bridge = { type: 'bridge', bridge: 'cni0', isGateway: true, hairpinMode: true, ipMasq: false, ipam };
  return { cniVersion: '1.0.0', name: 'pods', plugins: [bridge] };
}

/** restrict_oom_score_adj: without CAP_SYS_RESOURCE runc dies on a lower score. */
function containerd(debian: string, runc: string): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  return `version = 2
root = ${JSON.stringify(join(nodeDir, 'containerd'))}
state = "/run/containerd"
[grpc]
  address = ${JSON.stringify(containerdSocket)}
[${cri}]
  sandbox_image = ${JSON.stringify(sandboxImage)}
  restrict_oom_score_adj = true
  [${cri}.containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [${cri}.containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [${cri}.containerd.runtimes.runc.options]
        BinaryName = ${JSON.stringify(runc)}
  [${cri}.cni]
    bin_dir = ${JSON.stringify(join(debian, 'usr/lib/cni'))}
    conf_dir = ${JSON.stringify(join(etc, 'cni'))}
`;
}
