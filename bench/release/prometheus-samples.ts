const url = 'http://127.0.0.1:9090/api/v1/query';
const series =
  'istio_requests_total{reporter="source",destination_service_namespace="bookinfo",destination_service_name="reviews",destination_version="v2"';

/** When the first sample of v2 of reviews was scraped with which its success rate over the window is below, in milliseconds. */
export async function firstSampleBelow(
  threshold: number,
  { from, windowSeconds }: { from: number; windowSeconds: number },
): Promise<number> {
  const seconds = Math.ceil((Date.now() - from) / 1000) + 1;
  const scraped = await ask<[number, string][]>(`${series},response_code="500"}[${seconds}s]`, 'values');
  const times = [...new Set(scraped.flat().map(([at]) => at))]
    .filter((at) => at * 1000 >= from)
    .toSorted((a, b) => a - b);
  for (const at of times) {
    const sum = (more: string) => `sum(increase(${series}${more}}[${windowSeconds}s]))`;
    const [value] = await ask<[number, string]>(`1 - ${sum(',response_code="500"')} / ${sum('')}`, 'value', at);
    if (value && Number(value[1]) < threshold) return at * 1000;
  }
  throw new Error('no sample misses the threshold');
}

async function ask<Answer>(query: string, key: string, time?: number): Promise<Answer[]> {
  const body = new URLSearchParams({ query, ...(time === undefined ? {} : { time: String(time) }) });
  const answer = (await (await fetch(url, { method: 'POST', body })).json()) as {
    data: { result: Record<string, Answer>[] };
  };
  return answer.data.result.flatMap((each) => (each[key] === undefined ? [] : [each[key]]));
}
