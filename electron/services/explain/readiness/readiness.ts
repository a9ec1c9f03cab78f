import { entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import { nearNames } from "#shared/domain/evaluation/names.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import { describeTarget, formatRuleNumber, formatValue } from "#shared/domain/explanation/explanation-text.ts";
import type { FieldReadiness, Readiness } from "#shared/domain/explanation/readiness.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { formatNumber, formatPercent } from "#shared/domain/text/format-number.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { PreparedDefinitions } from "../engine/definitions/prepare.ts";
import { Subject } from "../engine/look-ups/subject.ts";
import { missing, type ResolvedValue } from "../engine/values/resolved-value.ts";
import { type Ask, definitionKind, type FieldUsage, walkThrough } from "./field-usage.ts";
import { findFieldUsage, pathOf } from "./find-field-usage.ts";
import { fittingValues } from "./fitting-values.ts";
import { findMisspelt, formatPath, type Path, placeFor, withValueAt } from "./user-places.ts";
import { fitOf } from "./value-types.ts";

export interface ReadinessRequest {
  readonly kind: ExplainedKind;
  readonly name: string;
  readonly user: StatsigUser;
  /** Applied unless the user names its own; empty for none. */
  readonly tier: string;
}

/** A user is looked through by people: more fields than this are counted only. */
const maxFields = 100;
const maxWants = 6;
const maxSuggestions = 8;

/** What a name will look at, and what of it this user lacks, misspells or gives in another type. */
export function readinessFor(prepared: PreparedDefinitions, { kind, name, user, tier }: ReadinessRequest): Readiness {
  const walked = walkThrough(prepared, definitionKind(kind), name);
  if (walked === null) {
    const known = [...prepared.specs[definitionKind(kind)].keys()];
    return {
      is: "unknown_name",
      reason: `The definitions have no ${entityKindLabels[kind].one} “${name}”.`,
      nearNames: nearNames(name, known),
    };
  }
  const subject = new Subject(user, prepared.keys, tier === "" ? prepared.defaultTier : tier);
  const all = [...walked.usages].sort((a, b) => roleOrder[a.role] - roleOrder[b.role]);
  const usages = all.slice(0, maxFields);
  const others = all.length - usages.length;
  const fields = usages.map((look) => fieldReadiness(look, user, findFieldUsage(look, subject, prepared)));
  return {
    is: "known",
    isReady: others === 0 && fields.every(({ state }) => state === "set"),
    fields,
    traps: trapsOf(usages, fields, subject, prepared),
    gaps: [...(others === 0 ? [] : [`It looks at ${formatNumber(others)} more fields than are listed here.`]), ...walked.gaps],
  };
}

const roleOrder: Record<FieldUsage["role"], number> = { unit: 0, tier: 1, attribute: 2 };

function fieldReadiness(look: FieldUsage, user: StatsigUser, found: ResolvedValue): FieldReadiness {
  const path = placeFor(look);
  const base = {
    field: look.field,
    role: look.role,
    where: whereIs(found, path),
    path: [...path],
    has: found.isPresent ? found.json : null,
    spelledAs: null,
    wants: wantsOf(look),
    suggestions: suggestionsFor(look, found.json),
    message: null,
    fix: null,
  };
  if (isEmpty(found)) return missingField(look, user, path, base);
  const unfit = look.asks
    .map(({ condition }) => fitOf(condition === null || condition.bucket !== null ? null : condition.details, found.json))
    .find((fit) => fit !== "fits");
  if (unfit === undefined) return { ...base, state: "set", message: derivedFrom(found, look.field) };
  const foundPath = pathOf(found, look, path);
  return {
    ...base,
    path: [...foundPath],
    state: "wrong_type",
    message: `${look.field} is ${formatValue(found.json)}, ${unfit.because}.`,
    fix:
      unfit.fixed === undefined ? null : { label: `Make it ${formatValue(unfit.fixed)}`, user: withValueAt(user, foundPath, unfit.fixed) },
  };
}

function missingField(look: FieldUsage, user: StatsigUser, path: Path, base: Omit<FieldReadiness, "state">): FieldReadiness {
  const meant = findMisspelt(user, path);
  const first = base.wants[0] === undefined ? "" : `: ${base.wants[0]}`;
  if (meant === null) return { ...base, state: "missing", message: `This user has no ${fieldText(look)}${first}.` };
  const moved = withValueAt(withValueAt(user, meant.path, undefined), path, meant.value);
  return {
    ...base,
    state: "misspelt",
    has: meant.value,
    spelledAs: formatPath(meant.path),
    message: `The rules look for ${formatPath(path)}; this user has it as ${formatPath(meant.path)}, where they do not find it.`,
    fix: { label: meant.path.at(-1) === path.at(-1) ? `Move to ${formatPath(path)}` : `Rename to ${formatPath(path)}`, user: moved },
  };
}

function fieldText({ role, field }: FieldUsage): string {
  return role === "tier" && field === "tier" ? "tier" : field;
}

/** An empty ID is no ID, and an empty text at the top level is nothing to the server core. */
function isEmpty(found: ResolvedValue): boolean {
  return found === missing || found.json === null || found.json === "";
}

function whereIs(found: ResolvedValue, path: Path): FieldReadiness["where"] {
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
  if (found.place === "ip") return `${field} is not given; ${formatValue(found.json)} comes of the IP address.`;
  return found.place === "user_agent" ? `${field} is not given; ${formatValue(found.json)} comes of the user agent.` : null;
}

function wantsOf({ asks, also }: FieldUsage): string[] {
  const wants = [...new Set([...asks.map(requestText), ...also])];
  return wants.length <= maxWants ? wants : [...wants.slice(0, maxWants), `and ${wants.length - maxWants} more`];
}

/** `rule 2 “Pilot” wants US or CA`, `the segment “staff”, rule 1, lets 10 % of them in`. */
function requestText({ spec, rule, condition, depth }: Ask): string {
  const ruleText = formatRuleNumber(rule);
  const where = depth === 0 ? ruleText : `${specText(spec.name)}, ${ruleText},`;
  if (condition === null) return `${where} lets ${formatPercent(rule.passPercentage)} of them in`;
  if (condition.bucket !== null)
    return `${where} ${condition.details.operator === "lt" ? "puts it into a group" : "looks for it among its slots"}`;
  return `${where} wants ${describeTarget(condition.details)}`;
}

function specText(name: string): string {
  return name.startsWith("segment:") ? `the segment “${name.slice("segment:".length)}”` : `“${name}”`;
}

/** Values that the most rules want come first. Nobody is offered another's ID. */
function suggestionsFor({ role, asks }: FieldUsage, has: JsonValue): JsonValue[] {
  if (role === "unit") return [];
  const counts = new Map<string, { value: JsonValue; count: number }>();
  for (const { condition } of asks) {
    if (condition?.details.operator == null) continue;
    for (const value of fittingValues(condition.details.operator, condition.details.target, has)) {
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
  return usages.flatMap((look) => {
    const state = fields.find(({ field, role }) => field === look.field && role === look.role)?.state;
    if (look.role === "unit" && state !== "set" && look.asks.some(({ condition }) => condition === null || condition.bucket !== null))
      return [
        `Without a ${look.field} this user shares one place with everybody who has none: percentages and groups then say nothing about this person.`,
      ];
    if (look.role === "tier" && state === "missing")
      return [
        "No tier is named. Statsig documents that it then takes production; definitions evaluated elsewhere take the tier for missing.",
      ];
    if (look.from === "ip" && isEmpty(subject.field(keys.field(look.field))) && isEmpty(subject.field(keys.field("ip"))))
      return ["Without country and ip Statsig may take the country of the machine that asks; the explanation here takes it for missing."];
    return [];
  });
}
