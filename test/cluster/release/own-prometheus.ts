import { type ChildProcess, spawn } from 'node:child_process';
import { presentCluster } from '../../../playground/present-cluster.js';
import { eventually } from '../playground/playground-command.js';
import type { Stage, Written } from './stage.js';

/** What the applications tell by themselves, of one namespace, every second. */
const settings = (namespace: string) => `
global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:
  - job_name: apps
    kubernetes_sd_configs: [{ role: pod, namespaces: { names: [${namespace}] } }]
    relabel_configs:
      - { source_labels: [__meta_kubernetes_pod_phase], regex: Running, action: keep }
      - { source_labels: [__meta_kubernetes_pod_container_port_name], regex: control, action: keep }
      - { source_labels: [__meta_kubernetes_pod_name], target_label: pod }
`;

const labels = { app: 'prometheus' };
const subjects = (namespace: string) => [{ kind: 'ServiceAccount', name: 'prometheus', namespace }];
const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'prometheus' };
const rbac = 'rbac.authorization.k8s.io/v1';
const metadata = { name: 'prometheus' };
const args = ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.path=/data', '--query.lookback-delta=5s'];

const container = {
  ...{ name: 'prometheus', image: 'docker.io/sluice/prometheus:v1', imagePullPolicy: 'Never', args },
  resources: { requests: { cpu: '50m', memory: '64Mi' } },
  readinessProbe: { httpGet: { path: '/-/ready', port: 9090 }, periodSeconds: 1 },
  volumeMounts: [
    { name: 'config', mountPath: '/etc/prometheus' },
    { name: 'data', mountPath: '/data' },
  ],
};
const volumes = [
  { name: 'config', configMap: { name: 'prometheus' } },
  { name: 'data', emptyDir: {} },
];
const podSpec = { serviceAccountName: 'prometheus', containers: [container], volumes };

const objects = (namespace: string): Written[] =>
  [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: rbac,
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch', 'get'] }],
    },
    { apiVersion: rbac, kind: 'RoleBinding', metadata, roleRef, subjects: subjects(namespace) },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'prometheus.yml': settings(namespace) } },
    {
      ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec } },
    },
  ] as Written[];

/**
 * A Prometheus of a stage's own, where no proxy counts requests: it asks the applications. The playground's asks those of the
 * demo alone.
 */
export class OwnPrometheus {
  readonly url: string;
  readonly #forward: ChildProcess;

  private constructor(url: string, forward: ChildProcess) {
    this.url = url;
    this.#forward = forward;
  }

  /** Starts one, to be asked at that port of loopback. */
  static async open(stage: Stage, port: number): Promise<OwnPrometheus> {
    await stage.apply(...objects(stage.namespace));
    await stage.in(['wait', 'deployment/prometheus', '--for=condition=Available', '--timeout=900s']);
    const [program, ...context] = (await presentCluster()).kubectl;
    const to = ['port-forward', '-n', stage.namespace, 'deployment/prometheus', `${port}:9090`, '--address=127.0.0.1'];
    const forward = spawn(program, [...context, ...to], { stdio: 'ignore' });
    const url = `http://127.0.0.1:${port}`;
    const answers = () =>
      fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    if (await eventually(answers)) return new OwnPrometheus(url, forward);
    forward.kill();
    throw new Error(`the Prometheus of ${stage.namespace} cannot be asked`);
  }

  close(): void {
    this.#forward.kill();
  }
}
