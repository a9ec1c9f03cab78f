import type { FieldReadiness } from "#shared/domain/explanation/readiness.ts";
import type { UserWarning } from "#shared/domain/user/statsig-user.ts";

/** What the rules of the name that would be asked for now look at, and what this user has there. */
export interface FieldUsageList {
  readonly name: string;
  readonly fields: readonly FieldReadiness[];
  /** What else would surprise, a sentence each. */
  readonly traps: readonly string[];
}

/** Whether the field at this place of the user is one that the rules look at, under its right name or a misspelt one. */
export function isFieldUsed(fieldUsage: FieldUsageList | null, path: readonly string[]): boolean {
  if (fieldUsage === null) return false;
  return fieldUsage.fields.some((field) => samePath(field.path, path) || (field.spelledAs !== null && samePath(misspeltPath(field), path)));
}

/** Whether anything in this group is looked at: `custom`, `customIDs`. */
export function isGroupUsed(fieldUsage: FieldUsageList | null, group: string): boolean {
  return fieldUsage?.fields.some(({ path }) => path[0] === group) ?? false;
}

/** What is looked at and not there at all. */
export function notSet({ fields }: FieldUsageList): FieldReadiness[] {
  return fields.filter(({ state }) => state === "missing");
}

/** What is there, but not as the rules look for it: to stand beside its field, with the mend. */
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
