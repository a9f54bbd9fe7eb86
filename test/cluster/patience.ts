import { jest } from '@jest/globals';

// For the tests and hooks of each file that imports it: against hanging alone, on a machine however busy it is.
jest.setTimeout(20 * 60_000);
