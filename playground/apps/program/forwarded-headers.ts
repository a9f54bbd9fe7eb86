import type { IncomingHttpHeaders } from 'node:http';

// Who asks (so that rules for testers hold all the way down) and which trace the request belongs to.
const names = [
  'cookie',
  'user-agent',
  'end-user',
  'x-group',
  'x-request-id',
  'traceparent',
  'tracestate',
  'b3',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
];

/** The headers of a request that belong on the requests made for it. */
export function forwardedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const forwarded: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string') forwarded[name] = value;
  }
  return forwarded;
}
