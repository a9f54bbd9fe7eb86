import { isGrpcServiceError, ServiceError } from '@temporalio/client';

/** gRPC's codes that we know apart: https://grpc.io/docs/guides/status-codes/ */
export const grpcCodes = { cancelled: 1, invalidArgument: 3, failedPrecondition: 9, unavailable: 14 } as const;

/** What gRPC says of a call of Temporal's client that failed; undefined when it was no failure of gRPC's. */
export function grpcErrorOf(cause: unknown): { code: number; details: string } | undefined {
  const error = cause instanceof ServiceError ? cause.cause : cause;
  return isGrpcServiceError(error) ? error : undefined;
}
