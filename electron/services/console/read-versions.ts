import { isJsonNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";

/** A rule as the console has it. */
export interface VersionRule {
  readonly baseId: string;
  readonly name: string;
  readonly percentage: number;
  readonly conditions: readonly JsonObject[];
  /** Null for all environments. */
  readonly environments: readonly string[] | null;
  readonly returnValue: JsonValue;
  /** True for a rule whose users get several values. */
  readonly hasVariants: boolean;
}

export interface ReadVersion {
  readonly number: string | null;
  readonly atMs: number | null;
  readonly by: string | null;
  readonly isEnabled: boolean;
  readonly idType: string | null;
  /** Null for a gate. */
  readonly defaultValue: JsonValue;
  /** The holdouts of the entity; null if the console does not say. */
  readonly holdouts: ReadonlySet<string> | null;
  readonly rules: readonly VersionRule[];
  /** Why its rules could not be read; null if they were. */
  readonly problem: string | null;
}

export interface ReadVersions {
  /** The newest first. */
  readonly versions: readonly ReadVersion[];
  readonly total: number | null;
}

/** Reads a page of `/versions` (statsig-http.md §15.3); null for another response. A version without a usable list of rules says so. */
export function readConsoleVersions(body: string): ReadVersions | null {
  const answer = parseJson(body);
  if (!isJsonObject(answer) || !Array.isArray(answer.data)) return null;
  const versions = answer.data.filter(isJsonObject).map(readVersion);
  const { pagination } = answer;
  const total = isJsonObject(pagination) && isJsonNumber(pagination.totalItems) ? Math.trunc(toDouble(pagination.totalItems)) : null;
  return { versions: versions.toSorted((one, other) => rank(other) - rank(one)), total };
}

/** The order of the list is not documented: by number, or else by time. */
function rank({ number, atMs }: ReadVersion): number {
  return number === null ? (atMs ?? 0) : Number(number);
}

function readVersion(version: JsonObject): ReadVersion {
  const { lastModifierName, lastModifierEmail, lastModifiedTime, idType, defaultValue = null, holdoutIDs } = version;
  const rules = Array.isArray(version.rules) ? version.rules.map(readRule) : [null];
  return {
    number: isJsonNumber(version.version) ? String(version.version) : null,
    atMs: isJsonNumber(lastModifiedTime) ? Math.trunc(toDouble(lastModifiedTime)) : null,
    by: textOf(lastModifierName) ?? textOf(lastModifierEmail),
    isEnabled: version.isEnabled === true,
    idType: textOf(idType),
    defaultValue,
    holdouts: Array.isArray(holdoutIDs) ? new Set(holdoutIDs.map(String)) : null,
    rules: rules.filter((rule) => rule !== null),
    problem: rules.includes(null) ? "its rules are not as documented" : null,
  };
}

function readRule(rule: JsonValue): VersionRule | null {
  if (!isJsonObject(rule) || !isJsonNumber(rule.passPercentage) || !Array.isArray(rule.conditions)) return null;
  const baseId = textOf(rule.baseID) ?? textOf(rule.id);
  const conditions = rule.conditions.filter(isJsonObject);
  if (baseId === null || conditions.length !== rule.conditions.length) return null;
  return {
    baseId,
    name: textOf(rule.name) ?? baseId,
    percentage: toDouble(rule.passPercentage),
    conditions,
    environments: Array.isArray(rule.environments) && rule.environments.length > 0 ? rule.environments.map(String) : null,
    returnValue: rule.returnValue ?? null,
    hasVariants: Array.isArray(rule.variants) && rule.variants.length > 0,
  };
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
