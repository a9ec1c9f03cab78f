import { createHash } from "node:crypto";
import { readAnswers } from "#shared/domain/evaluation/answers/answers.ts";
import { readInitialize, readInitializeProblem } from "#shared/domain/evaluation/answers/initialize-answers.ts";
import type { Answer, EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { djb2 } from "#shared/domain/evaluation/name-hash.ts";
import { type Exchange, maxStoredBodyCharacters } from "#shared/domain/exchange/exchange.ts";
import type { HistoryAnnotation, RequestContext } from "#shared/domain/history/history-entry.ts";
import { KeptCallSchema, type RecordedCall } from "#shared/domain/history/import/recorded-call.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import { privateNotKeptUser, tierOf, userLabel } from "#shared/domain/user/statsig-user.ts";
import type { NewEntry } from "./kept-entry.ts";

/** The project whose key a recorded call was sent with. */
export interface ImportedProject {
  readonly projectId: string;
  readonly projectName: string;
  readonly keyId: string | null;
  /** Returns its known names: responses of initialize have hashes of them. */
  readonly names: () => readonly string[];
}

/** What is known of an import, apart from its calls. */
export interface ImportFacts {
  readonly actionId: string;
  readonly atMs: number;
  /** The file's name, or what was pasted. */
  readonly source: string;
}

/** An entry with the tags and the note that it had in the history from which it was exported. */
export type ImportedEntry = NewEntry & { readonly annotation: HistoryAnnotation };

const unknownProject: ImportedProject = { projectId: "", projectName: "Unknown project", keyId: null, names: () => [] };
const maxNames = 100;

/**
 * Makes an entry of the history from a recorded call. Its answers are read as those of a live response. `repetition` counts equal calls of an import, so that each
 * has an ID of its own; the same call of the same recording always has the same one.
 */
export function importedEntry(
  call: RecordedCall,
  { facts, project, repetition }: { readonly facts: ImportFacts; readonly project: ImportedProject | null; readonly repetition: number },
): ImportedEntry {
  const { actionId, atMs, source } = facts;
  const kept = KeptCallSchema.safeParse(call.kept);
  if (kept.success) {
    const { context, exchange, answers, tags, note } = kept.data;
    const imported = { atMs, source, notes: [], origin: context.imported?.origin ?? context.purpose };
    return {
      context: { ...context, purpose: "imported", actionId, imported },
      ...{ exchange, answers, annotation: { tags, note } },
    };
  }
  const exchange: Exchange = { ...call.exchange, atMs: call.exchange.atMs ?? atMs, id: "" };
  const withId = { ...exchange, id: idOf(exchange, repetition) };
  const body = parseJson(exchange.request.body);
  const context = contextOf(call, isJsonObject(body) ? body : {}, { facts, project: project ?? unknownProject, exchange });
  return {
    context,
    exchange: withCutBody(withId),
    answers: answersOf(withId, context, project ?? unknownProject),
    annotation: { tags: [], note: "" },
  };
}

function contextOf(
  { key, notes }: RecordedCall,
  body: JsonObject,
  {
    facts: { actionId, atMs, source },
    project: { projectId, projectName, keyId },
    exchange,
  }: { readonly facts: ImportFacts; readonly project: ImportedProject; readonly exchange: Exchange },
): RequestContext {
  const sender = [body, ...sentIn(body)].map(({ user }) => user).find(isJsonObject);
  const user = sender === undefined ? null : privateNotKeptUser(sender);
  const { kind, names } = questionOf(exchange.endpoint, body);
  return {
    ...{ projectId, projectName, keyId, kind, names, user, actionId },
    tier: user === null ? "" : (tierOf(user) ?? ""),
    purpose: "imported",
    userLabel: user === null ? "" : userLabel(user),
    keyKind: key?.kind ?? null,
    keyLastFour: key?.lastFour ?? null,
    isLogging: isLogging(exchange.endpoint, body),
    snapshotId: null,
    imported: { atMs, source, notes: [...notes] },
  };
}

/** The names that a request is about: those it asks for, or of its events (statsig-http.md §4 to §6). */
function questionOf(endpoint: Exchange["endpoint"], body: JsonObject): { readonly kind: EntityKind | null; readonly names: string[] } {
  const texts = (...values: readonly (JsonValue | undefined)[]) => values.filter((value) => typeof value === "string");
  switch (endpoint) {
    case "check_gate":
      return { kind: "gate", names: distinct(texts(body.gateName, ...(Array.isArray(body.gateNames) ? body.gateNames : []))) };
    case "get_config":
      return { kind: "config", names: texts(body.configName) };
    case "get_layer":
      return { kind: "layer", names: texts(body.layerName) };
    case "get_ranked_list":
      return { kind: "ranked", names: texts(body.configName) };
    case "log_event":
    case "log_custom_exposure": {
      return {
        kind: null,
        names: distinct(sentIn(body).flatMap((event) => texts(event.eventName, event.gate, event.gateName, event.experimentName))),
      };
    }
    default:
      return { kind: null, names: [] };
  }
}

/** The events and exposures of a request. */
function sentIn({ events, exposures }: JsonObject): JsonObject[] {
  return [events, exposures].flatMap((list) => (Array.isArray(list) ? list.filter(isJsonObject) : []));
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].slice(0, maxNames);
}

