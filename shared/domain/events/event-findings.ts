import { formatTimeSpan } from "#shared/domain/text/format-duration.ts";
import { formatIsoDate, maxTimeMs } from "#shared/domain/text/format-time.ts";
import type { SecondaryExposure } from "../evaluation/secondary-exposure.ts";
import { isJsonNumber, type JsonNumber, numberWrittenAs, toDouble } from "../json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue, someText } from "../json/json.ts";
import { type StatsigUser, spreadsheetIdTexts, tierOf, unitIds, withoutPrivate, withValue } from "../user/statsig-user.ts";
import { personalDataIn } from "./event-personal-data.ts";
import { asUtc, type EventTime, timeForBody } from "./event-time.ts";
import { invalidFields } from "./event-user.ts";
import { msOf, type TimeUnit, timeUnitLabel, toMs, unitWithin } from "./time-unit.ts";

/**
 * A problem with one field. `refused`: Statsig would refuse or drop the event, so it is not sent. `warning`: Statsig would accept it, but truncate, misread
 * or ignore the field. `path` is the field in the JSON view.
 */
export interface Finding<Fixed> {
  readonly severity: "refused" | "warning";
  readonly path: readonly string[];
  readonly message: string;
  /** The corrected draft; null if no correction is obvious. */
  readonly fix: { readonly label: string; readonly fixed: Fixed } | null;
}

/** The destination of a draft, and the current time. */
export interface FindingContext extends UserContext {
  readonly nowMs: number;
  /** The difference between this machine's clock and Statsig's, positive if this one is ahead; null before the first response. */
  readonly clockAheadMs: number | null;
  /** The unit that a numeric time was read in, for messages; milliseconds if it is missing. */
  readonly timeUnit?: TimeUnit;
}

/** The facts that a user is checked against. */
export interface UserContext {
  /** The panel's user, for drafts without a user. */
  readonly user: StatsigUser;
  /** The current tier, and all tiers of the project. */
  readonly tier: string;
  readonly tiers: readonly string[];
}

/**
 * Holds the two length limits that Statsig publishes for strings: 64 in the guide, 128 in the import pages and the SDKs (statsig-http.md
 * §6.1).
 */
export const textLimits = { guide: 64, sdk: 128 } as const;
/** Limits an object's length as JSON. */
export const objectLimit = 4096;

export type FieldFinding<Value> = Omit<Finding<Value>, "path"> & { readonly path?: readonly string[] };

function warn<Value>(message: string, fix: Finding<Value>["fix"] = null): FieldFinding<Value> {
  return { severity: "warning", message, fix };
}
function refuse<Value>(message: string, fix: Finding<Value>["fix"] = null): FieldFinding<Value> {
  return { severity: "refused", message, fix };
}

/** Labels the fix of an event name with characters that Statsig does not accept. */
export const removeForbiddenLabel = "Remove from the name";

