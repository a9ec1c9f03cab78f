import { isJsonObject, isSameJson, type JsonValue } from "#shared/domain/json/json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { valueAt } from "../explain/readiness/user-places.ts";

const containers = ["customIDs", "custom", "privateAttributes", "statsigEnvironment"];

/** Returns the paths of all fields in which two users differ: members of customIDs, custom, privateAttributes and the environment, and top-level fields. */
export function differingFields(reference: StatsigUser, compared: StatsigUser): string[][] {
  const names = [...new Set([...Object.keys(reference), ...Object.keys(compared)])];
  const paths = names.flatMap((name): string[][] => {
    const both = [own(reference, name), own(compared, name)];
    if (!containers.includes(name) || !both.every((value) => value === undefined || isJsonObject(value))) return [[name]];
    const members = new Set(both.flatMap((value) => (isJsonObject(value) ? Object.keys(value) : [])));
    return [...members].map((member) => [name, member]);
  });
  return paths.filter((path) => !isSameJson(valueAt(reference, path), valueAt(compared, path)));
}

function own(user: StatsigUser, name: string): JsonValue | undefined {
  return Object.hasOwn(user, name) ? user[name] : undefined;
}
