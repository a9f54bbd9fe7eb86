import { execa } from 'execa';
import { temporalProgram } from '../../playground/temporal/program.js';

/** Runs Temporal's own command line; answers its standard output. */
export async function temporal(args: string[]): Promise<string> {
  const { stdout } = await execa(await temporalProgram(), args, { stdin: 'ignore' });
  return stdout;
}

/** Makes a namespace of the playground's Temporal, unless it is there. */
export async function provideNamespace(name: string): Promise<void> {
  const known = await temporal(['operator', 'namespace', 'list', '--output', 'json']);
  const names = (JSON.parse(known) as { namespaceInfo: { name: string } }[]).map(
    ({ namespaceInfo }) => namespaceInfo.name,
  );
  if (!names.includes(name)) await temporal(['operator', 'namespace', 'create', '--namespace', name]);
}
