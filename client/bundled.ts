import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** The command line as one file, and what V8 has compiled of it; made by the build, beside this file. */
export const bundleFile = join(import.meta.dirname, 'sluice.cjs');
export const compiledFile = `${bundleFile}.compiled`;

/** The bundle, compiled as far as it was at build time; V8 itself looks whether that is for this text and this version. */
export function bundledScript(): Script {
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(bundleFile, 'utf8')}\n})`;
  const compiled = existsSync(compiledFile) ? { cachedData: readFileSync(compiledFile) } : {};
  return new Script(source, { filename: bundleFile, ...compiled });
}

/** Runs it as Node runs a file of CommonJS. */
export function runBundled(script: Script): void {
  const module = { exports: {} };
  const run: unknown = script.runInThisContext();
  if (typeof run !== 'function') throw new Error(`${bundleFile} is no bundle`);
  Reflect.apply(run, module.exports, [
    ...[module.exports, createRequire(bundleFile), module],
    ...[bundleFile, dirname(bundleFile)],
  ]);
}
