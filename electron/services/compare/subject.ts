import type { SpecKind } from "#shared/domain/evaluation/spec-kind.ts";
import type { RuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { IdLists } from "../explain/engine/conditions/operators.ts";
import type { Places } from "../explain/engine/look-ups/places.ts";

/** Everything that decides an answer: the user, the rules, and the circumstances. */
export interface Subject {
  readonly user: StatsigUser;
  /** For users without a tier in their environment; null for the default of the rules. */
  readonly tier: string | null;
  /** Null for the app of the key, or else of the rules. */
  readonly targetApp: string | null;
  /** The key that asks; without one, everything is seen. */
  readonly key?: SubjectKey | null;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** The name of the project that the rules belong to. If two subjects have different ones, the project is one part, with all its rules and lists. */
  readonly project?: string | null;
  /** Definitions in v1 or v2 form. */
  readonly rules: JsonObject;
  /** Rule names of earlier answers and of the console, which the rules may lack. */
  readonly ruleNames?: RuleNames | undefined;
  /** Null if membership in ID lists is unknown. */
  readonly idLists: IdLists | null;
  /** Places of units whose IDs a case replaced. */
  readonly places?: Places | undefined;
}

/** A key, as far as it decides answers (statsig-http.md §1). */
export interface SubjectKey {
  /** `client key ••••1a2b`. */
  readonly name: string;
  /** The app of a client key: it sees only entities of that app. Null for none. */
  readonly targetApp: string | null;
  /** The gates and configs that the rules list for a client key; null if it sees all. */
  readonly entities: { readonly gates: ReadonlySet<string>; readonly configs: ReadonlySet<string> } | null;
}

export interface Entity {
  readonly kind: SpecKind;
  readonly name: string;
}

export function areOfOneProject(reference: Subject, compared: Subject): boolean {
  return (reference.project ?? null) === (compared.project ?? null);
}
