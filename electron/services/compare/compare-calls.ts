import type { ComparisonRow, EqualWay, EqualWaysRequest } from "#shared/domain/comparison/compare-request.ts";
import type { ComparedAnswer, Part } from "#shared/domain/comparison/comparison.ts";
import type { RuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { Misfit } from "#shared/domain/rules-draft/apply-draft.ts";
import type { RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { SnapshotContents } from "../definitions/snapshot-store.ts";
import type { KeyFacts } from "./key-view.ts";
import type { Entity } from "./subject.ts";
import type { LoadedDraft, WhatIfCalls } from "./what-if/what-if-calls.ts";

/** A subject whose rules the thread has, by their ID. */
export interface LoadedSubject {
  readonly user: StatsigUser;
  readonly tier: string | null;
  readonly atMs: number;
  readonly project: string;
  /** Null for the sandbox, and for a project without a key. */
  readonly key: KeyFacts | null;
  readonly rulesId: string;
  readonly ruleNames: RuleNames;
  /** A draft that fits these rules; none for the rules as they are. */
  readonly edits?: readonly RuleEdit[];
}

/** A spec that a cause names: the rules of `subject` have another version of it than those of the first subject. */
export interface ChangedSpec extends Entity {
  readonly subject: number;
}

export interface CompareSteps {
  readonly rows: ComparisonRow[];
  readonly done: number;
  readonly total: number;
}

export interface CompareEnd {
  readonly total: number;
  readonly noEffect: Part[][];
  readonly changedSpecs: ChangedSpec[];
}

/** The calls of the thread that compares. Rules are loaded before they are used; the thread forgets those used least recently. */
export interface CompareCalls extends WhatIfCalls {
  /** Returns those of these rules that are not loaded, and keeps the others. */
  missing(rulesIds: readonly string[]): Promise<string[]>;
  load(input: SnapshotContents & { readonly rulesId: string }): Promise<void>;
  /** Returns the edits of a draft that do not fit its rules. */
  misfits(draft: LoadedDraft & { readonly ruleNames: RuleNames }): Misfit[];
  compare(subjects: readonly LoadedSubject[]): Generator<CompareSteps, CompareEnd, void>;
  equalWays(input: Pick<EqualWaysRequest, "other" | "entity" | "others"> & { readonly subjects: readonly LoadedSubject[] }): EqualWay[];
  /** For each spec: true if two versions of the rules have the same one. */
  areSpecsEqual(input: { readonly one: string; readonly other: string; readonly specs: readonly Entity[] }): boolean[];
  /** Returns the answers of one subject, in the order of the entities. */
  answers(input: { readonly subject: LoadedSubject; readonly entities: readonly Entity[] }): ComparedAnswer[];
}
