import type { JsonValue } from "../json/json.ts";
import type { StatsigUser } from "../user/statsig-user.ts";
import { withMember } from "../user/user-columns.ts";
import { type CohortSource, type CombinedField, maxCombinations } from "./cohort.ts";

/** Returns how many users the combinations are; possibly more than a double counts exactly, but then far more than allowed. */
export function countCombinations(fields: readonly CombinedField[]): number {
  return fields.reduce((product, field) => product * choicesOf(field), 1);
}

export function choicesOf({ values, isAbsentToo }: CombinedField): number {
  return values.length + (isAbsentToo ? 1 : 0);
}

/** Returns the attribute without which there are few enough users, or null; of several, the one with the most values. */
export function fieldToDrop(fields: readonly CombinedField[]): { readonly field: CombinedField; readonly left: number } | null {
  const [largest, ...others] = fields.toSorted((one, other) => choicesOf(other) - choicesOf(one));
  return largest === undefined ? null : { field: largest, left: countCombinations(others) };
}

/** Yields every combination; the last attribute changes first. Without fields, that is the base alone. Makes at most `maxCombinations`. */
export function* combinationsOf(base: StatsigUser, fields: readonly CombinedField[]): Generator<StatsigUser> {
  const count = Math.min(countCombinations(fields), maxCombinations);
  for (let index = 0; index < count; index += 1) {
    let rest = index;
    let user = base;
    for (const field of fields.toReversed()) {
      const choices = choicesOf(field);
      const choice = rest % choices;
      rest = Math.floor(rest / choices);
      user = withValue(user, field.path, choice < field.values.length ? field.values[choice] : undefined);
    }
    yield user;
  }
}

/** Gives each user a `userID` of its own if `isIdNew`. */
export function* numberedUsers(users: Iterable<StatsigUser>, isIdNew: boolean): Generator<StatsigUser, undefined> {
  let n = 0;
  for (const user of users) {
    n += 1;
    yield isIdNew ? { ...user, userID: newId(defaultIdPattern, n) } : user;
  }
}

/** Yields `count` users who differ from `base` in one new ID. */
export function* newIdUsers({
  base,
  count,
  path,
  pattern,
}: Omit<Extract<CohortSource, { kind: "new_ids" }>, "kind">): Generator<StatsigUser, undefined> {
  for (let n = 1; n <= count; n += 1) yield withValue(base, path, newId(pattern, n));
}

export const defaultIdPattern = "new-{n}";

const containers = ["customIDs", "custom", "privateAttributes", "statsigEnvironment"];

function pathParts(path: string): string[] {
  const container = containers.find((each) => path.startsWith(`${each}.`));
  return container === undefined ? [path] : [container, path.slice(container.length + 1)];
}

/** Returns the user with a field at a path such as `custom.plan`, or without it. */
export function withValue(user: StatsigUser, path: string, value: JsonValue | undefined): StatsigUser {
  const parts = pathParts(path);
  if (value !== undefined) return withMember(user, parts, value) as StatsigUser; // a member of an object
  const [first = "", second] = parts;
  if (second === undefined) return Object.fromEntries(Object.entries(user).filter(([name]) => name !== first));
  const inner = user[first];
  if (typeof inner !== "object" || inner === null) return user;
  return { ...user, [first]: Object.fromEntries(Object.entries(inner).filter(([name]) => name !== second)) };
}

/** Returns the ID of the `n`th new user: `new-7` for `new-{n}`. A pattern without a place for the number gets it at its end. */
export function newId(pattern: string, n: number): string {
  return pattern.includes("{n}") ? pattern.replaceAll("{n}", String(n)) : `${pattern}${n}`;
}
