import type { PreparedDefinitions } from "../engine/definitions/prepare.ts";
import type { Subject } from "../engine/look-ups/subject.ts";
import type { ResolvedValue } from "../engine/values/resolved-value.ts";
import type { FieldUsage } from "./field-usage.ts";
import type { Path } from "./user-places.ts";

/** Returns the value that rules read for a field. */
export function findFieldUsage({ role, field, from }: FieldUsage, subject: Subject, { keys }: PreparedDefinitions): ResolvedValue {
  if (role === "unit") return subject.unit(keys.unit(field));
  if (role === "tier") return subject.environment(keys.field(field));
  if (from === "ip") return subject.fieldOrCountry(keys.field(field));
  return from === "user_agent" ? subject.fieldOrUserAgent(keys.field(field)) : subject.field(keys.field(field));
}

/** Returns the path of a found value in the user. */
export function pathOf(found: ResolvedValue, { field }: FieldUsage, path: Path): Path {
  const key = found.key ?? field;
  if (found.place === "custom") return ["custom", key];
  if (found.place === "private") return ["privateAttributes", key];
  return found.place === "unit" && path[0] === "customIDs" ? ["customIDs", key] : path;
}
