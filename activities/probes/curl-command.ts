import type { HeaderValues } from './header-values.js';

/** Where requests go: a host that proxies route by, and the address that it has, so that no DNS cache is in the way. */
export interface Address {
  host: string;
  ip: string;
  port: number;
  /** That TLS is spoken there, and whether any certificate will do; undefined: plain HTTP. */
  tls?: { insecure: boolean };
}

/** What is sent. */
export interface Request {
  path: string;
  headers: HeaderValues;
}

/** A command, and what it is told on standard input: lists of processes and the API server's audit show the command. */
export interface Command {
  command: string[];
  input?: string;
}

/** How long one request may take, in seconds. */
export const requestSeconds = 10;
/** How much of an answer is looked at, in bytes. */
export const longestBody = 65_536;
/** What a line about a request begins with, whatever else curl writes there. */
export const mark = 'sluice-probe';

/** The command for one request: the body on standard output, a line about the request on standard error. */
export function requestCommand(request: Request, address: Address): Command {
  return sending(request, address, ['--max-filesize', String(longestBody), urlOf(address)]);
}

/** The command for many equal requests, `concurrency` at a time: a line about each on standard error, no bodies. */
export function loadCommand(request: Request, count: number, concurrency: number, address: Address): Command {
  const atOnce = ['--parallel', '--parallel-immediate', '--parallel-max', String(concurrency), '--no-progress-meter'];
  // curl counts the URL up; what it sends is the request target all the same.
  return sending(request, address, [...atOnce, '--output', '/dev/null', `${urlOf(address)}[1-${count}]`]);
}

function sending({ path, headers: { plain, secret } }: Request, address: Address, more: string[]): Command {
  const open = headerLines(plain).flatMap((line) => ['--header', line]);
  const hidden = headerLines(secret);
  if (hidden.length === 0) return { command: [...curl(path, address), ...open, ...more] };
  return { command: [...curl(path, address), ...open, '--header', '@-', ...more], input: `${hidden.join('\n')}\n` };
}

/** The pod's own settings for curl are left aside, and the path is sent as it is written, neither tidied nor expanded. */
function curl(path: string, { host, ip, port, tls }: Address): string[] {
  const lookUp = `${host}:${port}:${ip.includes(':') ? `[${ip}]` : ip}`;
  const line = `%{stderr}\n${mark} %{http_code} %{time_total} %{exitcode} %{errormsg}\n`;
  return [
    ...['curl', '--disable', '--silent', '--noproxy', '*', '--max-time', String(requestSeconds)],
    ...['--resolve', lookUp, '--write-out', line, '--request-target', path],
    ...(tls?.insecure ? ['--insecure'] : []),
  ];
}

/** An empty value is sent with a semicolon: with a colon curl would take the header away. */
function headerLines(headers: Record<string, string>): string[] {
  return Object.entries(headers).map(([name, value]) => (value.trim() === '' ? `${name};` : `${name}: ${value}`));
}

function urlOf({ host, port, tls }: Address): string {
  return `${tls ? 'https' : 'http'}://${host}:${port}/`;
}
