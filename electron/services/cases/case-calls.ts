import type { Case, CaseFact, CaseRules } from "#shared/domain/case/case-file.ts";
import type { CaseChange, CaseRequest } from "#shared/domain/case/case-request.ts";
import type { RedactionChoice, RedactionRow } from "#shared/domain/case/redaction.ts";
import type { Answer, EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import type { Flip } from "#shared/domain/explanation/flip.ts";
import type { RuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { SnapshotContents } from "../definitions/snapshot-store.ts";
import type { ReplayedCase } from "./replay-case.ts";

export interface SubjectToSave {
  readonly label: string;
  readonly project: string;
  readonly tier: string;
  readonly user: StatsigUser;
  readonly atMs: number;
  /** Null without rules. */
  readonly rules: ({ readonly rulesId: string; readonly ruleNames?: RuleNames } & Pick<CaseRules, "source" | "readAtMs" | "timeMs">) | null;
}

export interface AnswerToSave {
  readonly subject: number;
  readonly kind: EntityKind;
  readonly name: string;
  /** Null for an answer that is evaluated from the rules. */
  readonly answer: Answer | null;
  readonly exchange: Exchange | null;
}

/** Everything that a case is made from. */
export interface CaseToMake {
  readonly subjects: readonly SubjectToSave[];
  readonly answers: readonly AnswerToSave[];
  /** Parameter stores to resolve; what they point to is added to the answers. */
  readonly stores: CaseRequest["stores"];
  readonly facts: readonly CaseFact[];
  readonly name: string;
  readonly note: string;
  readonly savedAtMs: number;
  readonly madeWith: Case["madeWith"];
  readonly choices: readonly (readonly [string, RedactionChoice])[];
  /** The random key of this case, from which its tags are made. It is never stored. */
  readonly key: string;
  readonly secrets: readonly string[];
}

export interface MadeCase {
  readonly case: Case;
  readonly rows: readonly RedactionRow[];
  readonly changes: readonly CaseChange[];
}

/** The smallest changes that would give another answer, for each answer; and its explanation. */
export interface AnswerForReply {
  readonly explanation: Explanation | null;
  readonly flips: readonly Flip[];
}

/** The calls of the thread that makes, explains and replays cases. Rules are loaded before they are used; the thread keeps the last few. */
export interface CaseCalls {
  isLoaded(rulesId: string): boolean;
  /** False for a text that is no definitions. */
  load(input: SnapshotContents & { readonly rulesId: string }): boolean;
  make(request: CaseToMake): MadeCase;
  /** Returns the explanations of these answers; null where the case has no rules for one. */
  explain(input: { readonly saved: Case; readonly at: readonly number[] }): (Explanation | null)[];
  /** Returns the positions of the answers, and of the parameter stores, that the rules of the case give otherwise than it says. */
  changed(saved: Case): { readonly answers: number[]; readonly stores: number[] };
  /** Searches for changes for at most a second each, for the first few answers. */
  reply(saved: Case): AnswerForReply[];
  /** The same for a case that is not redacted: for the customer, who knows who they are. */
  replyTo(request: CaseToMake): { readonly saved: Case; readonly answers: AnswerForReply[] };
  replay(input: { readonly saved: Case; readonly rulesId: string; readonly ruleNames: RuleNames; readonly nowMs: number }): ReplayedCase;
}
