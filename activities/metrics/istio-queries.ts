import { range, selector } from './promql.js';

/** Whose requests are asked for: those to a service, by the Services that its users' routes lead to. */
export interface Subject {
  namespace: string;
  service: string;
  /** The Services by which it is asked for, where a route leads to others than `service`. */
  services?: string[];
}

/** The requests that one version answered. */
export interface Answered extends Subject {
  /** The version's Deployment. */
  workload: string;
}

/** The same in a window that ends at the time of the query. */
export interface VersionSubject extends Answered {
  windowMs: number;
}

/**
 * Istio's standard metrics (https://istio.io/latest/docs/reference/config/metrics/), as the sources of the requests
 * report them: they see what never reached a pod, too. `destination_workload` is the Deployment of the pod that answered.
 * A version is known by it, not by `destination_version`: where a pod broke the connection off before it said who it is,
 * Istio's proxies know the workload from istiod, and the version is `unknown` to them.
 */
const reported = ({ namespace, service, services = [service] }: Subject) => ({
  reporter: 'source',
  destination_service_namespace: namespace,
  destination_service_name: services.length === 1 && services[0] !== undefined ? services[0] : services,
});

const ofVersion = (subject: Answered) => selector({ ...reported(subject), destination_workload: subject.workload });

/** How many requests the version answered in the window. */
export function requestsQuery(subject: VersionSubject): string {
  return `sum(increase(istio_requests_total${ofVersion(subject)}[${range(subject.windowMs)}]))`;
}

/** The counters of all requests to the service, as the proxies of those who sent them have them. */
export function requestCounters(subject: Subject): string {
  return `istio_requests_total${selector(reported(subject))}`;
}

/** The histograms of how long they took, in milliseconds. */
export function latencyCounters(subject: Subject): string {
  const [name, labels] = ['istio_request_duration_milliseconds_(bucket|sum)', selector(reported(subject))];
  return `{__name__=~"${name}",${labels.slice(1)}`;
}

/** The share of the version's answers that are no server errors (5xx, and 0: cut before an answer), 0 to 1. */
export function successRateQuery(subject: VersionSubject): string {
  const window = range(subject.windowMs);
  const all = ofVersion(subject);
  const good = `${all.slice(0, -1)},response_code!~"5..|0"}`;
  const none = `0 * sum(increase(istio_requests_total${all}[${window}]))`; // so that no good one is 0, not nothing
  return `(sum(increase(istio_requests_total${good}[${window}])) or ${none}) / sum(increase(istio_requests_total${all}[${window}]))`;
}

/** When the proxies of all callers had been scraped: the oldest of their last scrapes before `seconds`, or by now; since 1970. */
export function scrapedQuery(subject: Answered, seconds?: number): string {
  const at = seconds === undefined ? '' : ` @ ${seconds.toFixed(3)}`;
  return `min(timestamp(istio_requests_total${ofVersion(subject)}${at}))`;
}

/** How many requests the version had between the last scrapes before that moment, in seconds since 1970, and the newest ones. */
export function requestsSinceQuery(subject: Answered, seconds: number): string {
  const now = `istio_requests_total${ofVersion(subject)}`;
  const then = `${now} @ ${seconds.toFixed(3)}`;
  return `sum(abs((${now} - ${then}) or (${now} unless ${then})))`; // a counter that began anew has grown, too
}
