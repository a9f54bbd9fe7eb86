/**
 * Runs in the node's network with sockets that listen in the machine's: the way in from 127.0.0.1. Started by
 * `start-relay.ts`, which sends each listening socket with the address that its connections go to.
 */
import { Resolver } from 'node:dns';
import { connect, type LookupFunction, type Server, type Socket } from 'node:net';

/** Where a port's connections go: a name that the cluster's DNS knows, or an address. */
export interface Target {
  host: string;
  port: number;
}

const resolver = new Resolver({ timeout: 1000, tries: 3 });

const lookup: LookupFunction = (hostname, _options, callback) => {
  resolver.resolve4(hostname, (error, addresses) => {
    callback(error, addresses?.[0] === undefined ? [] : [{ address: addresses[0], family: 4 }]);
  });
};

process.on('message', (message: Target | { dns: string }, server: Server | undefined) => {
  if ('dns' in message) resolver.setServers([message.dns]);
  else server?.on('connection', (client) => forward(client, message));
});

function forward(client: Socket, { host, port }: Target): void {
  const upstream = connect({ host, port, lookup, noDelay: true });
  client.setNoDelay(true);
  client.pipe(upstream).pipe(client);
  client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
  upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
}
