import { z } from "zod";
import { SecondaryExposureSchema } from "../evaluation/secondary-exposure.ts";
import { isJsonObject, type JsonObject } from "../json/json.ts";
import { JsonObjectSchema, JsonValueSchema } from "../json/json-schemas.ts";
import { readJson } from "../json/read-json.ts";
import { type StatsigUser, StatsigUserSchema, tierOf } from "../user/statsig-user.ts";
import { EventTimeSchema, timeForBody } from "./event-time.ts";
import { eventUser } from "./event-user.ts";

/**
 * Holds an event that is being composed, with any typed or read value: `eventProblems` says what Statsig would do with it, and only what
 * Statsig would accept is sent (statsig-http.md §6.1).
 */
export const EventDraftSchema = z.object({
  name: z.string(),
  /** A text or a number; null for none. Any other type is a finding. */
  value: JsonValueSchema,
  time: EventTimeSchema,
  /** Texts. Any other type is a finding and is converted only if the person chooses the fix. */
  metadata: JsonObjectSchema,
  /** Null for the panel's user. */
  user: StatsigUserSchema.nullable(),
  statsigMetadata: JsonObjectSchema.nullable(),
  secondaryExposures: z.array(SecondaryExposureSchema),
});
export type EventDraft = z.infer<typeof EventDraftSchema>;

/** The decision in an exposure, sent as either a rule ID or a group; `group` is the name in the console. */
export const ExposureMarkSchema = z.object({ by: z.enum(["rule", "group"]), text: z.string() });
export type ExposureMark = z.infer<typeof ExposureMarkSchema>;

const exposureFields = {
  name: z.string(),
  mark: ExposureMarkSchema,
  time: EventTimeSchema,
  /** Null for the panel's user. */
  user: StatsigUserSchema.nullable(),
  secondaryExposures: z.array(SecondaryExposureSchema),
};

/**
 * Holds an exposure to log manually. Dynamic configs are logged as experiments; layers cannot be logged this way (statsig-http.md §6.2).
 */
export const ExposureDraftSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("gate"), /** Null until the person chooses. */ passes: z.boolean().nullable(), ...exposureFields }),
  z.object({ kind: z.literal("experiment"), ...exposureFields }),
]);
export type ExposureDraft = z.infer<typeof ExposureDraftSchema>;

export function blankEvent(): EventDraft {
  return { name: "", value: null, time: { kind: "now" }, metadata: {}, user: null, statsigMetadata: null, secondaryExposures: [] };
}

export function blankExposure(kind: ExposureDraft["kind"]): ExposureDraft {
  const shared = { name: "", time: { kind: "now" as const }, user: null, secondaryExposures: [] };
  return kind === "gate"
    ? { kind, passes: null, mark: { by: "rule", text: "" }, ...shared }
    : { kind, mark: { by: "group", text: "" }, ...shared };
}

/** Completes a draft for sending: the panel's user, the current tier, the time of sending and Gatescope's version. */
export interface Sending {
  readonly user: StatsigUser;
  readonly tier: string;
  readonly nowMs: number;
  readonly version: string;
}

/** Returns the user to send with a draft: `eventUser`, with the current tier unless the user has one. */
export function sentUser(own: StatsigUser | null, { user, tier }: Pick<Sending, "user" | "tier">): StatsigUser {
  return eventUser(own ?? user, tier);
}

/**
 * Returns the tier in which a sent event or exposure counts, by its user. Statsig uses production if the user has none (statsig-http.md
 * §3).
 */
export function countedTier(sent: StatsigUser): string {
  return tierOf(sent) ?? "production";
}

/** Returns the tier in which a draft would count. */
export function sentTier(own: StatsigUser | null, sending: Pick<Sending, "user" | "tier">): string {
  return countedTier(sentUser(own, sending));
}

/** Returns one event of log_event. It contains its user, so that its meaning does not depend on the request. */
export function eventElement(
  draft: EventDraft,
  sending: Pick<Sending, "user" | "tier" | "nowMs">,
  user = sentUser(draft.user, sending),
): JsonObject {
  const { name, value, time, metadata, statsigMetadata, secondaryExposures } = draft;
  const element: JsonObject = { eventName: name };
  if (value !== null) element.value = value;
  element.time = timeForBody(time, sending.nowMs);
  element.user = user;
  if (Object.keys(metadata).length > 0) element.metadata = metadata;
  if (secondaryExposures.length > 0) element.secondaryExposures = secondaryExposures;
  if (statsigMetadata !== null) element.statsigMetadata = statsigMetadata;
  return element;
}

/** Returns one exposure of log_custom_exposure, with exactly one of `group` and `ruleID`. */
export function exposureElement(
  draft: ExposureDraft,
  sending: Pick<Sending, "user" | "tier" | "nowMs">,
  user = sentUser(draft.user, sending),
): JsonObject {
  const { name, mark, time, secondaryExposures } = draft;
  return {
    ...(draft.kind === "gate" ? { gateName: name, passes: draft.passes } : { experimentName: name }),
    ...(mark.by === "group" ? { group: mark.text } : { ruleID: mark.text }),
    time: timeForBody(time, sending.nowMs),
    user,
    ...(secondaryExposures.length > 0 && { secondaryExposures }),
  };
}

/** Returns the body of log_event, for the preview before sending. */
export function eventBody(drafts: readonly EventDraft[], sending: Sending): JsonObject {
  return bodyOf(
    "events",
    drafts.map((draft) => eventElement(draft, sending)),
    sending.version,
  );
}

/** Returns the body of log_custom_exposure, for the preview before sending. */
export function exposureBody(drafts: readonly ExposureDraft[], sending: Sending): JsonObject {
  return bodyOf(
    "exposures",
    drafts.map((draft) => exposureElement(draft, sending)),
    sending.version,
  );
}

export const WrittenKindSchema = z.enum(["events", "exposures"]);
export type WrittenKind = z.infer<typeof WrittenKindSchema>;

/** Returns a body with these elements and Gatescope's statsigMetadata. */
function bodyOf(kind: WrittenKind, elements: JsonObject[], version: string): JsonObject {
  return { [kind]: elements, statsigMetadata: gatescopeMetadata(version) };
}

/** Returns the elements of a body that `bodyText` wrote. */
export function elementsOf(body: string, kind: WrittenKind): JsonObject[] {
  const read = readJson(body);
  const elements = isJsonObject(read) ? read[kind] : null;
  return Array.isArray(elements) ? elements.filter(isJsonObject) : [];
}

/** Returns the body as text, for elements that are the text of a list already. */
export function bodyText(kind: WrittenKind, elements: string, version: string): string {
  return `{"${kind}":${elements},"statsigMetadata":${JSON.stringify(gatescopeMetadata(version))}}`;
}

function gatescopeMetadata(version: string): JsonObject {
  return { sdkType: "gatescope", sdkVersion: version };
}
