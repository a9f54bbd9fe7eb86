import axios from 'axios';
import { playground } from './playground-command.js';

interface Answer {
  data: { result: { metric: Record<string, string>; value: [number, string] }[] };
}

/** Asks the playground's Prometheus at its address: label sets with values. */
export async function query(promql: string): Promise<{ labels: Record<string, string>; value: number }[]> {
  const { parts } = JSON.parse((await playground(['status', '--json'])).stdout) as {
    parts: { name: string; address: string }[];
  };
  const address = parts.find(({ name }) => name === 'prometheus')?.address ?? '';
  const { data } = await axios.get<Answer>(`${address}/api/v1/query`, { params: { query: promql }, proxy: false });
  return data.data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}
