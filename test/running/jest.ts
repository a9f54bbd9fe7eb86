/** How jest is run, with these arguments: as ECMAScript modules, which some of our packages want. */
export const jest = (...args: string[]): { command: [string, ...string[]]; env: Record<string, string> } => ({
  command: [process.execPath, 'node_modules/jest/bin/jest.js', ...args],
  env: { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
});