/** A check logs an exposure unless it says otherwise (statsig-http.md §8). */
function isLogging(endpoint: Exchange["endpoint"], { statsigMetadata }: JsonObject): boolean {
  if (endpoint === "log_event" || endpoint === "log_custom_exposure") return true;
  if (!["check_gate", "get_config", "get_layer", "get_ranked_list"].includes(endpoint)) return false;
  return !(isJsonObject(statsigMetadata) && statsigMetadata.exposureLoggingDisabled === true);
}

/** Without a response, or without its body, there are no answers. */
function answersOf(exchange: Exchange, context: RequestContext, { names: knownNames }: ImportedProject): Answer[] {
  const { outcome, atMs } = exchange;
  if (outcome.kind === "not_recorded" || (outcome.kind === "answered" && outcome.isCut)) return [];
  const { kind, names, tier, keyKind, isLogging } = context;
  const reading = { exchange, body: outcome.kind === "answered" ? outcome.body : null };
  const shared = { atMs, isLogging, provenanceKind: "imported" as const, tier, keyKind, catalog: null };
  if (exchange.endpoint === "initialize") {
    if (outcome.kind === "answered" && outcome.status === 204) return [];
    const problem = readInitializeProblem({ ...reading, context: shared });
    if (problem !== null) return [problem];
    const byHash = new Map(knownNames().map((name) => [djb2(name), name]));
    return readInitialize({ ...reading, context: shared, resolveName: (hash) => byHash.get(hash) ?? null });
  }
  return kind === null || names.length === 0 ? [] : readAnswers({ question: { kind, names }, ...reading, context: shared });
}

function withCutBody(exchange: Exchange): Exchange {
  const { outcome } = exchange;
  if (outcome.kind !== "answered" || outcome.body.length <= maxStoredBodyCharacters) return exchange;
  return { ...exchange, outcome: { ...outcome, body: outcome.body.slice(0, maxStoredBodyCharacters).toWellFormed(), isCut: true } };
}

/** A UUID of version 8 that begins with the time, as those of Gatescope's own requests do (RFC 9562 §5.8). */
function idOf({ atMs, method, url, request, outcome }: Exchange, repetition: number): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([atMs, method, url, request.body, outcome, repetition]))
    .digest("hex");
  const time = atMs.toString(16).padStart(12, "0").slice(-12);
  const variant = ((Number.parseInt(hash.charAt(15), 16) & 3) | 8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-8${hash.slice(0, 3)}-${variant}${hash.slice(3, 6)}-${hash.slice(16, 28)}`;
}
