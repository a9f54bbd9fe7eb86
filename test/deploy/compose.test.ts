import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { searchAttributes } from '../../domain/message.js';
import { configFrom } from '../../worker/config.js';

interface Service {
  image?: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  stop_grace_period?: string;
  healthcheck?: { test: string[] };
}
interface Compose {
  services: Record<'temporal' | 'worker' | 'prometheus', Service>;
  volumes: Record<string, null>;
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8')) as Compose;
const { temporal, worker, prometheus } = compose.services;
const scraping = parse(readFileSync('deploy/prometheus.yml', 'utf8')) as {
  scrape_configs: { job_name: string; static_configs?: { targets: string[] }[]; kubernetes_sd_configs?: object[] }[];
};

/** What Compose makes of `${NAME:-instead}` when nothing is set. */
const unset = (text: string) => text.replace(/\$\{\w+:-([^}]*)\}/g, '$1');
const environment = Object.fromEntries(
  Object.entries(worker.environment ?? {}).map(([name, value]) => [name, unset(value)]),
);

test("the worker's environment is one that it takes, and names the services beside it", () => {
  const read = configFrom(environment);
  expect(read).toMatchObject({
    config: { temporal: { address: 'temporal:7233' }, prometheusUrl: 'http://prometheus:9090', httpPort: 9464 },
  });
  expect(temporal.ports).toContain('127.0.0.1:7233:7233');
  expect(prometheus.ports).toContain('127.0.0.1:9090:9090');
});

test('every variable that it is given is one that the worker or its libraries read', () => {
  const source = readFileSync('worker/config.ts', 'utf8');
  const ours = Object.keys(environment).filter((name) => name.startsWith('SLUICE_'));
  expect(ours.filter((name) => !source.includes(`'${name}'`))).toEqual([]);
  expect(Object.keys(environment).filter((name) => !/^(SLUICE_|TEMPORAL_|KUBECONFIG$)/.test(name))).toEqual([]);
});

test('the kubeconfig is mounted where the worker and Prometheus look for it, to be read only', () => {
  const mount = `:${environment['KUBECONFIG']}:ro`;
  expect(worker.volumes?.filter((volume) => volume.endsWith(mount))).toHaveLength(1);
  expect(prometheus.volumes?.filter((volume) => volume.endsWith(mount))).toHaveLength(1);
  const istio = scraping.scrape_configs.find(({ job_name: name }) => name === 'istio');
  expect(istio?.kubernetes_sd_configs).toEqual([{ role: 'pod', kubeconfig_file: environment['KUBECONFIG'] }]);
});

test('Temporal is started with every search attribute that releases write', () => {
  const given = temporal.command?.filter((flag) => flag.startsWith('--search-attribute='));
  expect(given).toEqual(searchAttributes.map((name) => `--search-attribute=${name}=Keyword`));
});

test('Prometheus scrapes the worker where it serves its metrics', () => {
  const own = scraping.scrape_configs.find(({ job_name: name }) => name === 'sluice');
  expect(own?.static_configs).toEqual([{ targets: ['worker:9464'] }]);
  expect(worker.ports).toEqual(['127.0.0.1:9464:9464']);
  expect(worker.healthcheck?.test.at(-1)).toContain('http://127.0.0.1:9464/readyz');
});

test('every named volume is declared', () => {
  const mounts = Object.values(compose.services).flatMap(({ volumes = [] }) => volumes);
  const named = mounts.map((mount) => mount.split(':')[0] ?? '').filter((name) => /^[a-z]/.test(name));
  expect(named.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
});
