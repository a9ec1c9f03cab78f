import {
  type Finding,
  type FindingContext,
  metadataFindings,
  nameFindings,
  userFindings,
  valueFindings,
  whenFindings,
} from "#shared/domain/events/event-findings.ts";
import type { ColumnTarget, RowMapping } from "#shared/domain/events/event-import.ts";
import { timeForBody } from "#shared/domain/events/event-time.ts";
import { sentUser } from "#shared/domain/events/statsig-event.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { type Addressed, type Composed, eventDetail, findingContext, ledgerUser } from "../compose/compose.ts";
import { ownMetadata, ownUser, rowValue, timeOf } from "./row-event.ts";

/** What is to be said of a row, and what it becomes when it may be sent. */
export interface ReadRow {
  readonly findings: readonly Said[];
  compose(): Composed;
}

type Said = Pick<Finding<unknown>, "severity" | "message">;

/** Null for a row that takes more than this to read, and for one that is no JSON. */
export type PlainReader = (text: string, row: number, context: FindingContext) => ReadRow | null;

/**
 * Reads rows that are events as Statsig spells them, which most rows of most files are: a name, a value, a time, a user and metadata, in the file's usual order
 * and without an escape. It comes to what `readRow`, `eventProblems` and `composeEvent` come to, in half of their time: such a row is cut by a pattern, and what
 * is made of a name, a user or metadata is remembered by its text, because they come again and again in a file.
 */
export function createPlainReader(columns: readonly string[], mapping: RowMapping, addressed: Addressed): PlainReader {
  const parts = plainParts(columns, mapping);
  if (parts === null) return () => null;
  const pattern = rowPattern(columns);
  const places = placesOf(parts);
  const userContext = findingContext({ ...addressed, nowMs: 0, clockAheadMs: null });

  const nameOf = remembered((text) => nameFrom(parseText(text)));
  const unnamed = nameFrom(mapping.fixedName);
  const userOf = remembered((text) => {
    // As `readRow` puts a user together.
    const own = ownUser(Object.assign({}, parseObject(text)), mapping);
    const sent = sentUser(own, addressed);
    const findings: readonly Said[] = userFindings(own, userContext, { needsUnit: false });
    return { json: JSON.stringify(sent), inLedger: ledgerUser(own, sent, addressed), findings };
  });
  const metadataOf = remembered((text) => {
    const own = ownMetadata({ ...parseObject(text) }, mapping);
    const findings: readonly Said[] = metadataFindings(own);
    return { json: Object.keys(own).length === 0 ? "" : JSON.stringify(own), findings };
  });

  function read(found: RegExpExecArray, row: number, context: FindingContext): ReadRow {
    const [nameText, valueText, timeText] = [textAt(found, places.name), textAt(found, places.value), textAt(found, places.time)];
    const { name, json: nameJson, findings: ofName } = nameText === null ? unnamed : nameOf(nameText);
    const value = valueText === null ? null : rowValue(parse(valueText), mapping);
    const time = timeText === null ? ({ kind: "now" } as const) : timeOf(parse(timeText), mapping);
    const { json: userJson, inLedger, findings: ofUser } = userOf(textAt(found, places.user) ?? "{}");
    const { json: metadataJson, findings: ofMetadata } = metadataOf(textAt(found, places.metadata) ?? "{}");
    // What is left out of an event has to be JSON as well.
    for (const place of places.leftOut) parse(textAt(found, place) ?? "null");
    return {
      findings: together(ofName, valueFindings(value), whenFindings(time, context), ofMetadata, ofUser),
      compose() {
        const valueField = value === null ? "" : `,"value":${JSON.stringify(value)}`;
        const timeField = `,"time":${JSON.stringify(timeForBody(time, context.nowMs))}`;
        const metadataField = metadataJson === "" ? "" : `,"metadata":${metadataJson}`;
        const { tier, userLabel, units } = inLedger;
        return {
          element: `{"eventName":${nameJson}${valueField}${timeField},"user":${userJson}${metadataField}}`,
          line: { name, detail: eventDetail(value), tier, userLabel, units, row },
        };
      },
    };
  }

  return (text, row, context) => {
    const found = text.length > maxPlainLength ? null : pattern.exec(text);
    if (found === null) return null;
    try {
      return read(found, row, context);
    } catch (failure) {
      if (failure instanceof SyntaxError || failure instanceof NotPlain) return null;
      throw failure;
    }
  };
}