/** Matches characters in event names for which Statsig drops the event (statsig-http.md §6.1). */
const forbiddenInNames = /[\\[\]{}<>#=;&$%|\0\n\r]/g;

export function nameFindings(name: string): FieldFinding<string>[] {
  if (name.trim() === "") return [refuse("An event needs a name.")];
  // The quick path for most names of a file.
  if (/^\w{1,64}$/.test(name)) return [];
  const forbidden = [...new Set(name.match(forbiddenInNames))];
  return [
    ...(forbidden.length === 0
      ? []
      : [
          refuse(
            `Statsig drops events whose name contains ${forbidden.map(characterText).join(" or ")}.`,
            fixTo(removeForbiddenLabel, name.replaceAll(forbiddenInNames, "").trim()),
          ),
        ]),
    ...(name === name.trim() ? [] : [warn("The name begins or ends with a blank.", fixTo("Trim", name.trim()))]),
    ...lengthFindings("The name", name),
    ...(/^(?:statsig|auto_capture)::/.test(name)
      ? [warn<string>(`Names that begin with ${name.split("::")[0]}:: are Statsig's own.`)]
      : []),
    ...keyFindings<string>(name),
  ];
}

function characterText(character: string): string {
  const names: Record<string, string> = { "\0": "a NUL", "\n": "a line break", "\r": "a carriage return" };
  return names[character] ?? character;
}

function fixTo<Value>(label: string, fixed: Value): Finding<Value>["fix"] {
  return fixed === "" ? null : { label, fixed };
}

function lengthFindings(what: string, text: string): FieldFinding<string>[] {
  const { guide, sdk } = textLimits;
  if (text.length <= guide) return [];
  const cut = fixTo(`Cut after ${guide}`, text.slice(0, guide).toWellFormed());
  return text.length > sdk
    ? [warn(`${what} has ${text.length} characters, more than both published limits, ${guide} and ${sdk}: Statsig may cut it.`, cut)]
    : [warn(`${what} has ${text.length} characters. Statsig's guide allows ${guide}, its SDKs ${sdk}: Statsig may cut it.`, cut)];
}

const wholeKey = /(?:secret|client|console)-[A-Za-z0-9]{16,}/;
const minKeyLength = "secret-".length + 16;

function keyFindings<Value>(value: JsonValue): FieldFinding<Value>[] {
  return someText(value, holdsKey)
    ? [refuse("This looks like a Statsig key. Statsig would store it with the event, so the event is not sent.")]
    : [];
}

function holdsKey(text: string): boolean {
  return text.length >= minKeyLength && wholeKey.test(text);
}

export function valueFindings(value: JsonValue): FieldFinding<JsonValue>[] {
  if (value === null) return [];
  if (isJsonNumber(value)) return numberFindings(value);
  if (typeof value !== "string") {
    const asText = typeof value === "boolean" ? String(value) : JSON.stringify(value);
    return [refuse("A value is a text or a number.", { label: "Convert to text", fixed: asText })];
  }
  if (value === "") return [warn("The value is an empty text.", { label: "Remove it", fixed: null })];
  const personal = personalDataIn(value);
  return [
    ...numeralFindings(value),
    ...lengthFindings("The value", value),
    ...(personal === null ? [] : [personalFinding<JsonValue>("The value", personal, null)]),
    ...keyFindings<JsonValue>(value),
  ];
}

function numberFindings(value: JsonNumber): FieldFinding<JsonValue>[] {
  if (typeof value === "number" && !Number.isFinite(value))
    return [refuse("JSON cannot express this number.", { label: "Remove it", fixed: null })];
  if (Number.isFinite(toDouble(value))) return [];
  return [refuse("This number is too large: programs read it as infinite.", { label: "Remove it", fixed: null })];
}

function numeralFindings(text: string): FieldFinding<JsonValue>[] {
  const asNumber = (number: JsonNumber) => ({ label: `Send as the number ${number}`, fixed: number });
  if (isNumeral(text)) return [warn("This number is a text, so Statsig cannot add it up.", asNumber(numberWrittenAs(text)))];
  const withPoint = withDecimalPoint(text);
  return isNumeral(withPoint)
    ? [warn("This is a text because of the comma, and Statsig adds up numbers only.", asNumber(numberWrittenAs(withPoint)))]
    : [];
}

/** Three digits after a single comma may be thousands or decimals; anything that has only one reading is read: `1.234,56`, `1,234.56`, `1,234,567`. */
function withDecimalPoint(text: string): string {
  if (/^-?\d+,\d{1,2}$/.test(text)) return text.replace(",", ".");
  if (/^-?\d{1,3}(?:\.\d{3})+,\d+$/.test(text)) return text.replaceAll(".", "").replace(",", ".");
  return /^-?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})$/.test(text) ? text.replaceAll(",", "") : "";
}

/** True for a text that stays the same as a number; `007` and `1e3` may be names. */
function isNumeral(text: string): boolean {
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/.test(text) && Number.isFinite(Number(text));
}

function personalFinding<Value>(what: string, personal: string, fix: Finding<Value>["fix"]): FieldFinding<Value> {
  return warn(`${what} seems to contain ${personal}, which Statsig would store.`, fix);
}

export function metadataFindings(metadata: JsonObject): FieldFinding<JsonObject>[] {
  const findings: FieldFinding<JsonObject>[] = [];
  let maxLength = 2;
  for (const [name, value] of Object.entries(metadata)) {
    for (const finding of entryFindings(metadata, name, value)) findings.push({ ...finding, path: [name] });
    // An upper bound: a character takes at most six as JSON, and the punctuation of a field also six.
    maxLength += typeof value === "string" ? 6 * (name.length + value.length + 1) : objectLimit;
  }
  const length = maxLength > objectLimit ? JSON.stringify(metadata).length : 0;
  if (length > objectLimit) findings.push(warn(`The metadata has ${length} characters as JSON; Statsig may cut it after ${objectLimit}.`));
  return findings;
}

