import type { CohortEntity, OutcomeUser } from "#shared/domain/cohort/cohort.ts";
import type { RuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { SnapshotContents } from "../definitions/snapshot-store.ts";
import type { BlockContent, CohortJob, JobFacts, StoredBlock } from "./block.ts";

export interface OutcomesRequest {
  readonly rules: SnapshotContents;
  readonly nowMs: number;
  readonly tier: string;
  readonly entity: CohortEntity;
  /** Rule names of earlier answers and of the console, which the rules may lack. */
  readonly ruleNames: RuleNames;
}

/** The calls of a thread that evaluates blocks. One job at a time is open in it; a block of another job throws. */
export interface CohortCalls {
  open(job: CohortJob): JobFacts;
  evaluate(input: { readonly jobId: string; readonly content: BlockContent }): StoredBlock;
  /** Makes one user for every outcome of an entity. */
  outcomes(request: OutcomesRequest): OutcomeUser[];
}
