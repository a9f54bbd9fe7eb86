import type * as Grpc from '@grpc/grpc-js';
import { member } from '../json-shape.js';
import { ratingsDescriptor } from './ratings-descriptor.js';

/** The request of Watch: which book. */
export interface WatchRequest {
  id: string;
}

/** One message of Watch. */
export interface Rating {
  version: string;
  podname: string;
  stars: number;
  /** Counts the messages of this stream from 1. */
  sequence: number;
}

/** The gRPC library and the ratings service. */
export interface LoadedGrpc {
  grpc: typeof Grpc;
  watch: Grpc.MethodDefinition<WatchRequest, Rating>;
}

/** Loads the gRPC library. Only on demand: it costs several MB of memory, which most applications need not pay. */
export async function loadGrpc(): Promise<LoadedGrpc> {
  const [grpc, { fromJSON }] = await Promise.all([import('@grpc/grpc-js'), import('@grpc/proto-loader')]);
  const service = fromJSON(ratingsDescriptor, { keepCase: true, defaults: true })['sluice.playground.Ratings'];
  const watch = member(service, 'Watch');
  if (!isWatch(watch)) throw new Error('the descriptor has no sluice.playground.Ratings/Watch');
  return { grpc, watch };
}

function isWatch(method: unknown): method is Grpc.MethodDefinition<WatchRequest, Rating> {
  return member(method, 'path') === '/sluice.playground.Ratings/Watch';
}
