// ESM with SWC: some of the packages we use have no CommonJS form (docs/decisions/0001-esm-and-swc.md).
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  testTimeout: 60_000, // against hanging; a machine may be slow
  testMatch: ['<rootDir>/test/**/*.test.ts'],
};
