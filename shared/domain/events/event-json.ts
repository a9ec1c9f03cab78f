import { type SecondaryExposure, SecondaryExposureSchema } from "../evaluation/secondary-exposure.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";
import { readLooseJson } from "../json/loose-json.ts";
import { readTime, timeToJson } from "./event-time.ts";
import { blankEvent, blankExposure, type EventDraft, type ExposureDraft } from "./statsig-event.ts";

/** The drafts, or why the text cannot be read. `notes` are sentences about the interpretation and ignored fields. Line and column are null if unknown. */
export type DraftsRead<Draft> =
  | { readonly kind: "read"; readonly drafts: Draft[]; readonly notes: string[] }
  | { readonly kind: "unreadable"; readonly problem: string; readonly line: number | null; readonly column: number | null };

export type DraftRead<Draft> =
  | { readonly kind: "read"; readonly draft: Draft; readonly notes: string[] }
  | { readonly kind: "unreadable"; readonly problem: string };

/** Returns the JSON view of an event: its sent form, except for a time that is fixed on sending (`now-5m`, or none for now). */
export function eventToJson(draft: EventDraft): JsonObject {
  const { name, value, metadata, user, statsigMetadata, secondaryExposures } = draft;
  return present({
    eventName: name,
    value: value ?? undefined,
    time: timeToJson(draft.time),
    user: user ?? undefined,
    metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
    secondaryExposures: secondaryExposures.length > 0 ? secondaryExposures : undefined,
    statsigMetadata: statsigMetadata ?? undefined,
  });
}

/** Returns the JSON view of an exposure, with the fields of log_custom_exposure. */
export function exposureToJson(draft: ExposureDraft): JsonObject {
  const { name, mark, user, secondaryExposures } = draft;
  return present({
    ...(draft.kind === "gate" ? { gateName: name, passes: draft.passes ?? undefined } : { experimentName: name }),
    ...(mark.by === "group" ? { group: mark.text } : { ruleID: mark.text }),
    time: timeToJson(draft.time),
    user: user ?? undefined,
    secondaryExposures: secondaryExposures.length > 0 ? secondaryExposures : undefined,
  });
}

/** Reads events from a text: one, a list, or a body of log_event. Never throws. */
export function readEvents(text: string): DraftsRead<EventDraft> {
  return readDrafts(text, "events", "eventName", eventFromJson);
}

/** Reads exposures from a text: one, a list, or a body of log_custom_exposure. Never throws. */
export function readExposures(text: string): DraftsRead<ExposureDraft> {
  return readDrafts(text, "exposures", "gateName", exposureFromJson);
}

const eventFields = new Set(["eventName", "value", "time", "user", "metadata", "secondaryExposures", "statsigMetadata"]);
const exposureFields = new Set(["gateName", "experimentName", "passes", "group", "ruleID", "time", "user", "secondaryExposures"]);

export function eventFromJson(value: JsonValue): DraftRead<EventDraft> {
  if (!isJsonObject(value)) return { kind: "unreadable", problem: 'An event is an object, such as {"eventName":"add_to_cart"}.' };
  const { eventName = "", metadata = null, user = null, statsigMetadata = null } = value;
  if (typeof eventName !== "string") return { kind: "unreadable", problem: "eventName is not a text." };
  if (metadata !== null && !isJsonObject(metadata)) return notAnObject("metadata");
  if (user !== null && !isJsonObject(user)) return notAnObject("user");
  if (statsigMetadata !== null && !isJsonObject(statsigMetadata)) return notAnObject("statsigMetadata");
  const secondaryExposures = readSecondary(value.secondaryExposures ?? null);
  if (secondaryExposures === null) return badSecondary;
  const draft: EventDraft = {
    ...blankEvent(),
    name: eventName,
    value: value.value ?? null,
    time: readTime(value.time),
    metadata: metadata ?? {},
    user,
    statsigMetadata,
    secondaryExposures,
  };
  return { kind: "read", draft, notes: ignoredFieldNotes(value, eventFields, "an event") };
}

