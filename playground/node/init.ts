/**
 * The first program inside the node's namespaces: `init.cjs CONFIG.json`. Makes the mounts and the network that the
 * node's programs want, then keeps these running. When it ends, the kernel ends the whole node.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Component } from './components.js';
import { supervise } from './supervise.js';

/** What `start` hands to the node. */
export interface NodeConfiguration {
  dir: string;
  logDir: string;
  name: string;
  ip: string;
  env: Record<string, string>;
  components: Component[];
}

const config = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as NodeConfiguration;

/** Kubelet writes these machine-wide settings; it sees the values it wants and the machine keeps its own. */
const sysctls = {
  'vm/overcommit_memory': '1',
  'vm/panic_on_oom': '0',
  'kernel/panic': '10',
  'kernel/panic_on_oops': '1',
  'kernel/keys/root_maxkeys': '1000000',
  'kernel/keys/root_maxbytes': '25000000',
};

function sh(command: string): void {
  const [program = '', ...args] = command.split(' ');
  execFileSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
}

function mounts(): void {
  const own = (name: string): string => {
    const path = join(config.dir, 'own', name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const cgroups = own('cgroups');
  sh('mount --make-rprivate /');
  sh(`mount --rbind /sys/fs/cgroup ${cgroups}`);
  sh('mount -t sysfs sysfs /sys'); // this network's interfaces, with the machine's cgroups put back
  sh(`mount --rbind ${cgroups} /sys/fs/cgroup`);
  sh(`umount -l ${cgroups}`);
  sh('mount -t tmpfs tmpfs /run');
  mkdirSync('/run/lock');
  for (const dir of ['/var/lib', '/var/log']) sh(`mount --bind ${own(dir)} ${dir}`);
  for (const [name, value] of Object.entries(sysctls)) {
    const file = join(own('sysctl'), name.replaceAll('/', '_'));
    writeFileSync(file, `${value}\n`);
    sh(`mount --bind ${file} /proc/sys/${name}`);
  }
}

/** An address on a link that leads nowhere: nothing can leave the node. */
function network(): void {
  sh(`hostname ${config.name}`);
  sh('ip link set lo up');
  sh('ip link add eth0 type veth peer name eth0-peer');
  sh(`ip addr add ${config.ip}/24 dev eth0`);
  sh('ip link set eth0 up');
  sh('ip link set eth0-peer up');
  sh(`ip route add default via ${config.ip.replace(/\d+$/, '254')} dev eth0`);
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
}

mounts();
network();
for (const component of config.components) void supervise(component, config.logDir, { ...process.env, ...config.env });
