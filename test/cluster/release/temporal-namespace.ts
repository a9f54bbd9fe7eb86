import { randomUUID } from 'node:crypto';
import { provideNamespace } from '../temporal-cli.js';

// Each test file has a namespace of Temporal for itself: its workers take nobody else's releases, and nobody takes theirs.
// Workers and clients read its name from the environment, as they do in production.
const name = `test-${randomUUID().slice(0, 8)}`;
await provideNamespace(name);
process.env['TEMPORAL_NAMESPACE'] = name;
