import { privateNotKept } from "#shared/domain/exchange/redact.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";

/** A body as it can be shown: a tree when it is whole JSON, else its text with a plain note on why. */
export type ExchangeBody = { is: "none" } | { is: "json"; value: JsonValue } | { is: "text"; text: string; note: string };

export function readExchangeBody(
  text: string | null,
  { isCut, contentType }: { isCut: boolean; contentType: string | null },
): ExchangeBody {
  if (text === null || text === "") return { is: "none" };
  if (isCut) return { is: "text", text, note: "Longer than Gatescope keeps; this is its beginning." };
  const value = parse(text);
  if (value !== undefined) return { is: "json", value };
  return contentType?.includes("json") === true
    ? { is: "text", text, note: "It says that it is JSON, but it does not parse; shown as it came." }
    : { is: "text", text, note: "Not JSON; shown as it came." };
}

/** What stands in a private attribute's place: how many were sent, or null where the value is an ordinary one. */
export function privateNote(value: JsonValue): string | null {
  if (value === privateNotKept) return "sent, not kept";
  if (!isJsonObject(value)) return null;
  const values = Object.values(value);
  return values.length > 0 && values.every((attribute) => attribute === privateNotKept) ? `${values.length} sent, not kept` : null;
}

/** A masked key taken apart: what may be read, and what is hidden. Null for a header that holds no key. */
export function maskedKey(value: string): { prefix: string; dots: string; lastFour: string } | null {
  const match = /^(?<prefix>[^•]*)(?<dots>•+)(?<lastFour>[^•]*)$/.exec(value);
  const { prefix, dots, lastFour } = match?.groups ?? {};
  return prefix === undefined || dots === undefined || lastFour === undefined ? null : { prefix, dots, lastFour };
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON is an answer too, and is shown as text
  }
}
