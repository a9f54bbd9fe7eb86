import { expect, test } from '@jest/globals';
import { createServer } from 'node:net';
import { checkPortsFree, defaultPorts, parsePorts } from '../../playground/ports.js';

test('settings go over the ports that are in use', () => {
  expect(parsePorts([])).toEqual(defaultPorts);
  expect(parsePorts(['api=1'], { ...defaultPorts, gateway: 2 })).toEqual({ ...defaultPorts, api: 1, gateway: 2 });
});

test('everything wrong is told at once', () => {
  expect(() => parsePorts(['api=0', 'api=65536', 'web=80', 'gateway', 'gateway=1'])).toThrow(
    'Not a port setting: api=0, api=65536, web=80, gateway',
  );
});

test('a taken port is told with a free one to take', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await expect(checkPortsFree({ prometheus: port })).rejects.toMatchObject({
    message: `Taken on 127.0.0.1 by another program: ${port} (prometheus)`,
    remedy: expect.stringMatching(/--port prometheus=\d+$/),
  });
  await new Promise((resolve) => server.close(resolve));
  await expect(checkPortsFree({ prometheus: port })).resolves.toBeUndefined();
});
