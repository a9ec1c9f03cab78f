import type { FieldReadiness } from "#shared/domain/explanation/readiness.ts";
import type { UserWarning } from "#shared/domain/user/statsig-user.ts";

/** The user fields that the rules of the entered name evaluate, with their state in this user. */
export interface FieldUsageList {
  readonly name: string;
  readonly fields: readonly FieldReadiness[];
  /** The other likely surprises, one sentence each. */
  readonly traps: readonly string[];
}

/** True if the rules evaluate the user field at this path, under its correct name or a misspelt one. */
export function isFieldUsed(fieldUsage: FieldUsageList | null, path: readonly string[]): boolean {
  if (fieldUsage === null) return false;
  return fieldUsage.fields.some((field) => samePath(field.path, path) || (field.spelledAs !== null && samePath(misspeltPath(field), path)));
}

/** True if the rules evaluate any field of this group: `custom`, `customIDs`. */
export function isGroupUsed(fieldUsage: FieldUsageList | null, group: string): boolean {
  return fieldUsage?.fields.some(({ path }) => path[0] === group) ?? false;
}

/** Returns the fields that the rules evaluate and that the user does not have. */
export function notSet({ fields }: FieldUsageList): FieldReadiness[] {
  return fields.filter(({ state }) => state === "missing");
}

/** Returns a warning with its fix for each field with a misspelt name or a wrong type. */
export function fieldUsageWarnings(fieldUsage: FieldUsageList | null): UserWarning[] {
  return (fieldUsage?.fields ?? [])
    .filter(({ state, message }) => message !== null && (state === "misspelt" || state === "wrong_type"))
    .map((field) => ({ path: misspeltPath(field), message: field.message ?? "", fix: field.fix }));
}

function misspeltPath({ path, spelledAs }: FieldReadiness): string[] {
  return spelledAs === null ? path : [...path.slice(0, -1), spelledAs];
}

function samePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((step, at) => step === other[at]);
}
