import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { parseStreams } from '../../../playground/apps/program/users/parse-streams.js';

interface Container {
  name: string;
  image: string;
  imagePullPolicy: string;
  env?: { name: string; value: string }[];
  ports?: { name: string; containerPort: number }[];
  readinessProbe?: { httpGet: { path: string; port: string }; periodSeconds: number };
  resources: { requests: Record<string, string>; limits?: unknown };
}

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec: {
    selector: { matchLabels: Record<string, string> } & Record<string, string>;
    template: {
      metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
      spec: { containers: [Container]; terminationGracePeriodSeconds: number };
    };
    ports: { name: string; port: number; targetPort: number }[];
    host: string;
    hosts: string[];
    http: { name: string; route: { destination: { host: string; subset?: string }; weight?: number }[] }[];
    subsets: { name: string; labels: Record<string, string> }[];
  };
}

function read(file: string): Manifest[] {
  const url = new URL(`../../../playground/apps/manifests/${file}.yaml`, import.meta.url);
  return parseAllDocuments(readFileSync(url, 'utf8')).map((document) => {
    expect(document.errors).toEqual([]);
    const manifest: Manifest = document.toJS();
    return manifest;
  });
}

const files = ['bookinfo', 'shop', 'users'];
const all = files.flatMap((file) => read(file).map((manifest) => ({ file, manifest })));
const named = (kind: string): [string, Manifest][] =>
  all.filter(({ manifest }) => manifest.kind === kind).map(({ manifest }) => [manifest.metadata.name, manifest]);

describe('manifests', () => {
  test('every thing is in the namespace of its file, which is injected', () => {
    for (const { file, manifest } of all) {
      const isNamespace = manifest.kind === 'Namespace';
      expect(isNamespace ? manifest.metadata.name : manifest.metadata.namespace).toBe(file);
      expect(manifest.metadata.labels?.['istio-injection']).toBe(isNamespace ? 'enabled' : undefined);
    }
    expect(named('Namespace').map(([name]) => name)).toEqual(files);
  });

  test.each(named('Deployment'))('Deployment %s', (name, { spec }) => {
    const { metadata, spec: pod } = spec.template;
    const [container] = pod.containers;
    expect(metadata.labels).toMatchObject(spec.selector.matchLabels);
    expect(Object.keys(spec.selector.matchLabels)).toEqual(['app', 'version']);
    expect(container.image).toMatch(/^docker\.io\/sluice\/[a-z-]+:v1$/);
    expect(container.imagePullPolicy).toBe('Never');
    expect(container.resources).toEqual({ requests: { cpu: '5m', memory: '16Mi' } });
    if (name.startsWith('sleep')) return;
    expect(pod.terminationGracePeriodSeconds).toBe(10);
    expect(metadata.annotations).toMatchObject({ 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9100' });
    expect(container.readinessProbe).toMatchObject({ httpGet: { path: '/ready' }, periodSeconds: 1 });
    const ports = container.ports?.map((port) => port.name);
    expect(ports).toContain('control');
    expect(ports).toContain(container.readinessProbe?.httpGet.port);
    if (metadata.labels['sidecar.istio.io/inject'] === 'false') return;
    expect(metadata.annotations).toMatchObject({
      'traffic.sidecar.istio.io/excludeInboundPorts': '9100',
      'sidecar.istio.io/statsFlushInterval': '1s',
    });
  });

  test('sleep-bare and users-edge alone are outside of the mesh', () => {
    const outside = named('Deployment').filter(
      ([, { spec }]) => spec.template.metadata.labels['sidecar.istio.io/inject'] === 'false',
    );
    expect(outside.map(([name]) => name)).toEqual(['sleep-bare', 'users-edge']);
  });

  test.each(named('Service'))('Service %s leads to ports its pods have', (name, { spec }) => {
    const pod = named('Deployment').find(([deployment]) => deployment === `${name}-v1`)?.[1].spec.template.spec;
    expect(spec.selector).toEqual({ app: name });
    for (const { name: port, targetPort } of spec.ports) {
      expect(pod?.containers[0].ports).toContainEqual({ name: port, containerPort: targetPort });
    }
  });

  test.each(named('VirtualService'))('VirtualService %s leads to services and subsets there are', (_, { spec }) => {
    const services = new Map(named('Service'));
    const rules = new Map(named('DestinationRule'));
    for (const { destination } of spec.http.flatMap(({ route }) => route)) {
      expect(services.has(destination.host)).toBe(true);
      const subsets = rules.get(destination.host)?.spec.subsets.map(({ name }) => name) ?? [];
      expect([undefined, ...subsets]).toContain(destination.subset);
    }
  });

  test('the route of reviews is one, named primary, all to v1', () => {
    const reviews = named('VirtualService').find(([name]) => name === 'reviews')?.[1];
    expect(reviews?.spec.http).toEqual([
      { name: 'primary', route: [{ destination: { host: 'reviews', subset: 'v1' }, weight: 100 }] },
    ]);
  });

  test.each([
    ['users-mesh', ['mesh-reviews', 'mesh-tester', 'keepalive-reviews', 'grpc-ratings']],
    ['users-edge', ['edge', 'edge-tester', 'edge-shop']],
  ])('%s has streams the users accept', (name, expected) => {
    const container = named('Deployment').find(([deployment]) => deployment === name)?.[1].spec.template.spec
      .containers;
    const { streams, problems } = parseStreams(container?.[0].env?.[0]?.value ?? '');
    expect(problems).toEqual([]);
    expect(streams.map((stream) => stream.name)).toEqual(expected);
  });
});