type Part = "name" | "value" | "time" | "user" | "metadata";

/** A part of a row is no JSON of the kind that it mostly is. */
class NotPlain extends Error {}

const maxPlainLength = 10_000;

/** What each column is of an event; null when one is something else, or two are the same. */
function plainParts(columns: readonly string[], mapping: RowMapping): readonly (Part | "left_out")[] | null {
  const parts = columns.map((column) => (/^[\w-]+$/.test(column) ? plainPart(mapping.columns[column]) : null));
  const taken = parts.filter((part) => part !== "left_out");
  return parts.every((part) => part !== null) && new Set(taken).size === taken.length ? parts : null;
}

/** Where each part is among what the pattern finds; 0 for none. */
function placesOf(parts: readonly (Part | "left_out")[]): Record<Part, number> & { readonly leftOut: readonly number[] } {
  const placeOf = (part: Part) => parts.indexOf(part) + 1;
  return {
    name: placeOf("name"),
    value: placeOf("value"),
    time: placeOf("time"),
    user: placeOf("user"),
    metadata: placeOf("metadata"),
    leftOut: parts.flatMap((part, index) => (part === "left_out" ? [index + 1] : [])),
  };
}

function textAt(found: RegExpExecArray, place: number): string | null {
  const text = place === 0 ? undefined : found[place];
  return text === undefined || text === "null" ? null : text;
}

function plainPart(target: ColumnTarget | undefined): Part | "left_out" | null {
  switch (target?.kind) {
    case undefined:
    case "ignore":
      return "left_out";
    case "name":
    case "value":
    case "time":
      return target.kind;
    case "json":
      return target.part === "user" || target.part === "metadata" ? target.part : null;
    default:
      return null;
  }
}

/** Matches an object that has some of these fields in this order and no others, and gives the text of each value. Whether a value is JSON is not looked at, but for texts. */
function rowPattern(names: readonly string[]): RegExp {
  const blanks = "[ \\t\\r\\n]*";
  const text = `"[^"\\\\\\x00-\\x1f]*"`;
  const between = `[^{}"\\\\]*`;
  const flatObject = `\\{${between}(?:${text}${between})*\\}`;
  const object = `\\{${between}(?:(?:${text}|${flatObject})${between})*\\}`;
  const value = `(${text}|${object}|[^\\s,{}[\\]"\\\\]+)`;
  const fields = names.map((name) => `(?:"${name}"${blanks}:${blanks}${value}${blanks}(?:,${blanks}(?=")|(?=\\})))?`);
  return new RegExp(`^${blanks}\\{${blanks}${fields.join("")}\\}${blanks}$`);
}

function nameFrom(name: string): { readonly name: string; readonly json: string; readonly findings: readonly Said[] } {
  return { name, json: JSON.stringify(name), findings: nameFindings(name) };
}

/** Throws `SyntaxError`. The pattern has looked at texts: there is nothing in them but what they say. */
function parse(text: string): JsonValue {
  return text.startsWith('"') ? text.slice(1, -1) : JSON.parse(text);
}

function parseText(text: string): string {
  const value = parse(text);
  if (typeof value !== "string") throw new NotPlain();
  return value;
}

function parseObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) throw new NotPlain();
  return value;
}

const nothing: readonly Said[] = [];

function together(...lists: readonly (readonly Said[])[]): readonly Said[] {
  return lists.every(({ length }) => length === 0) ? nothing : lists.flat();
}

const maxRemembered = 10_000;
const maxRememberedLength = 1_000;

/** Remembers what was made of a text. */
function remembered<Made>(make: (text: string) => Made): (text: string) => Made {
  const known = new Map<string, Made>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (text.length > maxRememberedLength) return make(text);
    const own = copyOf(text);
    const made = make(own);
    if (known.size === maxRemembered) known.clear();
    known.set(own, made);
    return made;
  };
}

/** A text that was cut out of a piece of the file would keep all of the piece in memory, and so would what is cut out of that text. */
function copyOf(text: string): string {
  return JSON.parse(JSON.stringify(text));
}
