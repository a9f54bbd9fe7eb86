import type { Fence } from '../../domain/fence.js';
import type { PodSplit } from '../../domain/pod-split.js';
import type { Weight } from '../../domain/step.js';
import type { ForeignEdit } from '../../domain/watch-report.js';

/** What a route is found to do. */
export type Traffic =
  /** As this or an earlier release left it, or nobody has touched it yet. */
  | {
      kind: 'split';
      weight: Weight;
      /** What those who carry the route out have not taken up yet, as they say; absent: all is, or nobody tells. */
      waits?: string;
      /** The ready endpoints of each version, where these are the split. */
      endpoints?: PodSplit;
      /** The release that wrote it last has ended. */
      ended?: true;
    }
  /** Somebody else has edited it since our last write; `weight` is the canary's share there now. */
  | { kind: 'foreign'; edit: ForeignEdit; weight: Weight }
  | { kind: 'missing'; what: string };

/**
 * Splits users' requests between stable and canary. An adapter is made for one route of one release. Where pods are the
 * split, `weight` is the share that they give, which may be another than the one that was asked for.
 */
export interface TrafficRouter {
  /**
   * Reads the split in force. Changes nothing. `asked` is the weight that the release has written last; with it, a route on
   * which nothing of ours is left is somebody else's edit, too.
   */
  observe(signal: AbortSignal, asked?: Weight): Promise<Traffic>;
  /**
   * Tells at once when what `observe` reads may have changed, first when it begins, until the signal ends. An early notice
   * alone: changes may be missed while the API server cannot be reached.
   */
  follow(changed: () => void, signal: AbortSignal): Promise<void>;
  /**
   * Makes `weight` the one in force, what it stands on (subsets, Services) first, and answers what is; repeating it writes
   * nothing. Somebody else's edit is answered and left, unless `overwrite`.
   * @throws Trouble: `Superseded` when a later fence holds the route, `Conflict`, `NotFound`, `Forbidden`, `Unavailable`.
   */
  shift(weight: Weight, options: { fence: Fence; overwrite: boolean }, signal: AbortSignal): Promise<Traffic>;
  /**
   * Ends the release: all requests to `to`, the other's destination and what we made and nobody needs taken away (for
   * `stable`: the destinations as they were before), the fence kept and marked as ended.
   */
  release(to: 'stable' | 'canary', fence: Fence, signal: AbortSignal): Promise<void>;
}
