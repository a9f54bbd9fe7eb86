import { beforeAll, expect, test } from '@jest/globals';
import { eventually, inPod, kubectl, playground } from './playground-command.js';
import { query, targets } from './prometheus-query.js';
import '../patience.js';

// A demo leaves its versions where they are.
beforeAll(() => playground(['reset']));

interface Pod {
  metadata: { name: string };
  spec: { containers: { name: string }[]; initContainers?: { name: string }[] };
  status: { containerStatuses: { ready: boolean }[]; initContainerStatuses?: { ready: boolean; name: string }[] };
}

async function pods(namespace: string): Promise<Pod[]> {
  return (JSON.parse(await kubectl(['get', 'pods', '-n', namespace, '-o', 'json'])) as { items: Pod[] }).items;
}

test('every part is up, with an address where there is one to reach', async () => {
  const { stdout, exitCode } = await playground(['status', '--json']);
  expect(exitCode).toBe(0);
  const { parts } = JSON.parse(stdout) as {
    parts: { name: string; state: string; address: string | null; seconds: number }[];
  };
  expect(parts.filter(({ state }) => state !== 'up')).toEqual([]);
  expect(parts.filter(({ address }) => address !== null).map(({ name }) => name)).toEqual([
    'temporal',
    'kubernetes',
    'istio',
    'prometheus',
  ]);
  expect(parts.every(({ seconds }) => Number.isFinite(seconds))).toBe(true);
});

test('kubeconfig prints a path and nothing else', async () => {
  const { stdout } = await playground(['kubeconfig']);
  expect(stdout).toMatch(/^\/\S+$/);
});

test('pods run in the mesh with a sidecar each, and one client without', async () => {
  for (const namespace of ['bookinfo', 'shop']) {
    for (const { metadata, status } of await pods(namespace)) {
      const all = [
        ...status.containerStatuses,
        ...(status.initContainerStatuses ?? []).filter(({ name }) => name === 'istio-proxy'),
      ];
      expect({ pod: metadata.name, ready: all.map(({ ready }) => ready) }).toEqual({
        pod: metadata.name,
        ready: metadata.name.startsWith('sleep-bare') ? [true] : [true, true],
      });
    }
  }
});

test('exec, logs and Service names work as in any cluster', async () => {
  expect(await inPod('sleep', ['echo', '$(not a shell)'])).toBe('$(not a shell)');
  const addresses = await inPod('sleep', ['nslookup', 'reviews.bookinfo.svc.cluster.local']);
  const clusterIp = await kubectl(['get', 'service', 'reviews', '-n', 'bookinfo', '-o', 'jsonpath={.spec.clusterIP}']);
  expect(addresses).toContain(clusterIp);
  expect((await playground(['logs', 'istio', '--tail', '5'])).stdout.split('\n').length).toBeGreaterThan(1);
  expect((await playground(['logs', 'kubelet', '--tail', '5'])).stdout.split('\n')).toHaveLength(5);
});

test('bookinfo answers in its usual shape, and through the gateway', async () => {
  const reviews = JSON.parse(await inPod('sleep', ['curl', '-s', 'http://reviews:9080/reviews/7'])) as Record<
    string,
    unknown
  >;
  expect(reviews).toMatchObject({
    id: '7',
    podname: expect.stringMatching(/^reviews-v1-/),
    reviews: [{ reviewer: 'Reviewer1' }, { reviewer: 'Reviewer2' }],
  });
  const { stdout } = await playground(['status', '--json']);
  const { parts } = JSON.parse(stdout) as { parts: { name: string; address: string }[] };
  const gateway = parts.find(({ name }) => name === 'istio')?.address ?? '';
  const answer = await fetch(`${gateway}/productpage`, { headers: { host: 'bookinfo.example' } });
  expect(answer.status).toBe(404); // fetch sets its own Host: the gateway must not answer for other hosts
  const page = await inPod('sleep-bare', [
    'curl',
    '-s',
    '-H',
    'Host: bookinfo.example',
    'http://istio-ingressgateway.istio-system/productpage',
  ]);
  expect(page).toContain('Reviewer1');
});

test("shop's answer says which version of each service answered", async () => {
  const body = await eventually(() =>
    inPod('sleep-bare', [
      'curl',
      '-s',
      '-H',
      'Host: shop.example',
      'http://istio-ingressgateway.istio-system/product-composite/1',
    ]),
  );
  const { serviceAddresses } = JSON.parse(body) as { serviceAddresses: Record<string, string> };
  expect(serviceAddresses).toEqual({
    cmp: expect.stringMatching(/^product-composite-v1-.*:8080$/),
    pro: expect.stringMatching(/^product-v1-.*:8080$/),
    rev: expect.stringMatching(/^review-v1-.*:8080$/),
    rec: expect.stringMatching(/^recommendation-v1-.*:8080$/),
  });
});

test("Temporal's UI answers", async () => {
  const { parts } = JSON.parse((await playground(['status', '--json'])).stdout) as {
    parts: { name: string; address: string }[];
  };
  const [, url = ''] = /UI (http:\S+)/.exec(parts.find(({ name }) => name === 'temporal')?.address ?? '') ?? [];
  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<html');
});

test('Prometheus scrapes every sidecar and every application each second', async () => {
  const scraped = async (job: string) =>
    (await targets())
      .filter(
        ({ labels, health, scrapeInterval }) => labels['job'] === job && health === 'up' && scrapeInterval === '1s',
      )
      .map(({ labels }) => labels['pod']);
  const running = async (namespace: string) => (await pods(namespace)).map(({ metadata }) => metadata.name);
  const all = [...(await running('bookinfo')), ...(await running('shop')), ...(await running('users'))];
  const inMesh = all.filter((name) => !/^(sleep-bare|users-edge)/.test(name));
  const applications = all.filter((name) => !name.startsWith('sleep'));
  expect(await eventually(async () => inMesh.filter(missingFrom(await scraped('istio-proxy'))).length === 0)).toBe(
    true,
  );
  expect(await eventually(async () => applications.filter(missingFrom(await scraped('apps'))).length === 0)).toBe(true);
});

test('the applications have metrics of their own', async () => {
  const found = await query('sum by (app, version) (app_requests_total{path="/reviews/:id",status="200"})');
  expect(found).toEqual([{ labels: { app: 'reviews', version: 'v1' }, value: expect.any(Number) }]);
});

const missingFrom = (names: (string | undefined)[]) => (name: string) => !names.includes(name);
