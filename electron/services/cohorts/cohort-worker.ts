import { constants, setPriority } from "node:os";
import { serveCalls } from "../workers/serve-calls.ts";
import type { CohortCalls } from "./cohort-calls.ts";
import { createBlockEvaluator } from "./evaluate-block.ts";
import { outcomeUsers } from "./outcome-users.ts";

/*
 * The entry of each thread that evaluates cohorts, also in the build. It and all its imports run from source on plain Node: erasable syntax and `.ts` in every
 * import.
 */
// The page and the core go first, on the same cores. Linux has a priority for each thread; elsewhere this would slow the whole process down.
if (process.platform === "linux") setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

serveCalls<CohortCalls>(() => {
  let current: { readonly jobId: string; readonly evaluator: ReturnType<typeof createBlockEvaluator> } | null = null;
  return {
    open(job) {
      current = { jobId: job.jobId, evaluator: createBlockEvaluator(job) };
      return current.evaluator.facts;
    },
    evaluate({ jobId, content }) {
      if (current?.jobId !== jobId) throw new Error("This thread has no such job.");
      return current.evaluator.evaluate(content);
    },
    outcomes: outcomeUsers,
  };
});
