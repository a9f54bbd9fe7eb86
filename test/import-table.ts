import { parseSync } from '@swc/core';
import { dirname, join, normalize } from 'node:path';

/** What a folder may import besides itself. */
interface Rule {
  /** Folders whose values (and types) it may import; `folder@below` only below that folder of its own. */
  values: string[];
  /** Folders of which it may import types alone. */
  types: string[];
  /** Packages, `node:` for Node's own; `package@folder` only below that folder. */
  packages: string[];
}

/** Nobody imports worker, client, playground, demo, bench or test, but those that show or prove them. */
export const importTable: Record<string, Rule> = {
  domain: { values: [], types: [], packages: [] },
  spec: {
    values: ['domain'],
    types: [],
    packages: ['zod', 'yaml', 'fastest-levenshtein', 'node:@spec/write-json-schema.ts'],
  },
  workflows: { values: ['domain'], types: ['activities'], packages: ['@temporalio/workflow', '@temporalio/common'] },
  activities: {
    values: ['domain', 'spec'],
    types: [],
    packages: [
      'node:',
      '@temporalio/activity',
      '@temporalio/common',
      'axios@activities/metrics',
      'axios@activities/notifications',
      '@kubernetes/client-node@activities/kubernetes',
    ],
  },
  worker: {
    values: ['domain', 'activities'],
    types: [],
    packages: ['node:', '@temporalio/worker', '@temporalio/envconfig', '@temporalio/client', 'pino', 'prom-client'],
  },
  client: {
    values: ['domain', 'spec', 'activities@client/direct'],
    types: [],
    packages: [
      ...['node:', '@temporalio/client', '@temporalio/envconfig', 'commander', 'picocolors', 'log-update'],
      ...['zod@client/answer-schema.ts', 'zod@client/judge', 'esbuild@client/bundle.ts'],
    ],
  },
  playground: {
    values: [],
    types: [],
    packages: [
      ...[
        'node:',
        'commander',
        'listr2',
        'execa',
        'yaml',
        'tar-stream',
        'esbuild',
        '@peculiar/x509',
        'reflect-metadata',
      ],
      ...['@grpc/grpc-js@playground/apps', '@grpc/proto-loader@playground/apps', 'prom-client@playground/apps'],
    ],
  },
  demo: { values: ['client', 'playground'], types: ['domain'], packages: ['node:', 'yaml', 'log-update'] },
  bench: {
    values: ['client', 'playground', 'domain'],
    types: [],
    packages: [
      ...['node:', 'execa', '@temporalio/client@bench/client', '@temporalio/common@bench/client'],
      'd3-random@bench/judge',
      'prettier@bench/judge',
    ],
  },
};

/** The imports of a file that the table does not allow, each as a sentence that says what is allowed. */
export function forbiddenImports(file: string, source: string): string[] {
  const [folder = ''] = file.split('/');
  const rule = importTable[folder];
  if (!rule) return [];
  return importsOf(source).flatMap(({ from, typeOnly }) => {
    const allowed = from.startsWith('.')
      ? mayImportFolder(file, from, typeOnly, rule)
      : mayImportPackage(file, from, rule);
    return allowed ? [] : [`${file} imports ${typeOnly ? 'types' : 'values'} from ${from}; ${describe(folder, rule)}`];
  });
}

function mayImportFolder(file: string, from: string, typeOnly: boolean, rule: Rule): boolean {
  const [own = ''] = file.split('/');
  const [target = ''] = normalize(join(dirname(file), from)).split('/');
  const isAllowed = rule.values.some((entry) => {
    const [name = '', below = ''] = entry.split('@');
    return target === name && file.startsWith(below);
  });
  return target === own || isAllowed || (typeOnly && rule.types.includes(target));
}

function mayImportPackage(file: string, from: string, rule: Rule): boolean {
  return rule.packages.some((entry) => {
    const [, name = '', below = ''] = /^(@?[^@]+)(?:@(.+))?$/.exec(entry) ?? [];
    const isIt = name === 'node:' ? from.startsWith(name) : from === name || from.startsWith(`${name}/`);
    return isIt && file.startsWith(below);
  });
}

function describe(folder: string, { values, types, packages }: Rule): string {
  const list = (names: string[]) => (names.length === 0 ? 'nothing' : names.join(', '));
  return `${folder} may import values from ${list(values)}, types from ${list(types)}, packages ${list(packages)}`;
}

interface Import {
  from: string;
  typeOnly: boolean;
}

function importsOf(source: string): Import[] {
  const { body } = parseSync(source, { syntax: 'typescript', target: 'es2022' });
  const dynamic = [...source.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)].map(([, from = '']) => ({
    from,
    typeOnly: false,
  }));
  const listed = body.flatMap((item): Import[] => {
    if (item.type === 'ImportDeclaration') {
      const inline =
        item.specifiers.length > 0 && item.specifiers.every((each) => 'isTypeOnly' in each && each.isTypeOnly);
      return [{ from: item.source.value, typeOnly: item.typeOnly || inline }];
    }
    if (item.type === 'ExportAllDeclaration') return [{ from: item.source.value, typeOnly: false }];
    if (item.type !== 'ExportNamedDeclaration' || !item.source) return [];
    return [{ from: item.source.value, typeOnly: 'typeOnly' in item && item.typeOnly }];
  });
  return [...listed, ...dynamic];
}
