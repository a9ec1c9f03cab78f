import type { ExpectationRow } from "#shared/domain/expectation/expectation-row.ts";
import type { JudgedAnswer } from "#shared/domain/expectation/judge.ts";
import type { Judgement } from "#shared/domain/expectation/judgement.ts";
import type { Suggestion } from "#shared/domain/expectation/suite-run.ts";
import type { RuleTrace } from "#shared/domain/explanation/explanation.ts";
import type { RuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import type { SnapshotContents } from "../definitions/snapshot-store.ts";
import type { EntityCoverage } from "./coverage.ts";

/** A row with what came of it. `at` is its position in the request. */
export interface RowVerdict {
  readonly at: number;
  readonly judgement: Judgement;
  /** The answer; null for a share. */
  readonly answer: JudgedAnswer | null;
  /** The deciding or closest rule of a row that is not as expected. */
  readonly rule: RuleTrace | null;
  readonly isClosest: boolean;
}

export interface RowsRequest {
  readonly rulesId: string;
  readonly rows: readonly ExpectationRow[];
  readonly tier: string | null;
  readonly nowMs: number;
  readonly ruleNames: RuleNames;
}

/** The calls of the thread that runs suites. Rules are loaded before they are used; the thread keeps the last few. */
export interface SuiteCalls {
  isLoaded(rulesId: string): boolean;
  /** Applies the edits of a draft, if any, and says why the rules cannot be used: a text that is no definitions, or edits that do not fit. */
  load(
    input: SnapshotContents & { readonly rulesId: string; readonly edits?: readonly RuleEdit[]; readonly ruleNames?: RuleNames },
  ): { readonly is: "loaded" } | { readonly is: "unreadable" } | { readonly is: "does_not_fit"; readonly problem: string };
  suggest(
    request: Omit<RowsRequest, "rows" | "ruleNames"> & {
      readonly entity: EntityCoverage;
      readonly only: string | null;
      readonly afterId: number;
    },
  ): Suggestion[];
  run(request: RowsRequest): Generator<readonly RowVerdict[], readonly EntityCoverage[], void>;
}
