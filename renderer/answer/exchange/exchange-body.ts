import { privateNotKept } from "#shared/domain/exchange/key-form.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";

/** A body to show: a tree if it is complete JSON, or else its text with a note that gives the reason. */
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

/** Returns the text to show instead of private attributes, with their count; null for an ordinary value. */
export function privateNote(value: unknown): string | null {
  if (value === privateNotKept) return "sent, not kept";
  if (!isJsonObject(value)) return null;
  const values = Object.values(value);
  return values.length > 0 && values.every((attribute) => attribute === privateNotKept) ? `${values.length} sent, not kept` : null;
}

/** Splits a masked key into its readable prefix, its dots and its last four characters; null for a header value without a key. */
export function maskedKey(value: string): { prefix: string; dots: string; lastFour: string } | null {
  const match = /^(?<prefix>[^•]*)(?<dots>•+)(?<lastFour>[^•]*)$/.exec(value);
  const { prefix, dots, lastFour } = match?.groups ?? {};
  return prefix === undefined || dots === undefined || lastFour === undefined ? null : { prefix, dots, lastFour };
}

function parse(text: string): JsonValue | undefined {
  try {
    return readJson(text);
  } catch {
    return undefined; // a body that is not JSON is shown as text
  }
}
