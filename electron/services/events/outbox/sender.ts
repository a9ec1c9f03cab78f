import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import type { Batch } from "#shared/domain/events/event-outbox.ts";
import { elementsOf } from "#shared/domain/events/statsig-event.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { createRedactor } from "#shared/domain/exchange/redact.ts";
import type { HistoryEntry, RequestContext } from "#shared/domain/history/history-entry.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { keyOrigins, type Project } from "#shared/domain/project/project.ts";
import { NoSuchThing, StorageFailed } from "../../failures.ts";
import type { NewEntry } from "../../history/kept-entry.ts";
import { type ChosenKey, chooseKey, type KeySources } from "../../keys/choose-key.ts";
import type { KeyVault } from "../../keys/key-vault.ts";
import type { Clock, Log } from "../../ports.ts";
import type { Projects } from "../../projects/projects.ts";
import type { StatsigHttp } from "../../statsig-http/statsig-http.ts";
import { type Compressed, compress, unpackIfWhole } from "../../storage/compressed.ts";
import type { DeliveryOutcome } from "../database/batch-states.ts";
import type { StartedBatch } from "../database/outbox-calls.ts";
import { classifyDelivery } from "./delivery-outcome.ts";

export interface SenderParts extends KeySources {
  readonly projects: Pick<Projects, "require">;
  readonly vault: KeySources["vault"] & Pick<KeyVault, "knownSecrets" | "markUsed">;
  readonly http: Pick<StatsigHttp, "send">;
  readonly history: { append(entry: NewEntry): Promise<unknown>; get(exchangeId: string): Promise<Pick<HistoryEntry, "exchange">> };
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
}

/** The project and key that a batch is sent with, or the reason why it cannot be sent now, as a sentence. */
export type Destination =
  | { readonly kind: "open"; readonly project: Project; readonly key: ChosenKey }
  | { readonly kind: "closed"; readonly problem: string };

/** The outcome of an attempt; `exchangeId` is null when no request was made. */
export interface Attempt {
  readonly outcome: DeliveryOutcome;
  readonly exchangeId: string | null;
  /** Resolves when the history has the exchange, or cannot store it. Only then may the outcome be stored. */
  readonly exchangeStored: Promise<void>;
}

/** A batch with its unpacked body. */
export interface ReadyBatch extends StartedBatch {
  /** Null when the stored body is damaged. */
  readonly bytes: Buffer | null;
}

interface SentBatch {
  readonly exchange: Exchange;
  readonly project: Project;
  readonly key: ChosenKey;
  readonly batch: Batch;
  readonly body: Buffer;
  readonly compressed: Compressed;
}

/** Limits how long an outcome waits for a history that cannot be written. */
const maxStoreAttempts = 5;
const storeRetryMs = 2_000;

