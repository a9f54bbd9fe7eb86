// The one program behind every demo application and their users; the environment says which it is.
import { ConfigurationError, readConfiguration } from './configuration.js';
import { startProgram } from './program.js';

async function main(): Promise<void> {
  const program = await startProgram(await readConfiguration(process.env), () => process.exit(1));
  console.log(JSON.stringify({ app: process.env['APP'], version: process.env['VERSION'], ports: program.ports }));
  const end = (): void => {
    program.end().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

function fail(error: unknown): void {
  if (error instanceof ConfigurationError) {
    console.error(error.message);
    process.exit(2);
  }
  console.error(error);
  process.exit(1);
}

main().catch(fail);
