import { isJsonNumber } from "../../json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json.ts";
import { readingText } from "../reading-text.ts";
import type { StatsigUser } from "../statsig-user.ts";

/** A user of another tool, as a StatsigUser: its IDs, and what the tool and Statsig call the same. */
export interface ToolUser {
  readonly user: StatsigUser;
  readonly notes: readonly string[];
}

/**
 * Recognizes what other tools send about a person: LaunchDarkly's contexts, Mixpanel's and PostHog's events and profiles, Amplitude's events, and Segment's
 * calls. Null for any other object. Only IDs are read, and of LaunchDarkly the attributes, because nothing says which of the others an app also gives to
 * Statsig. `beside` are the names around the object.
 */
export function readToolUser(object: JsonObject, beside: readonly string[]): ToolUser | null {
  if (Object.hasOwn(object, "userID")) return null;
  return (
    readContext(object, beside) ??
    readAmplitude(object) ??
    readDistinctId(object) ??
    (hasTraits(object) ? readSegmentUser(object) : null) ??
    readSegment(object)
  );
}

/** The fields of a body in which tools send several events: Segment and PostHog, Amplitude. */
const batchFields = ["batch", "events"];

export interface ToolEntry {
  readonly place: string;
  readonly entry: JsonObject;
  readonly tool: ToolUser;
}

/**
 * Recognizes several events of other tools: a list, as Mixpanel sends it, also within a list, or a body with a list. Null if there is anything else in the
 * list. A call of Segment without a userId has a user without fields.
 */
export function readToolBatch(json: JsonValue): readonly ToolEntry[] | null {
  const field = isJsonObject(json) ? batchFields.find((name) => Array.isArray(json[name])) : undefined;
  const entries = isJsonObject(json) ? entriesOf(json[field ?? ""] ?? null, field ?? "", 0) : entriesOf(json, "", 0);
  const read = entries.map(({ place, entry }): ToolEntry | null => {
    const tool = isJsonObject(entry) ? (readToolUser(entry, []) ?? readSegmentUser(entry)) : null;
    return tool !== null && isJsonObject(entry) ? { place, entry, tool } : null;
  });
  return read.length > 0 && read.every((each) => each !== null) ? read : null;
}

function entriesOf(value: JsonValue, place: string, depth: number): { place: string; entry: JsonValue }[] {
  if (!Array.isArray(value)) return depth === 0 ? [] : [{ place, entry: value }];
  return depth > 2 ? [{ place, entry: value }] : value.flatMap((entry, at) => entriesOf(entry, `${place}[${at}]`, depth + 1));
}

/** Says of calls of Segment without a userId what they are, and what to do; null for anything else, also for calls with traits, which are read. */
export function segmentWithoutUserText(json: JsonValue): string | null {
  const calls = readToolBatch(Array.isArray(json) || (isJsonObject(json) && Array.isArray(json.batch)) ? json : [json]) ?? [];
  const [first] = calls;
  if (first === undefined || calls.some(({ entry, tool }) => Object.keys(tool.user).length > 0 || hasTraits(entry))) return null;
  const id = JSON.stringify(first.entry.anonymousId);
  return `This is ${calls.length === 1 ? "a call" : "a list of calls"} of Segment without a userId: it names a browser only, by its anonymousId. If your app gives that ID to Statsig, paste it as {"customIDs":{"stableID":${id}}}, with the ID type that your app uses in the place of stableID.`;
}

const contextMarks = ["kind", "anonymous", "privateAttributeNames", "_meta"];

