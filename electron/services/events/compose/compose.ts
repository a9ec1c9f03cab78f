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
import { spellings } from "#shared/domain/exchange/redact.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { labelOf, type StatsigUser, unitIds } from "#shared/domain/user/statsig-user.ts";
import { UnusableInput } from "../../failures.ts";
import { compressBeside } from "../../storage/compressed.ts";
import { ledgerBatchOf } from "../database/ledger-batch.ts";
import type { BatchPayload, NewBatch, NewLine } from "../database/outbox-calls.ts";

/** Where drafts go, and for whom. */
export interface Addressed {
  readonly project: Project;
  readonly keyId: string | null;
  readonly tier: string;
  readonly user: StatsigUser;
  readonly userLabel: string;
  /** Of Gatescope, which says in each body who sends it. */
  readonly version: string;
}

/** What changes while a file is sent. */
export interface Moment {
  readonly nowMs: number;
  readonly clockAheadMs: number | null;
}

/** What drafts need to become what is sent. */
export type Composing = Addressed & Moment;

/** One event or exposure: as it goes out, and as the ledger has it. */
export interface Composed {
  readonly element: string;
  readonly line: NewLine;
}

/** Limits one request. Statsig documents no limit; its SDKs send 100 to 2000 events at once (statsig-http.md §6.1, §10.3). */
export const maxInBatch = 500;

/** Throws `UnusableInput` for the first draft that Statsig would refuse, with its place. */
export function composeEvents(drafts: readonly EventDraft[], composing: Composing): Composed[] {
  const context = findingContext(composing);
  return drafts.map((draft, position) => {
    requireSendable(eventProblems(draft, context), position, drafts.length);
    return composeEvent(draft, composing);
  });
}

/** The same for exposures. */
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

/** Does not look at what is wrong with it. */
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

/** Batches of at most `maxInBatch`, in order. */
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

/** The tiers that something composed counts in. */
export function tiersOf(composed: readonly Composed[]): string[] {
  return [...new Set(composed.map(({ line }) => line.tier))];
}

/** Throws `UnusableInput` where a key of this installation stands in what would be kept. */
export function refuseKeys(composed: readonly Composed[], secrets: readonly string[]): void {
  if (composed.some(createSecretFinder(secrets)))
    throw new UnusableInput(
      "drafts",
      "One of your keys stands in this. It would be stored by Statsig and here, so it is not sent. Take it out.",
    );
}

/** Tells whether a key of this installation stands in something composed, in whichever way it may be spelled. */
export function createSecretFinder(secrets: readonly string[]): (composed: Composed) => boolean {
  const spelled = spellings(secrets);
  return ({ element }) => spelled.some((secret) => element.includes(secret));
}

function requireSendable(findings: readonly Finding<unknown>[], position: number, of: number): void {
  const refused = findings.find(({ severity }) => severity === "refused");
  if (refused === undefined) return;
  throw new UnusableInput(
    ["drafts", position, ...refused.path].join("."),
    of === 1 ? refused.message : `Number ${position + 1}: ${refused.message}`,
  );
}

/** What the ledger says of a user: `own` is the draft's, null for the user panel's; `sent` is what goes out. */
function ledgerUser(
  own: StatsigUser | null,
  sent: StatsigUser,
  { userLabel }: Pick<Addressed, "userLabel">,
): Pick<NewLine, "tier" | "userLabel" | "units"> {
  const units = unitIds(sent);
  return { tier: countedTier(sent), userLabel: own === null ? userLabel : labelOf(own, units), units };
}

const maxDetailLength = 100;

/** What the ledger says of an event beside its name: its value. */
function eventDetail(value: JsonValue): string {
  if (typeof value === "number") return String(value);
  const text = value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
  return text.length > maxDetailLength ? `${text.slice(0, maxDetailLength - 1).toWellFormed()}…` : text;
}

function exposureDetail(draft: ExposureDraft): string {
  const mark = draft.mark.text === "" ? "no rule" : `${draft.mark.by} ${draft.mark.text}`;
  return draft.kind === "gate" ? `${draft.passes ? "passes" : "fails"}, ${mark}` : mark;
}
