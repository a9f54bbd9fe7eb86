import { Upstream } from './upstream.js';

/** Gives the application of a name out of those with an address; throws on any other name. */
export function upstreamsOf(urls: Readonly<Record<string, string>>, timeoutMs: number): (name: string) => Upstream {
  const upstreams = new Map(Object.entries(urls).map(([name, url]) => [name, new Upstream(name, url, timeoutMs)]));
  return (name) => {
    const upstream = upstreams.get(name);
    if (upstream === undefined) throw new Error(`no address is known for ${name}`);
    return upstream;
  };
}