/** A context of LaunchDarkly, or the user within one of several kinds; all attributes but these are custom ones (docs.launchdarkly.com, “Contexts”). */
function readContext(object: JsonObject, beside: readonly string[]): ToolUser | null {
  const { key, kind = "user" } = object;
  const isContext = contextMarks.some((mark) => Object.hasOwn(object, mark)) || beside.includes("kind");
  if (!isId(key) || typeof kind !== "string" || !isContext) return null;
  const standard = ["email", "ip", "country"].filter((name) => typeof object[name] === "string");
  const leftOut = contextMarks.filter((mark) => Object.hasOwn(object, mark) && mark !== "kind");
  const others = Object.entries(object).filter(([name]) => !["key", "kind", "custom", ...standard, ...leftOut].includes(name));
  const custom = { ...(isJsonObject(object.custom) ? object.custom : {}), ...Object.fromEntries(others) };
  return {
    user: {
      ...(kind === "user" ? { userID: String(key) } : { customIDs: { [kind]: String(key) } }),
      ...Object.fromEntries(standard.map((name) => [name, object[name] ?? null])),
      ...(Object.keys(custom).length === 0 ? {} : { custom }),
    },
    notes: [
      `Read as a context of LaunchDarkly: its key is the ${kind === "user" ? "userID" : `custom ID “${kind}”`}, and its attributes are custom ones.`,
      ...leftOutNotes(leftOut),
    ],
  };
}

function isAmplitude(object: JsonObject): boolean {
  return Object.hasOwn(object, "event_type") && (Object.hasOwn(object, "user_properties") || Object.hasOwn(object, "device_id"));
}

function readAmplitude(object: JsonObject): ToolUser | null {
  const { user_id: id } = object;
  if (!isAmplitude(object) || !isId(id)) return null;
  const others = Object.keys(object).filter((name) => name !== "user_id");
  return { user: { userID: String(id) }, notes: ["Read as an event of Amplitude: its user_id is the userID.", ...leftOutNotes(others)] };
}

/** Mixpanel and PostHog have the ID beside the event, in its properties, or as `$distinct_id` of a profile. */
function readDistinctId(object: JsonObject): ToolUser | null {
  const { properties } = object;
  const holders = [object, ...(isJsonObject(properties) ? [properties] : [])];
  for (const holder of holders)
    for (const name of ["$distinct_id", "distinct_id"]) {
      const id = holder[name];
      if (!isId(id)) continue;
      const names = Object.keys(object).filter((each) => each !== name && (holder === object || each !== "properties"));
      const inside = holder === object ? [] : Object.keys(holder).filter((each) => each !== name);
      return {
        user: { userID: String(id) },
        notes: [`Read as data of Mixpanel or PostHog: its ${name} is the userID.`, ...leftOutNotes([...names, ...inside])],
      };
    }
  return null;
}

function hasTraits({ traits, context }: JsonObject): boolean {
  return isJsonObject(traits) || (isJsonObject(context) && isJsonObject(context.traits));
}

function isSegmentCall({ type }: JsonObject): boolean {
  return typeof type === "string" && /^(?:track|identify|page|screen|group|alias)$/.test(type);
}

/** Reads a call of Segment in a batch, or one with traits. Another single one is read as a record that has a user ID. */
function readSegmentUser(object: JsonObject): ToolUser | null {
  const { userId } = object;
  if (!isSegmentCall(object) || !isId(userId)) return null;
  const others = Object.keys(object).filter((name) => name !== "userId");
  return { user: { userID: String(userId) }, notes: ["Read as a call of Segment: its userId is the userID.", ...leftOutNotes(others)] };
}

/** A call of Segment that names no user: it has the ID of a browser only, which need not be Statsig's stable ID. */
function readSegment(object: JsonObject): ToolUser | null {
  return isSegmentCall(object) && isId(object.anonymousId) && !isId(object.userId)
    ? { user: {}, notes: ["This is a call of Segment without a userId: it names a browser only, by its anonymousId."] }
    : null;
}

function leftOutNotes(names: readonly string[]): string[] {
  return names.length === 0 ? [] : [readingText.notPart(names)];
}

function isId(value: JsonValue | undefined): value is JsonValue {
  return (typeof value === "string" && value !== "") || isJsonNumber(value);
}
