import { applications } from './applications.js';
import { behaviourFromEnvironment, type Behaviour } from './behaviour.js';
import { EnvironmentReader, type Environment } from './environment-reader.js';
import type { StreamDefinition } from './users/stream-definition.js';

/** What every program has. */
interface CommonConfiguration {
  app: string;
  version: string;
  controlPort: number;
  drainSeconds: number;
}

/** The settings of one demo application. Ports may be 0: any free port. */
export interface ApplicationConfiguration extends CommonConfiguration {
  port: number;
  grpcPort: number;
  upstreamTimeoutMs: number;
  /** The address of each application it calls. */
  upstreamUrls: Readonly<Record<string, string>>;
  behaviour: Behaviour;
}

/** The settings of the users. */
export interface UsersConfiguration extends CommonConfiguration {
  app: 'users';
  streams: StreamDefinition[];
}

/** The environment is wrong; `problems` has one sentence for each thing that is. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The program cannot start, because of its settings:\n${problems.map((line) => `  - ${line}\n`).join('')}`);
    this.problems = problems;
  }
}

const ports = { min: 0, max: 65_535, integer: true };
const versionPattern = /^v[1-9]\d{0,3}([.-][A-Za-z0-9.-]{1,40})?$/;

/** Reads the settings; rejects with a ConfigurationError that tells all problems at once. */
export async function readConfiguration(
  environment: Environment,
): Promise<ApplicationConfiguration | UsersConfiguration> {
  const reader = new EnvironmentReader(environment);
  const names = [...Object.keys(applications), 'users'];
  const app = reader.required('APP', new RegExp(`^(${names.join('|')})$`), `one of ${names.join(', ')}`);
  const common = {
    version: reader.required('VERSION', versionPattern, 'v and a number, such as v2 or v2-slow'),
    controlPort: reader.number('CONTROL_PORT', ports, 9100),
    drainSeconds: reader.number('DRAIN_SECONDS', { min: 0, max: 300 }, 5),
  };
  const configuration =
    app === 'users'
      ? { app: 'users' as const, ...common, streams: await initialStreams(reader) }
      : { app, ...common, ...applicationSettings(app, reader) };
  if (reader.problems.length > 0) throw new ConfigurationError(reader.problems);
  return configuration;
}

function applicationSettings(app: string, reader: EnvironmentReader) {
  const { port = 0, upstreams = [] } = applications[app] ?? {};
  const urlOf = (name: string): string =>
    reader.httpUrl(`${name.toUpperCase().replaceAll('-', '_')}_URL`, `http://${name}:${port}`);
  return {
    port: reader.number('PORT', ports, port),
    grpcPort: reader.number('GRPC_PORT', ports, 9090),
    upstreamTimeoutMs: reader.number('UPSTREAM_TIMEOUT_MS', { min: 1, max: 60_000, integer: true }, 2000),
    upstreamUrls: Object.fromEntries(upstreams.map((name) => [name, urlOf(name)])),
    behaviour: behaviourFromEnvironment(reader),
  };
}

async function initialStreams(reader: EnvironmentReader): Promise<StreamDefinition[]> {
  const text = reader.text('STREAMS');
  if (text === undefined) return [];
  const { parseStreams } = await import('./users/parse-streams.js');
  const { streams, problems } = parseStreams(text);
  reader.problems.push(...problems.map((problem) => `STREAMS: ${problem}`));
  return streams;
}
