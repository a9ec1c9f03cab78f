import type { SpecOutline } from "#shared/domain/comparison/what-if.ts";
import type { RuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { Misfit } from "#shared/domain/rules-draft/apply-draft.ts";
import type { RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { SpecChange } from "../spec-changes.ts";
import type { Entity } from "../subject.ts";
import type { BatchMoves } from "./batch-moves.ts";
import type { ShownEntity } from "./count-moves.ts";

/** Loaded rules with the edits of a draft. */
export interface LoadedDraft {
  readonly rulesId: string;
  readonly edits: readonly RuleEdit[];
}

/** An edit, and the positions of the entities that reach it. */
export interface CountedEdit extends Entity {
  readonly change: number;
  readonly entities: readonly number[];
}

export interface RulesDifference {
  readonly changes: SpecChange[];
  /** The entities that an edit can reach, edited ones first. */
  readonly entities: ShownEntity[];
  /** The edits that can be counted alone, by their positions among the changes, each with the positions of the entities that reach it. */
  readonly alone: readonly CountedEdit[];
  /** All entities of the newer rules that are shown. */
  readonly total: number;
  /** The ID types of the newer rules. */
  readonly unitTypes: string[];
}

/** The calls of What if. Rules are loaded before they are used. */
export interface WhatIfCalls {
  outline(input: LoadedDraft & { readonly entity: Entity; readonly ruleNames: RuleNames }): {
    readonly before: SpecOutline | null;
    readonly after: SpecOutline | null;
    readonly misfits: Misfit[];
  };
  difference(input: {
    readonly older: LoadedDraft;
    readonly newer: LoadedDraft;
    readonly ruleNames: RuleNames;
  }): { readonly is: "read"; readonly difference: RulesDifference } | { readonly is: "does_not_fit"; readonly misfits: Misfit[] };
  moves(input: {
    readonly older: LoadedDraft;
    readonly newer: LoadedDraft;
    readonly entities: readonly ShownEntity[];
    readonly focus: Entity | null;
    readonly ruleNames: RuleNames;
    readonly tier: string;
    readonly nowMs: number;
    readonly users: readonly StatsigUser[];
    readonly alone: readonly CountedEdit[];
    readonly firstRow: number;
    readonly maxRows: number;
  }): BatchMoves;
}
