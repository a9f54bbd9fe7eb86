import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** What releases are found by in Temporal; the worker sees to it that the server knows them. */
export const searchKeys = {
  namespace: defineSearchAttributeKey('SluiceNamespace', SearchAttributeType.KEYWORD),
  service: defineSearchAttributeKey('SluiceService', SearchAttributeType.KEYWORD),
  version: defineSearchAttributeKey('SluiceVersion', SearchAttributeType.KEYWORD),
  phase: defineSearchAttributeKey('SluicePhase', SearchAttributeType.KEYWORD),
  outcome: defineSearchAttributeKey('SluiceOutcome', SearchAttributeType.KEYWORD),
};
