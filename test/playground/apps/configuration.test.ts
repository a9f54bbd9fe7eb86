import { describe, expect, test } from '@jest/globals';
import { ConfigurationError, readConfiguration } from '../../../playground/apps/program/configuration.js';

async function problems(environment: Record<string, string>): Promise<readonly string[]> {
  try {
    await readConfiguration(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

describe('readConfiguration', () => {
  test('has defaults for everything but APP and VERSION', async () => {
    expect(await readConfiguration({ APP: 'product-composite', VERSION: 'v1' })).toEqual({
      app: 'product-composite',
      version: 'v1',
      port: 8080,
      controlPort: 9100,
      grpcPort: 9090,
      drainSeconds: 5,
      upstreamTimeoutMs: 2000,
      upstreamUrls: {
        product: 'http://product:8080',
        recommendation: 'http://recommendation:8080',
        review: 'http://review:8080',
      },
      behaviour: {
        errorRate: 0,
        latencyMs: 0,
        latencyRate: 1,
        startSeconds: 0,
        crashAfter: 0,
        ready: true,
        wrongAnswer: false,
      },
    });
  });

  test('takes every setting from the environment', async () => {
    const environment = {
      APP: 'reviews',
      VERSION: 'v2-slow',
      PORT: '1',
      CONTROL_PORT: '2',
      GRPC_PORT: '3',
      DRAIN_SECONDS: '0.5',
      UPSTREAM_TIMEOUT_MS: '4',
      RATINGS_URL: 'http://elsewhere:5/',
      ERROR_RATE: '0.1',
      LATENCY_MS: '6',
      LATENCY_RATE: '0.2',
      START_SECONDS: '7',
      CRASH_AFTER: '8',
      READY: 'false',
      WRONG_ANSWER: 'true',
    };
    expect(await readConfiguration(environment)).toEqual({
      app: 'reviews',
      version: 'v2-slow',
      port: 1,
      controlPort: 2,
      grpcPort: 3,
      drainSeconds: 0.5,
      upstreamTimeoutMs: 4,
      upstreamUrls: { ratings: 'http://elsewhere:5' },
      behaviour: {
        errorRate: 0.1,
        latencyMs: 6,
        latencyRate: 0.2,
        startSeconds: 7,
        crashAfter: 8,
        ready: false,
        wrongAnswer: true,
      },
    });
  });

  test('tells everything that is wrong at once', async () => {
    const environment = {
      APP: 'reviews',
      VERSION: 'two',
      PORT: '65536',
      DRAIN_SECONDS: '-1',
      RATINGS_URL: 'ratings:9080',
      ERROR_RATE: '1.5',
      LATENCY_MS: 'slow',
      LATENCY_RATE: 'NaN',
      CRASH_AFTER: '1.5',
      READY: 'yes',
    };
    expect(await problems(environment)).toEqual([
      'VERSION must be v and a number, such as v2 or v2-slow, not "two"',
      'DRAIN_SECONDS must be a number from 0 to 300, not "-1"',
      'PORT must be a whole number from 0 to 65535, not "65536"',
      'RATINGS_URL must be an address such as http://ratings:9080, not "ratings:9080"',
      'ERROR_RATE must be a number from 0 to 1, not "1.5"',
      'LATENCY_MS must be a number from 0 to 60000, not "slow"',
      'LATENCY_RATE must be a number from 0 to 1, not "NaN"',
      'CRASH_AFTER must be a whole number from 0 to 1000000000, not "1.5"',
      'READY must be true or false, not "yes"',
    ]);
  });

  test('names the applications there are', async () => {
    const apps = 'productpage, reviews, ratings, product-composite, product, recommendation, review, users';
    expect(await problems({ VERSION: 'v1' })).toEqual([`APP must be one of ${apps}, and is not set`]);
    expect(await problems({ APP: 'toString', VERSION: 'v1' })).toEqual([`APP must be one of ${apps}, not "toString"`]);
  });

  test('tells everything that is wrong with the streams of the users', async () => {
    const STREAMS = `
      - { name: good, kind: http, url: "http://a:1/", ratePerSecond: 1 }
      - { name: good, kind: http, url: "http://a:1/" }
      - { name: Bad Name, kind: smtp, url: nowhere, ratePerSecond: 501, speed: 1, headers: { "a b": c } }
      - { name: wrong-way, kind: grpc, url: "http://a:1" }
      - 7`;
    expect(await problems({ APP: 'users', VERSION: 'v1', CONTROL_PORT: 'x', STREAMS })).toEqual([
      'CONTROL_PORT must be a whole number from 0 to 65535, not "x"',
      'STREAMS: stream 2 ("good"): the name is taken',
      'STREAMS: stream 3 ("Bad Name"): speed is no setting of a stream',
      'STREAMS: stream 3 ("Bad Name"): name must be up to 63 small letters, digits and dashes, not "Bad Name"',
      'STREAMS: stream 3 ("Bad Name"): kind must be one of http, keepalive, grpc, not "smtp"',
      'STREAMS: stream 3 ("Bad Name"): url must be an address, not "nowhere"',
      'STREAMS: stream 3 ("Bad Name"): ratePerSecond must be a number from 0 to 500, not 501',
      'STREAMS: stream 3 ("Bad Name"): headers must be an object of valid header names and values, not {"a b":"c"}',
      'STREAMS: stream 4 ("wrong-way"): url must be grpc://host:port, not "http://a:1"',
      'STREAMS: stream 5 (without name): must be an object',
    ]);
  });

  test.each(['{', 'name: no-list'])('refuses streams that are no list: %s', async (STREAMS) => {
    const [problem, ...others] = await problems({ APP: 'users', VERSION: 'v1', STREAMS });
    expect(problem).toMatch(/^STREAMS: (is neither YAML nor JSON|must be a list of streams)/);
    expect(others).toEqual([]);
  });
});
