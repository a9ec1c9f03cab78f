import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import type { ReceivedEvent } from "#shared/domain/project/sandbox-info.ts";

/** Returns the exposed name of an exposure, and the value of any other event. Empty if there is neither. */
export function receivedEventText({ body }: Pick<ReceivedEvent, "body">): string {
  if (!isJsonObject(body)) return "";
  const metadata = isJsonObject(body.metadata) ? body.metadata : {};
  // The body is an SDK's exposure, a manually logged exposure, or an event (statsig-http.md §6, §10.2).
  const isExposure = /^statsig::\w+_exposure$/.test(String(body.eventName));
  const shown = isExposure ? (metadata.gate ?? metadata.config ?? body.gateName ?? body.experimentName) : body.value;
  return textOf(shown ?? null);
}

function textOf(value: JsonValue): string {
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
