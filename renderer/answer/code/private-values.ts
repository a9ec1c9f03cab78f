import { isJsonObject, isSameJson, type JsonValue } from "#shared/domain/json/json.ts";
import { isPrivateField, privateNotKeptUser, type StatsigUser, tierOf, userForRequest } from "#shared/domain/user/statsig-user.ts";

/**
 * Fills in the values of private attributes, which were not stored, from the panel's user, if the request was for this very user: everything else that was
 * sent is the same. `filledIn` has the names of the attributes.
 */
export function withPrivateValues(body: JsonValue, panelUser: StatsigUser): { body: JsonValue; filledIn: string[] } {
  const unchanged = { body, filledIn: [] };
  if (!isJsonObject(body) || !isJsonObject(body.user)) return unchanged;
  const fields = Object.entries(panelUser).filter(([name]) => isPrivateField(name));
  if (fields.length === 0) return unchanged;
  const sent = userForRequest(panelUser, tierOf(body.user) ?? "");
  if (!isSameJson(privateNotKeptUser(sent), body.user)) return unchanged;
  const filledIn = fields.flatMap(([name, value]) => (isJsonObject(value) ? Object.keys(value) : value === null ? [] : [name]));
  return { body: { ...body, user: sent }, filledIn };
}
