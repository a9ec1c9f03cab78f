import type { PreparedDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import type { ExpectationRow } from "#shared/domain/expectation/expectation-row.ts";
import type { JudgedAnswer } from "#shared/domain/expectation/judge.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";

/** The rules of a suite: what answers its rows. */
export interface SuiteRules {
  /** Null if the rules are not on this machine. */
  readonly prepared: PreparedDefinitions | null;
  /** Explained here, or answered by Statsig. */
  answer(row: ExpectationRow): Promise<{ readonly explanation: Explanation } | { readonly answer: JudgedAnswer }>;
  close(): Promise<void>;
}
