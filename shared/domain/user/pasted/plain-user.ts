import { isJsonObject, type JsonObject } from "../../json/json.ts";
import { fieldOf, isEnvelope, isUserName } from "./field-names.ts";
import { readToolBatch, readToolUser } from "./other-tools.ts";
import { withoutTypes } from "./typed-values.ts";

/**
 * True if a JSON object is a StatsigUser as it stands, which a pipeline sends and evaluates unchanged. It is not if it is a request or a log line, holds the
 * user in a field, has its userID under another name only, a database wrote types around its values, another tool sent it, or it was copied from a page: such texts go through `readPastedUser`.
 */
export function isPlainUser(json: JsonObject): boolean {
  const names = Object.keys(json);
  if (isEnvelope(names) || Object.hasOwn(json, "gatescopePage") || withoutTypes(json) !== null) return false;
  if (Object.hasOwn(json, "userID") || Object.hasOwn(json, "customIDs")) return true;
  if (readToolUser(json, []) !== null || readToolBatch(json) !== null) return false;
  return !names.some(
    (name) => fieldOf(name) === "userID" || fieldOf(name) === "customIDs" || (isUserName(name) && isJsonObject(json[name])),
  );
}