/** Sends each batch exactly once, and stores the exchange in the history. */
export function createSender(parts: SenderParts) {
  const { projects, vault, http, history, clock, log } = parts;
  const clockAheadMs = new Map<string, number>();

  function resolveDestination(projectId: string, keyId: string | null): Destination {
    try {
      const project = projects.require(projectId);
      const choice = chooseKey(parts, project, { keyId, use: "log_events" });
      if (choice.kind === "chosen") return { kind: "open", project, key: choice.key };
      return { kind: "closed", problem: `Waiting, because ${choice.because}. ${choice.nextStep}` };
    } catch (failure) {
      if (!(failure instanceof NoSuchThing)) throw failure;
      return {
        kind: "closed",
        problem: "Waiting, because its project was removed. Copy its contents to send them in another project, or discard it.",
      };
    }
  }

  /** `abandoning` aborts the request; `closing` ends retries of storing its exchange. */
  async function send(ready: ReadyBatch, { abandoning, closing }: SendSignals): Promise<Attempt> {
    const { batch, keyId, body: compressed, bytes: body } = ready;
    if (body === null) return notSent(damaged);
    const destination = resolveDestination(batch.projectId, keyId);
    // It was open when the batch was started; since then, for example, the vault was locked. Nothing was sent.
    if (destination.kind === "closed") return notSent({ kind: "again", httpStatus: null, problem: destination.problem, afterMs: null });
    const { project, key } = destination;
    const endpoint = batch.kind === "events" ? "log_event" : "log_custom_exposure";
    const { exchange, headers } = await http.send(
      {
        endpoint,
        method: "POST",
        url: `${project.hosts.events.replace(/\/+$/, "")}/${endpoint}`,
        allowedOrigins: keyOrigins(project.hosts, key.kind),
        key: key.secret,
        keyPlacement: "header",
        // Statsig corrects the events' times by the difference between this time and its own clock (statsig-http.md §2).
        headers: [["STATSIG-CLIENT-TIME", String(clock.nowMs())]],
        body: null,
        bodyBytes: body,
        network: project.network,
        mask: vault.knownSecrets(),
        ...(batch.exchangeId !== null && { exchangeId: batch.exchangeId }),
      },
      { signal: abandoning },
    );
    noteClock(project.id, exchange, headers);
    if (key.keyId !== null) vault.markUsed(key.keyId);
    // The next request starts before this exchange is converted and stored.
    const exchangeStored = nextTurn().then(() => store({ exchange, project, key, batch, body, compressed }, closing));
    return { outcome: classifyDelivery(exchange, clock.nowMs()), exchangeId: exchange.id, exchangeStored };
  }

  /** Returns the outcome of a batch whose sending was interrupted, if the history has its exchange; otherwise null. */
  async function findOutcome({ exchangeId }: Batch): Promise<DeliveryOutcome | null> {
    if (exchangeId === null) return null;
    try {
      return classifyDelivery((await history.get(exchangeId)).exchange, clock.nowMs());
    } catch (failure) {
      if (!(failure instanceof NoSuchThing))
        log.warn("An exchange in the history could not be read.", { exchangeId, failure: String(failure) });
      return null;
    }
  }

  async function store({ exchange, project, key, batch, body, compressed }: SentBatch, closing: AbortSignal): Promise<void> {
    const { tier, userLabel, firstName, runId, kind } = batch;
    // A batch of a file has many users and names: only its first name is indexed.
    const sent = runId === null ? elementsOf(body.toString(), kind) : [];
    const user = sent[0]?.user;
    const names = sent.map(({ eventName, gateName, experimentName }) => String(eventName ?? gateName ?? experimentName));
    const context: RequestContext = {
      projectId: project.id,
      projectName: project.name,
      tier,
      purpose: "send",
      kind: null,
      names: [...new Set([firstName, ...names])].slice(0, 100),
      user: isJsonObject(user) ? user : null,
      userLabel,
      keyId: key.keyId,
      keyKind: key.kind,
      keyLastFour: key.secret.lastFour,
      isLogging: true,
      // All batches of a file are one action; so are all attempts to send a batch.
      actionId: runId ?? batch.id,
    };
    const entry: NewEntry = { context, exchange, answers: [], requestBody: redacted(body, compressed, vault.knownSecrets()) };
    for (let attempts = 1; ; attempts += 1) {
      try {
        await history.append(entry);
        return;
      } catch (failure) {
        const mayRecover =
          failure instanceof StorageFailed && failure.code !== "ECLOSED" && attempts < maxStoreAttempts && !closing.aborted;
        log.error("An exchange of the outbox could not be stored in the history.", {
          exchangeId: exchange.id,
          failure: String(failure),
          isRetried: mayRecover,
        });
        if (!mayRecover) return;
        await pause(storeRetryMs, undefined, { signal: closing }).catch(() => undefined);
      }
    }
  }

  /** Estimates the clock difference. The Date header has whole seconds, so it is half a second behind on average. */
  function noteClock(projectId: string, exchange: Exchange, headers: Exchange["request"]["headers"]): void {
    const dateMs = Date.parse(headers.find(([name]) => name.toLowerCase() === "date")?.[1] ?? "");
    if (!Number.isNaN(dateMs)) clockAheadMs.set(projectId, exchange.atMs + exchange.timing.totalMs / 2 - (dateMs + 500));
  }

  return {
    resolveDestination,
    /** Unpacks the body. Never throws. Called while another batch is being sent. */
    makeReady: (started: StartedBatch): ReadyBatch => ({ ...started, bytes: unpackIfWhole(started.body) }),
    send,
    findOutcome,
    clockAheadMs: (projectId: string): number | null => clockAheadMs.get(projectId) ?? null,
  };
}

interface SendSignals {
  readonly abandoning: AbortSignal;
  readonly closing: AbortSignal;
}

function notSent(outcome: DeliveryOutcome): Attempt {
  return { outcome, exchangeId: null, exchangeStored: Promise.resolve() };
}

const damaged: DeliveryOutcome = {
  kind: "refused",
  httpStatus: null,
  problem: "The stored events are damaged, so nothing was sent. Discard them, and send them again from their source.",
};

/** Masks keys, and text that looks like one, in a body before it is stored. Private attributes were removed when it was composed. */
function redacted(body: Buffer, compressed: Compressed, secrets: readonly string[]): Compressed {
  const text = body.toString();
  const masked = createRedactor(secrets)(text);
  return masked === text ? compressed : compress(masked);
}

export type Sender = ReturnType<typeof createSender>;
