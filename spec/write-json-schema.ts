/** `npm run schema`: writes release.schema.json, which editors read, from the schema. A test fails when it is stale. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { releaseJsonSchema } from './json-schema.js';

writeFileSync(join(import.meta.dirname, 'release.schema.json'), `${JSON.stringify(releaseJsonSchema(), null, 2)}\n`);
