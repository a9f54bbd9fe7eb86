/**
 * What axios is told of a proxy for the URL: the variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY say which, as they do for
 * other programs, but this machine itself is always asked directly.
 */
export function proxyFor(url: string): { proxy?: false } {
  return loopback.test(new URL(url).hostname) ? { proxy: false } : {};
}

const loopback = /^((.+\.)?localhost\.?|127(\.\d+){3}|\[::1\])$/;
