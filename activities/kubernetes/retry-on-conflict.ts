import { Trouble } from '../trouble.js';

/**
 * Reads and writes again when somebody else wrote in between, three times in all; what `attempt` decides it must decide
 * from what it reads. @throws Trouble `Conflict` when all three were lost.
 */
export async function retryOnConflict<T>(attempt: () => Promise<T>, tries = 3): Promise<T> {
  try {
    return await attempt();
  } catch (trouble) {
    if (tries <= 1 || !(trouble instanceof Trouble) || trouble.type !== 'Conflict') throw trouble;
    return retryOnConflict(attempt, tries - 1);
  }
}
