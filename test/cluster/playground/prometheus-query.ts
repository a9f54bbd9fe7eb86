import axios from 'axios';
import { playground } from './playground-command.js';

interface Answer {
  data: { result: { metric: Record<string, string>; value: [number, string] }[] };
}

interface Targets {
  data: { activeTargets: { labels: Record<string, string>; health: string; scrapeInterval: string }[] };
}

/** Asks the playground's Prometheus at its address: label sets with values. */
export async function query(promql: string): Promise<{ labels: Record<string, string>; value: number }[]> {
  const { data } = await get<Answer>('query', { query: promql });
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

/** What it scrapes, how often, and whether it answered last: `up`. */
export async function targets(): Promise<Targets['data']['activeTargets']> {
  return (await get<Targets>('targets', { state: 'active' })).data.activeTargets;
}

async function get<Body>(what: string, params: Record<string, string>): Promise<Body> {
  const { parts } = JSON.parse((await playground(['status', '--json'])).stdout) as {
    parts: { name: string; address: string }[];
  };
  const address = parts.find(({ name }) => name === 'prometheus')?.address ?? '';
  return (await axios.get<Body>(`${address}/api/v1/${what}`, { params, proxy: false })).data;
}
