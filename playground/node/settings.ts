import { join } from 'node:path';
import { runDir } from '../paths.js';
import { fingerprint } from '../store.js';

/** The node's folder: keys, configuration, etcd, containers. */
export const nodeDir = join(runDir, 'node');
export const nodeName = 'playground';
export const nodeIp = '10.200.0.1';
export const podCidr = '10.244.0.0/24';
export const serviceCidr = '10.96.0.0/16';
export const apiServiceIp = '10.96.0.1';
export const dnsIp = '10.96.0.10';
export const domain = 'cluster.local';
/** Two kubelets on one machine would delete each other's pods in one cgroup: each home has a cgroup of its own. */
export const cgroup = `sluice-playground-${fingerprint(runDir).slice(0, 8)}`;
export const containerdSocket = join(nodeDir, 'containerd.sock');
