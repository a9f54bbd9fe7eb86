import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import type { Level } from 'pino';

/** All that a worker is told by its environment. */
export interface Config {
  /** Where Temporal is, by Temporal's own variables and configuration file. */
  temporal: { connection: NativeConnectionOptions; address: string; namespace: string };
  /** The name of the cluster in workflow ids. */
  cluster: string;
  prometheusUrl: string;
  /** Where health and metrics are served; 0: any free port. */
  httpPort: number;
  httpHost: string;
  logLevel: Level;
  /** How many workflows are kept in memory; the others are read again from their history when they are needed. */
  maxCachedWorkflows: number;
  /** The image of the pod that probes when the spec names none. */
  probeImage?: string;
  /** The file that says who can be told of releases; undefined: nobody. */
  receiversFile?: string;
}

type Environment = Record<string, string | undefined>;

const levels: Level[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];

/** Reads the environment: the configuration, or every problem in it at once, each with its variable. */
export function configFrom(env: Environment): { config: Config } | { problems: string[] } {
  const problems: string[] = [];
  const complain = (problem: string) => void problems.push(problem);
  const text = (name: string, instead: string) => env[name]?.trim() || instead;
  const whole = (name: string, { instead, least, most }: { instead: number; least: number; most: number }): number => {
    const value = text(name, String(instead));
    if (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    complain(`${name}: expected a whole number from ${least} to ${most}, got ${JSON.stringify(value)}`);
    return instead;
  };
  const prometheusUrl = text('SLUICE_PROMETHEUS_URL', '');
  const wrongUrl = wrongWith(prometheusUrl);
  if (wrongUrl !== undefined) complain(`SLUICE_PROMETHEUS_URL: ${wrongUrl}`);
  const cluster = text('SLUICE_CLUSTER', 'default');
  if (!/^[A-Za-z0-9][-A-Za-z0-9_.]{0,62}$/.test(cluster))
    complain(`SLUICE_CLUSTER: expected a name of letters, digits, -, _ and ., got ${JSON.stringify(cluster)}`);
  const wantedLevel = text('SLUICE_LOG_LEVEL', 'info');
  const logLevel = levels.find((level) => level === wantedLevel);
  if (!logLevel) complain(`SLUICE_LOG_LEVEL: expected one of ${levels.join(', ')}, got ${JSON.stringify(wantedLevel)}`);
  const probeImage = text('SLUICE_PROBE_IMAGE', '');
  const receiversFile = text('SLUICE_RECEIVERS_FILE', '');
  const config: Config = {
    ...{ cluster, prometheusUrl, logLevel: logLevel ?? 'info', httpHost: text('SLUICE_HTTP_HOST', '0.0.0.0') },
    temporal: temporalFrom(env, complain),
    httpPort: whole('SLUICE_HTTP_PORT', { instead: 9464, least: 0, most: 65_535 }),
    maxCachedWorkflows: whole('SLUICE_MAX_CACHED_WORKFLOWS', { instead: 500, least: 1, most: 100_000 }),
    ...(probeImage === '' ? {} : { probeImage }),
    ...(receiversFile === '' ? {} : { receiversFile }),
  };
  return problems.length > 0 ? { problems } : { config };
}

/** An address is not repeated when it may hold a password. */
function wrongWith(url: string): string | undefined {
  const example = 'a URL such as http://prometheus:9090';
  if (url === '') return `is not set; expected ${example}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return `expected ${example}`;
  const { username, password, search, hash } = new URL(url);
  if (username !== '' || password !== '') return 'takes no credentials, since messages and histories name it';
  return search === '' && hash === '' ? undefined : `takes nothing after a "?" or "#": expected ${example}`;
}

/** https://docs.temporal.io/develop/environment-configuration */
function temporalFrom(env: Environment, complain: (problem: string) => void): Config['temporal'] {
  const overrideEnvVars: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) overrideEnvVars[name] = value;
  try {
    const { connectionOptions: connection, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars });
    return { connection, address: connection.address ?? 'localhost:7233', namespace };
  } catch (cause) {
    complain(`TEMPORAL_*: ${cause instanceof Error ? cause.message : String(cause)}`);
    return { connection: {}, address: '', namespace: '' };
  }
}