function entryFindings(metadata: JsonObject, name: string, value: JsonValue): FieldFinding<JsonObject>[] {
  const findings: FieldFinding<JsonObject>[] = [];
  const without = () => ({
    label: "Remove it",
    fixed: Object.fromEntries(Object.entries(metadata).filter(([other]) => other !== name)),
  });
  if (name.trim() === "") findings.push(warn("A metadata field has no name.", without()));
  if (typeof value === "string") {
    const personal = personalDataIn(value);
    if (personal !== null) findings.push(personalFinding(`“${name}”`, personal, without()));
    if (holdsKey(value)) findings.push(...keyFindings<JsonObject>(value));
    return findings;
  }
  const others = Object.values(metadata).filter((other) => typeof other !== "string").length;
  const message = `“${name}” is ${typeText(value)}, and metadata values are texts.`;
  findings.push(
    refuse(message, { label: others === 1 ? "Convert to text" : `Convert all ${others} to text`, fixed: textMetadata(metadata) }),
  );
  return findings;
}

/** Converts every metadata value to a text. Used in fixes that the person chooses. */
export function textMetadata(metadata: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

function typeText(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (isJsonNumber(value)) return "a number";
  return { object: "an object", number: "a number", boolean: "true or false", string: "a text" }[typeof value as "object"] ?? "no text";
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const veryOldMs = 30 * dayMs;
/** In Excel, 2005-01-01 and 2073-10-15. */
const firstExcelDay = 38_353;
const lastExcelDay = 63_476;
const firstPlausibleMs = Date.UTC(2005, 0);

/** Findings about a time and about this machine's clock. */
export function whenFindings(time: EventTime, context: FindingContext): FieldFinding<EventTime>[] {
  return [...timeFindings(time, context), ...clockFindings(context)];
}

function timeFindings(time: EventTime, { nowMs, timeUnit = "ms" }: FindingContext): FieldFinding<EventTime>[] {
  const sent = timeForBody(time, nowMs);
  if (time.kind === "unreadable" || typeof sent !== "number") return [unreadableFinding(time.kind === "unreadable" ? time.value : sent)];
  const latest = nowMs + 365 * dayMs;
  const at = (ms: number): EventTime => ({ kind: "at", ms });
  if (!Number.isFinite(sent) || sent < 0)
    return [refuse("A time is a number of milliseconds since 1970.", { label: "Use now", fixed: { kind: "now" } })];
  const inUnit = time.kind === "at" && !isWithin(sent, firstPlausibleMs, latest) ? sent / msOf(timeUnit) : Number.NaN;
  const meant = unitWithin(inUnit, firstPlausibleMs, latest);
  if (meant !== null) {
    const finding = Number.isInteger(sent) && sent <= maxTimeMs ? warn<EventTime> : refuse<EventTime>;
    const meantMs = toMs(inUnit, meant);
    return [
      finding(`This time looks like ${timeUnitLabel(meant)}: as ${timeUnitLabel(timeUnit)} it is ${dateText(sent)}.`, {
        label: `Use ${formatIsoDate(meantMs)}`,
        fixed: at(Math.round(meantMs)),
      }),
    ];
  }
  // Excel counts days since the last day of 1899.
  if (time.kind === "at" && timeUnit === "ms" && sent >= firstExcelDay && sent <= lastExcelDay) {
    const meantMs = Math.round((sent - 25_569) * dayMs);
    return [
      (Number.isInteger(sent) ? warn<EventTime> : refuse<EventTime>)(
        `This time looks like a day number of Excel: as milliseconds it is ${dateText(sent)}.`,
        { label: `Use ${formatIsoDate(meantMs)}`, fixed: at(meantMs) },
      ),
    ];
  }
  if (!Number.isInteger(sent))
    return [refuse("A time is a whole number of milliseconds.", { label: "Round it", fixed: at(Math.round(sent)) })];
  if (sent > maxTimeMs) return [refuse("This time is beyond the calendar.", { label: "Use now", fixed: { kind: "now" } })];
  if (sent > nowMs + minuteMs)
    return [warn(`This time is in the future, by ${formatTimeSpan(sent - nowMs)}.`, { label: "Use now", fixed: { kind: "now" } })];
  if (sent < firstPlausibleMs)
    return [
      warn(`This time is ${dateText(sent)}, long before Statsig existed; it is probably no time.`, {
        label: "Use now",
        fixed: { kind: "now" },
      }),
    ];
  if (sent < nowMs - veryOldMs) return [warn(`This time is ${formatTimeSpan(nowMs - sent)} ago; Statsig may ignore an event that old.`)];
  return [];
}

function dateText(ms: number): string {
  if (ms > maxTimeMs) return "beyond the calendar";
  const year = new Date(ms).getUTCFullYear();
  return year > 9999 ? `in the year ${year}` : formatIsoDate(ms);
}

function unreadableFinding(value: JsonValue): FieldFinding<EventTime> {
  const inUtc = asUtc(value);
  if (inUtc === null)
    return refuse("This is not a time: enter milliseconds, or a date-time with a zone.", { label: "Use now", fixed: { kind: "now" } });
  return refuse("This time has no zone: add Z for UTC, or an offset such as +01:00.", {
    label: "Read it as UTC",
    fixed: { kind: "at", ms: inUtc },
  });
}

function isWithin(ms: number, from: number, to: number): boolean {
  return ms >= from && ms <= to;
}

/** Findings about the user of a draft, or about the panel's user if the draft has none. */
export function userFindings(
  own: StatsigUser | null,
  context: UserContext,
  { needsUnit }: { needsUnit: boolean },
): FieldFinding<StatsigUser | null>[] {
  const user = own ?? context.user;
  const kept = withoutPrivate(user);
  const hidden = kept === user ? [] : Object.keys(user).filter((name) => !Object.hasOwn(kept, name));
  return [
    ...unitFindings(user, needsUnit),
    ...invalidFields(user).map(({ severity, path, message, meant }) => ({
      severity,
      path,
      message,
      fix: own === null ? null : { label: meant.label, fixed: withValue(own, path, meant.value) },
    })),
    ...hidden.flatMap((field) => privateFindings(user[field] ?? null, own === null ? null : kept)),
    ...sizeFindings(kept),
    ...tierFindings(own, user, context),
    ...keyFindings<StatsigUser | null>(own),
  ];
}

function unitFindings(user: StatsigUser, needsUnit: boolean): readonly FieldFinding<StatsigUser | null>[] {
  const units = unitIds(user);
  const long = units.filter(({ value }) => value.length > textLimits.sdk);
  if (units.length === 0)
    return [
      needsUnit
        ? refuse("An exposure needs a user with a userID or a custom ID.")
        : warn("The user has neither a userID nor a custom ID: Statsig accepts the event, but no experiment can count it."),
    ];
  const fromSpreadsheet = spreadsheetIdTexts(user);
  if (long.length === 0 && fromSpreadsheet.length === 0) return none;
  return [
    ...long.map((unit) => warn<never>(`${unit.idType} has ${unit.value.length} characters; Statsig may cut it after ${textLimits.sdk}.`)),
    ...fromSpreadsheet.map((text) => warn<never>(text)),
  ];
}

const none: readonly never[] = [];

function sizeFindings(user: StatsigUser): FieldFinding<never>[] {
  const size = sizeOf(user);
  return size <= objectLimit
    ? []
    : [warn(`The user's names and values have ${size} characters; above ${objectLimit}, Statsig may leave out attributes.`)];
}

/** Counts the characters of names and values as Statsig's JavaScript SDK does (`LogEventValidator.approximateObjectSize`). */
function sizeOf(members: JsonObject | readonly JsonValue[]): number {
  let size = 0;
  for (const [name, value] of Object.entries(members))
    size += name.length + (isJsonObject(value) || Array.isArray(value) ? sizeOf(value) : String(value).length);
  return size;
}

function privateFindings(attributes: JsonValue, kept: StatsigUser | null): FieldFinding<StatsigUser | null>[] {
  const names = isJsonObject(attributes) ? Object.keys(attributes) : [];
  if (attributes === null || (isJsonObject(attributes) && names.length === 0)) return [];
  const which =
    names.length === 0
      ? "Private attributes are"
      : `${names.map((name) => `“${name}”`).join(", ")} ${names.length === 1 ? "is" : "are"} private and`;
  const message =
    names.length === 0
      ? `${which} removed: they are never sent with an event.`
      : `${which} removed: private attributes are never sent with an event.`;
  return [{ ...warn<StatsigUser | null>(message, kept && { label: "Remove", fixed: kept }), path: ["privateAttributes"] }];
}

function tierFindings(own: StatsigUser | null, user: StatsigUser, { tier, tiers }: UserContext): FieldFinding<StatsigUser | null>[] {
  const named = tierOf(user);
  const path = ["statsigEnvironment", "tier"];
  if (named === null || named.toLowerCase() === tier.toLowerCase()) return [];
  const fix = own === null ? null : { label: `Use ${tier}`, fixed: { ...own, statsigEnvironment: { tier } } };
  const isKnown = tiers.some((name) => name.toLowerCase() === named.toLowerCase());
  const message = isKnown
    ? `The user has the tier ${named}, and the current tier is ${tier}: this counts in ${named}.`
    : `The user has the tier ${named}, which this project does not have.`;
  return [{ ...warn<StatsigUser | null>(message, fix), path }];
}

const maxClockAheadMs = minuteMs;

function clockFindings({ clockAheadMs }: FindingContext): FieldFinding<never>[] {
  if (clockAheadMs === null || Math.abs(clockAheadMs) <= maxClockAheadMs) return [];
  const side = clockAheadMs > 0 ? "ahead of" : "behind";
  const message = `This machine's clock is ${formatTimeSpan(Math.abs(clockAheadMs))} ${side} Statsig's. Requests contain this machine's time, and Statsig shifts every event by the difference, also events with a given time.`;
  return [warn(message)];
}

export function statsigMetadataFindings(metadata: JsonObject | null): FieldFinding<JsonObject | null>[] {
  if (metadata === null) return [];
  const text = JSON.stringify(metadata);
  return [
    ...(text.length > objectLimit
      ? [warn<JsonObject | null>(`The statsigMetadata have ${text.length} characters; Statsig may cut them after ${objectLimit}.`)]
      : []),
    ...Object.entries(metadata).flatMap(([name, value]): FieldFinding<JsonObject | null>[] => {
      const type = Object.hasOwn(metadataTypes, name) ? metadataTypes[name] : undefined;
      if (type === undefined || typeof value === type.name) return [];
      const fix = {
        label: "Remove it",
        fixed: Object.fromEntries(Object.entries(metadata).filter(([other]) => other !== name)),
      };
      return [{ ...refuse<JsonObject | null>(`${name} is ${type.typeText}.`, fix), path: [name] }];
    }),
    ...keyFindings<JsonObject | null>(metadata),
  ];
}

/** The fields of statsigMetadata to which Statsig gives a type. */
const metadataTypes: Readonly<Record<string, { readonly name: "string" | "boolean"; readonly typeText: string }>> = {
  sdkType: { name: "string", typeText: "a text" },
  sdkVersion: { name: "string", typeText: "a text" },
  exposureLoggingDisabled: { name: "boolean", typeText: "true or false" },
};

export function secondaryFindings(exposures: readonly SecondaryExposure[]): FieldFinding<SecondaryExposure[]>[] {
  return exposures.flatMap(({ gate, gateValue }, position): FieldFinding<SecondaryExposure[]>[] => {
    const without = { label: "Remove it", fixed: exposures.filter((_, other) => other !== position) };
    const path = [String(position)];
    return [
      ...(gate === ""
        ? [{ ...refuse<SecondaryExposure[]>("A secondary exposure needs the name of its gate.", without), path: [...path, "gate"] }]
        : []),
      ...(gateValue === "true" || gateValue === "false"
        ? []
        : [{ ...warn<SecondaryExposure[]>("The value of a gate is true or false.", null), path: [...path, "gateValue"] }]),
    ];
  });
}

export function exposedNameFindings(kind: "gate" | "experiment", name: string): FieldFinding<string>[] {
  if (name.trim() === "") return [refuse(`An exposure needs the name of its ${kind}.`)];
  return [
    ...(name === name.trim() ? [] : [warn<string>("The name begins or ends with a blank.", fixTo("Trim", name.trim()))]),
    ...keyFindings<string>(name),
  ];
}
