import { z } from "zod";
import type { StatsigUser } from "../user/statsig-user.ts";
import { effectiveTier } from "../user/statsig-user.ts";

/**
 * What an override of the console does here. `decides`: a rule that has it decides for this user. `no_effect`: a rule has it, but another one decides.
 * `differs`: the rules name the ID with another outcome. `not_in_rules`: they do not name the ID there. `other_tier`: it is for another environment.
 * `no_rules`: there are none on this machine to compare with.
 */
export const OverrideEffectSchema = z.enum(["decides", "no_effect", "differs", "not_in_rules", "other_tier", "no_rules"]);
export type OverrideEffect = z.infer<typeof OverrideEffectSchema>;

/**
 * A place that names one of a user's IDs. `rules`: a rule, or an ID list, of the project's rules on this machine. `console`: an override that the Console API
 * lists for the ID.
 */
export const UserOverrideSchema = z.object({
  source: z.enum(["rules", "console"]),
  /** What has the rule. */
  kind: z.enum(["gate", "segment", "holdout", "config", "experiment", "layer", "autotune"]),
  name: z.string(),
  idType: z.string(),
  /** The name of the rule; null if it has none. */
  rule: z.string().nullable(),
  /** The ID list that has the ID; null if the rule itself names it. */
  list: z.string().nullable(),
  /** What the rule gives: true or false for gates, segments and holdouts, the group of an experiment; null for a value of its own. */
  gives: z.union([z.boolean(), z.string()]).nullable(),
  /** Further conditions of the rule, which must be met as well. */
  otherConditions: z.int(),
  /** 0 gives everyone what is outside of the rule. */
  passPercentage: z.number(),
  /** Names whose rules use this segment or gate. */
  usedBy: z.array(z.string()),
  /** True if this rule decides for the user; false for overrides of the console, whose `effect` says it. */
  decides: z.boolean(),
  /** Only if the console lists it. */
  console: z
    .object({
      /** The environment to which the override is limited; null for all. */
      environment: z.string().nullable(),
      /** Of a layer: the experiment that has the group. */
      experiment: z.string().nullable(),
      effect: OverrideEffectSchema,
    })
    .optional(),
});
export type UserOverride = z.infer<typeof UserOverrideSchema>;

/** An override as the console lists it, before it is compared with the rules. */
export type ConsoleOverride = Pick<UserOverride, "kind" | "name" | "idType"> & {
  readonly gives: boolean | string;
  readonly environment: string | null;
  readonly experiment: string | null;
};

/** The overrides of the console that name one of a user's IDs. */
export const ConsoleOverridesSchema = z.object({
  /** False if the project has no console key that can be used now; nothing was requested then. */
  hasKey: z.boolean(),
  overrides: z.array(UserOverrideSchema),
  /** When the oldest of the used responses was received; null if there was none. */
  readAtMs: z.int().nullable(),
  /** The types of the IDs that the console was asked about. */
  idTypes: z.array(z.string()),
  /** `Overrides of the console could not be read: …`; null if all were read. */
  problem: z.string().nullable(),
  /** When what failed can be requested again; until then, nothing is sent. Null if nothing failed. */
  retryAtMs: z.int().nullable(),
  /** Parts of the responses that are not documented, and IDs that were not asked about; one sentence each. */
  notes: z.array(z.string()),
});
export type ConsoleOverrides = z.infer<typeof ConsoleOverridesSchema>;

/** Says of each override of the console what it does with the rules on this machine: `named` are the places where these name the user's IDs, null without rules. */
export function withEffects(
  overrides: readonly ConsoleOverride[],
  named: readonly UserOverride[] | null,
  { user, tier }: { readonly user: StatsigUser; readonly tier: string },
): UserOverride[] {
  const current = effectiveTier(user, tier);
  return overrides.map((override): UserOverride => {
    const { kind, name, idType, gives, environment, experiment } = override;
    const effect = effectOf(override, named, current);
    return {
      ...{ source: "console", kind, name, idType, gives, rule: null, list: null },
      ...{ otherConditions: 0, passPercentage: 100, decides: false },
      usedBy: named?.find((place) => isSamePlace(place, override))?.usedBy ?? [],
      console: { environment, experiment, effect },
    };
  });
}

function effectOf(override: ConsoleOverride, named: readonly UserOverride[] | null, tier: string): OverrideEffect {
  const { environment } = override;
  if (environment !== null && environment.toLowerCase() !== tier.toLowerCase()) return "other_tier";
  if (named === null) return "no_rules";
  const places = named.filter((place) => isSamePlace(place, override));
  if (places.length === 0) return "not_in_rules";
  const same = places.filter((place) => hasSameOutcome(place, override));
  if (same.length === 0) return "differs";
  return same.some(({ decides }) => decides) ? "decides" : "no_effect";
}

/** Groups have a name or an ID in the console, so that only outcomes of gates can be compared. */
function hasSameOutcome(place: UserOverride, { gives }: Pick<UserOverride, "gives">): boolean {
  return typeof place.gives !== "boolean" || place.gives === gives;
}

/** Returns each override once: one of the console that the rules have as well is the one of the rules, with what the console says. */
export function listedOnce(ofRules: readonly UserOverride[], ofConsole: readonly UserOverride[]): UserOverride[] {
  const once = [...ofRules];
  const others = ofConsole.filter((override) => {
    const effect = override.console?.effect;
    if (effect !== "decides" && effect !== "no_effect") return true;
    const isSame = (place: UserOverride) =>
      place.console === undefined &&
      isSamePlace(place, override) &&
      hasSameOutcome(place, override) &&
      place.decides === (effect === "decides");
    const at = once.findIndex(isSame);
    const place = once[at];
    if (place === undefined) return true;
    once[at] = { ...place, console: override.console };
    return false;
  });
  return [...once, ...others];
}

/** The Console API accepts snake_case for types of IDs (statsig-http.md §15.2). A layer's experiment has the same override in its own rules. */
function isSamePlace(place: UserOverride, { kind, name, idType }: Pick<UserOverride, "kind" | "name" | "idType">): boolean {
  return place.source === "rules" && place.kind === kind && place.name === name && plain(place.idType) === plain(idType);
}

function plain(idType: string): string {
  return idType.replaceAll("_", "").toLowerCase();
}

/** Returns what was read, or what was read before it if it failed as a whole, with the reason. */
export function withLastRead(before: ConsoleOverrides | undefined, read: ConsoleOverrides): ConsoleOverrides {
  const hasFailed = read.hasKey && read.problem !== null && read.readAtMs === null;
  return hasFailed && before !== undefined && before.readAtMs !== null
    ? { ...before, problem: read.problem, retryAtMs: read.retryAtMs }
    : read;
}

/** `because` is a clause, or a sentence with its stop. */
export function consoleOverridesProblem(because: string): string {
  return `Overrides of the console could not be read: ${because.replace(/\.$/, "")}.`;
}
