import type { Phase } from './release-state.js';
import type { Weight } from './step.js';

/** What people can be told of a release, in the order in which it comes. */
export const noticeEvents = [
  'started',
  'question',
  'paused',
  'trouble',
  'promoted',
  'rolling-back',
  'released',
  'rolled-back',
  'aborted',
  'refused',
] as const;
export type NoticeEvent = (typeof noticeEvents)[number];

/** Which of it a receiver is told, by the name that the worker knows the receiver by. */
export interface Subscription {
  to: string;
  on: NoticeEvent[];
}

/** One thing that people are told. Nothing in it is secret. */
export interface Notice {
  /** The same however often it is sent, and no other notice's; the id of the workflow that sees to it. */
  key: string;
  event: NoticeEvent;
  /** When it came about, in milliseconds since 1970. */
  at: number;
  /** The release's workflow id. */
  release: string;
  cluster: string;
  namespace: string;
  service: string;
  /** Undefined where preflight found no plan. */
  version?: string;
  /** The version that served before; undefined, too, on a first release. */
  stable?: string;
  phase: Phase;
  weight: Weight;
  /** What has come about, in a sentence with its numbers. */
  text: string;
  /** The person who did it, where it was one. */
  by?: string;
  /** The gate that waits, with `question`; undefined: it is asked for want of evidence. */
  gate?: string;
}

/** A notice, and the names of those who are told it. */
export interface Telling {
  notice: Notice;
  to: string[];
}
