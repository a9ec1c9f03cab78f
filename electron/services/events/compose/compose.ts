import { randomUUID } from "node:crypto";
import type { Finding, FindingContext } from "#shared/domain/events/event-findings.ts";
import { eventProblems, exposureProblems } from "#shared/domain/events/event-problems.ts";
import {
  bodyText,
  countedTier,
  type EventDraft,
  type ExposureDraft,
  eventElement,
  exposureElement,
  sentUser,
  type WrittenKind,
} from "#shared/domain/events/statsig-event.ts";
import { createSecretCheck } from "#shared/domain/exchange/redact.ts";
import { isJsonNumber } from "#shared/domain/json/exact-number.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { labelOf, type StatsigUser, unitIds } from "#shared/domain/user/statsig-user.ts";
import { UnusableInput } from "../../failures.ts";
import { compressBeside } from "../../storage/compressed.ts";
import { ledgerBatchOf } from "../database/ledger-batch.ts";
import type { BatchPayload, NewBatch, NewLine } from "../database/outbox-calls.ts";

/** The destination of drafts, and the user and label that they are sent for. */
export interface Addressed {
  readonly project: Project;
  readonly keyId: string | null;
  readonly tier: string;
  readonly user: StatsigUser;
  readonly userLabel: string;
  /** The version of Gatescope, which every body contains. */
  readonly version: string;
}

/** The part of the context that changes while a file is sent. */
export interface Moment {
  readonly nowMs: number;
  readonly clockAheadMs: number | null;
}

export type Composing = Addressed & Moment;

/** One event or exposure: the JSON that is sent, and its line of the ledger. */
export interface Composed {
  readonly element: string;
  readonly line: NewLine;
}

/** Limits one request. Statsig documents no limit; its SDKs send 100 to 2000 events at once (statsig-http.md §6.1, §10.3). */
export const maxInBatch = 500;

/** Composes events. Throws `UnusableInput`, with the path of the field, for the first draft that Statsig would refuse. */
export function composeEvents(drafts: readonly EventDraft[], composing: Composing): Composed[] {
  const context = findingContext(composing);
  return drafts.map((draft, position) => {
    requireSendable(eventProblems(draft, context), position, drafts.length);
    return composeEvent(draft, composing);
  });
}

/** Composes exposures. Throws as `composeEvents` does. */
export function composeExposures(drafts: readonly ExposureDraft[], composing: Composing): Composed[] {
  const context = findingContext(composing);
  return drafts.map((draft, position) => {
    requireSendable(exposureProblems(draft, context), position, drafts.length);
    const user = sentUser(draft.user, composing);
    return {
      element: JSON.stringify(exposureElement(draft, composing, user)),
      line: { name: draft.name, detail: exposureDetail(draft), row: null, ...ledgerUser(draft.user, user, composing) },
    };
  });
}

/** Composes one event without validating it. `row` is its row in a file. */
export function composeEvent(draft: EventDraft, composing: Composing, row: number | null = null): Composed {
  const user = sentUser(draft.user, composing);
  return {
    element: JSON.stringify(eventElement(draft, composing, user)),
    line: { name: draft.name, detail: eventDetail(draft.value), row, ...ledgerUser(draft.user, user, composing) },
  };
}

export function findingContext({ project, tier, user, nowMs, clockAheadMs }: Composing): FindingContext {
  return { nowMs, user, tier, tiers: project.tiers.map(({ name }) => name), clockAheadMs };
}

/** Splits composed elements into batches of at most `maxInBatch`, in order. */
export function batchesOf(kind: WrittenKind, composed: readonly Composed[], composing: Composing): Promise<NewBatch[]> {
  const parts = Array.from({ length: Math.ceil(composed.length / maxInBatch) }, (_, index) =>
    composed.slice(index * maxInBatch, (index + 1) * maxInBatch),
  );
  return Promise.all(parts.map((part) => batchOf(kind, part, composing, null)));
}

export async function batchOf(
  kind: WrittenKind,
  composed: readonly Composed[],
  addressed: Addressed,
  runId: string | null,
): Promise<NewBatch> {
  const { project, keyId, tier, userLabel: label } = addressed;
  return {
    id: randomUUID(),
    projectId: project.id,
    projectName: project.name,
    keyId,
    tier,
    kind,
    userLabel: composed[0]?.line.userLabel ?? label,
    runId,
    ...(await payloadOf(kind, composed, addressed)),
  };
}

export async function payloadOf(
  kind: WrittenKind,
  composed: readonly Composed[],
  { version }: Pick<Addressed, "version">,
): Promise<BatchPayload> {
  const body = compressBeside(bodyText(kind, `[${composed.map(({ element }) => element).join(",")}]`, version));
  return { ledgerBatch: ledgerBatchOf(composed.map(({ line }) => line)), body: await body };
}

/** Returns the tiers of composed elements. */
export function tiersOf(composed: readonly Composed[]): string[] {
  return [...new Set(composed.map(({ line }) => line.tier))];
}

/** Throws `UnusableInput` when an element contains a key of this installation. */
export function refuseKeys(composed: readonly Composed[], secrets: readonly string[]): void {
  if (composed.some(createSecretFinder(secrets)))
    throw new UnusableInput(
      "drafts",
      "This contains one of your keys. Statsig and Gatescope would store it, so it was not sent. Remove the key.",
    );
}

/** Returns a function that finds keys of this installation in an element, in any encoding: JSON escapes, Base64 and so on. */
export function createSecretFinder(secrets: readonly string[]): (composed: Composed) => boolean {
  const contains = createSecretCheck(secrets);
  return ({ element }) => contains(element);
}

function requireSendable(findings: readonly Finding<unknown>[], position: number, of: number): void {
  const refused = findings.find(({ severity }) => severity === "refused");
  if (refused === undefined) return;
  throw new UnusableInput(
    ["drafts", position, ...refused.path].join("."),
    of === 1 ? refused.message : `Number ${position + 1}: ${refused.message}`,
  );
}

/** Returns the user's part of a ledger line. `own` is the draft's user, null for the user panel's; `sent` is the user as sent. */
function ledgerUser(
  own: StatsigUser | null,
  sent: StatsigUser,
  { userLabel }: Pick<Addressed, "userLabel">,
): Pick<NewLine, "tier" | "userLabel" | "units"> {
  const units = unitIds(sent);
  return { tier: countedTier(sent), userLabel: own === null ? userLabel : labelOf(own, units), units };
}

const maxDetailLength = 100;

/** Returns the detail of a ledger line: the value of the event. */
function eventDetail(value: JsonValue): string {
  if (isJsonNumber(value)) return String(value);
  const text = value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
  return text.length > maxDetailLength ? `${text.slice(0, maxDetailLength - 1).toWellFormed()}…` : text;
}

function exposureDetail(draft: ExposureDraft): string {
  const mark = draft.mark.text === "" ? "no rule" : `${draft.mark.by} ${draft.mark.text}`;
  return draft.kind === "gate" ? `${draft.passes ? "passes" : "fails"}, ${mark}` : mark;
}
