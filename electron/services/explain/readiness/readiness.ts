import { entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import { formatValue } from "#shared/domain/evaluation/format-value.ts";
import { nearNames } from "#shared/domain/evaluation/names.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import { describeTarget, formatRuleNumber } from "#shared/domain/explanation/explanation-text.ts";
import type { FieldReadiness, Readiness } from "#shared/domain/explanation/readiness.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { formatNumber, formatPercent } from "#shared/domain/text/format-number.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { PreparedDefinitions } from "../engine/definitions/prepare.ts";
import { Subject } from "../engine/look-ups/subject.ts";
import { missing, type ResolvedValue } from "../engine/values/resolved-value.ts";
import { definitionKind, type FieldUsage, fieldUsagesOf, overrideText, type UseInRule } from "./field-usage.ts";
import { findFieldUsage, pathOf } from "./find-field-usage.ts";
import { fittingValues } from "./fitting-values.ts";
import { findMisspelt, formatPath, type Path, placeFor, withValueAt } from "./user-places.ts";
import { fitOf } from "./value-types.ts";

export interface ReadinessRequest {
  readonly kind: ExplainedKind;
  readonly name: string;
  readonly user: StatsigUser;
  /** Applied unless the user has a tier; empty for none. */
  readonly tier: string;
}

/** Further fields are only counted. */
const maxFields = 100;
const maxWants = 6;
const maxSuggestions = 8;

/** Returns the fields that a name uses, and which of them this user lacks, misspells or has in another type. */
export function readinessFor(prepared: PreparedDefinitions, { kind, name, user, tier }: ReadinessRequest): Readiness {
  const list = fieldUsagesOf(prepared, definitionKind(kind), name);
  if (list === null) {
    const known = [...prepared.specs[definitionKind(kind)].keys()];
    return {
      is: "unknown_name",
      reason: `The definitions have no ${entityKindLabels[kind].one} “${name}”.`,
      nearNames: nearNames(name, known),
    };
  }
  const subject = new Subject(user, prepared.keys, tier === "" ? prepared.defaultTier : tier);
  const all = [...list.usages].sort((a, b) => roleOrder[a.role] - roleOrder[b.role]);
  const usages = all.slice(0, maxFields);
  const others = all.length - usages.length;
  const fields = usages.map((usage) => fieldReadiness(usage, user, findFieldUsage(usage, subject, prepared)));
  return {
    is: "known",
    isReady: others === 0 && fields.every(({ state }) => state === "set"),
    fields,
    traps: trapsOf(usages, fields, subject, prepared),
    gaps: [...(others === 0 ? [] : [`It uses ${formatNumber(others)} more fields than are listed here.`]), ...list.gaps],
  };
}

const roleOrder: Record<FieldUsage["role"], number> = { unit: 0, tier: 1, attribute: 2 };

function fieldReadiness(usage: FieldUsage, user: StatsigUser, found: ResolvedValue): FieldReadiness {
  const path = placeFor(usage);
  const base = {
    field: usage.field,
    role: usage.role,
    where: placeOf(found, path),
    path: [...path],
    has: found.isPresent ? found.json : null,
    spelledAs: null,
    wants: wantsOf(usage),
    suggestions: suggestionsFor(usage, found.json),
    message: null,
    fix: null,
  };
  if (isEmpty(found)) return missingField(usage, user, path, base);
  const unfit = usage.uses
    .map(({ condition }) => fitOf(condition === null || condition.bucket !== null ? null : condition.details, found.json))
    .find((fit) => fit !== "fits");
  if (unfit === undefined) return { ...base, state: "set", message: derivedFrom(found, usage.field) };
  const foundPath = pathOf(found, usage, path);
  return {
    ...base,
    path: [...foundPath],
    state: "wrong_type",
    message: `${usage.field} is ${formatValue(found.json)}, ${unfit.because}.`,
    fix:
      unfit.fixed === undefined ? null : { label: `Make it ${formatValue(unfit.fixed)}`, user: withValueAt(user, foundPath, unfit.fixed) },
  };
}

function missingField(usage: FieldUsage, user: StatsigUser, path: Path, base: Omit<FieldReadiness, "state">): FieldReadiness {
  const misspelt = findMisspelt(user, path);
  const first = base.wants[0] === undefined ? "" : `: ${base.wants[0]}`;
  if (misspelt === null) return { ...base, state: "missing", message: `This user has no ${fieldLabel(usage)}${first}.` };
  const moved = withValueAt(withValueAt(user, misspelt.path, undefined), path, misspelt.value);
  return {
    ...base,
    state: "misspelt",
    has: misspelt.value,
    spelledAs: formatPath(misspelt.path),
    message: `The rules use ${formatPath(path)}; this user has ${formatPath(misspelt.path)}, which they do not use.`,
    fix: { label: misspelt.path.at(-1) === path.at(-1) ? `Move to ${formatPath(path)}` : `Rename to ${formatPath(path)}`, user: moved },
  };
}

function fieldLabel({ role, field }: FieldUsage): string {
  return role === "tier" && field === "tier" ? "tier" : field;
}

/** Returns true for a missing value. Empty texts count as missing, as in the server core. */
function isEmpty(found: ResolvedValue): boolean {
  return found === missing || found.json === null || found.json === "";
}

function placeOf(found: ResolvedValue, path: Path): FieldReadiness["where"] {
  if (found.place === "custom" || found.place === "private" || found.place === "environment") return found.place;
  switch (path[0]) {
    case "customIDs":
    case "custom":
      return path[0];
    case "statsigEnvironment":
      return "environment";
    default:
      return "top_level";
  }
}

function derivedFrom(found: ResolvedValue, field: string): string | null {
  if (found.place === "ip") return `${field} is not set; ${formatValue(found.json)} comes from the IP address.`;
  return found.place === "user_agent" ? `${field} is not set; ${formatValue(found.json)} comes from the user agent.` : null;
}

function wantsOf({ uses, otherUses }: FieldUsage): string[] {
  const wants = [...new Set([...uses.map(useText), ...otherUses])];
  return wants.length <= maxWants ? wants : [...wants.slice(0, maxWants), `and ${wants.length - maxWants} more`];
}

/** `rule 2 “Pilot” requires US or CA`, `the segment “staff”, rule 1, has a rollout of 10 %`. */
function useText({ spec, rule, condition, depth }: UseInRule): string {
  const ruleText = formatRuleNumber(rule);
  const where = spec === null ? overrideText(rule) : depth === 0 ? ruleText : `${specText(spec.name)}, ${ruleText},`;
  if (condition === null) return `${where} has a rollout of ${formatPercent(rule.passPercentage)}`;
  if (condition.bucket !== null)
    return `${where} ${condition.details.operator === "lt" ? "assigns a group by it" : "checks it against its slots"}`;
  return `${where} requires ${describeTarget(condition.details)}`;
}

function specText(name: string): string {
  return name.startsWith("segment:") ? `the segment “${name.slice("segment:".length)}”` : `“${name}”`;
}

/** Returns values that meet the rules, those for the most rules first. Suggests no unit IDs. */
function suggestionsFor({ field, role, uses }: FieldUsage, has: JsonValue): JsonValue[] {
  if (role === "unit") return [];
  const counts = new Map<string, { value: JsonValue; count: number }>();
  for (const { condition } of uses) {
    if (condition?.details.operator == null) continue;
    for (const value of fittingValues(condition.details.operator, condition.details.target, has, field)) {
      const key = JSON.stringify(value);
      counts.set(key, { value, count: (counts.get(key)?.count ?? 0) + 1 });
    }
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, maxSuggestions)
    .map(({ value }) => value);
}

function trapsOf(
  usages: readonly FieldUsage[],
  fields: readonly FieldReadiness[],
  subject: Subject,
  { keys }: PreparedDefinitions,
): string[] {
  return usages.flatMap((usage) => {
    const state = fields.find(({ field, role }) => field === usage.field && role === usage.role)?.state;
    if (usage.role === "unit" && state !== "set" && usage.uses.some(({ condition }) => condition === null || condition.bucket !== null))
      return [
        `Without a ${usage.field}, this user shares one bucket with all users who have none, so percentages and groups do not reflect this user.`,
      ];
    if (usage.role === "tier" && state === "missing")
      return ["No tier is set. Statsig documents that it then uses production; local evaluation treats the tier as missing."];
    if (usage.from === "ip" && isEmpty(subject.field(keys.field(usage.field))) && isEmpty(subject.field(keys.field("ip"))))
      return ["Without country and ip, Statsig may use the country of the machine that sends the request. Gatescope treats it as missing."];
    return [];
  });
}