export function exposureFromJson(value: JsonValue): DraftRead<ExposureDraft> {
  if (!isJsonObject(value))
    return { kind: "unreadable", problem: 'An exposure is an object, such as {"gateName":"a_gate","passes":true}.' };
  const { gateName, experimentName, passes = null, group, ruleID, user = null } = value;
  if ((gateName === undefined) === (experimentName === undefined))
    return { kind: "unreadable", problem: "An exposure has exactly one of gateName and experimentName." };
  const name = gateName ?? experimentName;
  if (typeof name !== "string") return { kind: "unreadable", problem: "The name of a gate or experiment is a text." };
  if (group !== undefined && ruleID !== undefined)
    return {
      kind: "unreadable",
      problem: "An exposure has exactly one of group and ruleID: group is the name in the console, ruleID the ID.",
    };
  const mark = group ?? ruleID ?? "";
  if (typeof mark !== "string") return { kind: "unreadable", problem: "group and ruleID are texts." };
  if (passes !== null && typeof passes !== "boolean") return { kind: "unreadable", problem: "passes is true or false." };
  if (passes !== null && gateName === undefined)
    return { kind: "unreadable", problem: "passes belongs to a gate; an experiment has a group or a ruleID." };
  if (user !== null && !isJsonObject(user)) return notAnObject("user");
  const secondaryExposures = readSecondary(value.secondaryExposures ?? null);
  if (secondaryExposures === null) return badSecondary;
  const shared = {
    name,
    mark: { by: group === undefined ? ("rule" as const) : ("group" as const), text: mark },
    time: readTime(value.time),
    user,
    secondaryExposures,
  };
  const draft: ExposureDraft =
    gateName === undefined ? { ...blankExposure("experiment"), ...shared, kind: "experiment" } : { ...shared, kind: "gate", passes };
  return { kind: "read", draft, notes: ignoredFieldNotes(value, exposureFields, "an exposure") };
}

function readDrafts<Draft>(
  text: string,
  listName: "events" | "exposures",
  defaultField: string,
  read: (value: JsonValue) => DraftRead<Draft>,
): DraftsRead<Draft> {
  const found = readLooseJson(
    text,
    (value) => isJsonObject(value) && (Object.hasOwn(value, listName) || Object.hasOwn(value, defaultField)),
  );
  if (found.kind === "unreadable") return found;
  if (found.kind === "plain") return unreadable(text.trim() === "" ? "The text is empty." : "The text contains no JSON.");
  const body = found.value;
  const isBody = isJsonObject(body) && Array.isArray(body[listName]);
  const list = isBody ? body[listName] : body;
  const elements = Array.isArray(list) ? list : [list ?? null];
  if (elements.length === 0) return unreadable("This list is empty.");
  const shared = isBody && isJsonObject(body.user) ? body.user : null;

  const drafts: Draft[] = [];
  const notes = new Set(found.notes);
  for (const [position, element] of elements.entries()) {
    // The request's user applies to elements without their own (statsig-http.md §6.1).
    const whole = shared !== null && isJsonObject(element) && (element.user ?? null) === null ? { ...element, user: shared } : element;
    const one = read(whole);
    if (one.kind === "unreadable") return unreadable(elements.length === 1 ? one.problem : `Number ${position + 1}: ${one.problem}`);
    drafts.push(one.draft);
    for (const note of one.notes) notes.add(note);
  }
  return { kind: "read", drafts, notes: [...notes] };
}

function unreadable(problem: string): { kind: "unreadable"; problem: string; line: null; column: null } {
  return { kind: "unreadable", problem, line: null, column: null };
}

function notAnObject(field: string): { kind: "unreadable"; problem: string } {
  return { kind: "unreadable", problem: `${field} is not an object.` };
}

const badSecondary = {
  kind: "unreadable",
  problem: "secondaryExposures is a list of objects with gate, gateValue and ruleID, all texts.",
} as const;

function readSecondary(value: JsonValue): SecondaryExposure[] | null {
  if (value === null) return [];
  const read = SecondaryExposureSchema.array().safeParse(value);
  return read.success ? read.data : null;
}

function ignoredFieldNotes(value: JsonObject, fields: ReadonlySet<string>, what: string): string[] {
  return Object.keys(value)
    .filter((name) => !fields.has(name))
    .map((name) => `“${name}” is not a field of ${what} and was ignored.`);
}

function present(fields: Record<string, JsonValue | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, JsonValue] => field[1] !== undefined));
}
