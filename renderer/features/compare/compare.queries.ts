import { createComparison } from "#renderer/answer/comparison/create-comparison.ts";

/** The comparison of this screen. */
export const { useCompareState, compare, cancelComparison, checkLive, cancelLiveCheck } = createComparison();
