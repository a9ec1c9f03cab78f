import { setImmediate as nextTurn } from "node:timers/promises";
import type { Batch } from "#shared/domain/events/event-outbox.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { cluesToSecrets, redactText } from "#shared/domain/exchange/redact.ts";
import type { RequestContext } from "#shared/domain/history/history-entry.ts";
import { isJsonObject, type JsonObject } from "#shared/domain/json/json.ts";
import { keyOrigins, type Project } from "#shared/domain/project/project.ts";
import { NoSuchThing } from "../../failures.ts";
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
  readonly history: { append(entry: NewEntry): Promise<unknown> };
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

/** Sends each batch exactly once, and stores the exchange in the history. */
export function createSender(parts: SenderParts) {
  const { projects, vault, http, history, clock, log } = parts;
  const clockAheadMs = new Map<string, number>();
  let lastStored: Promise<void> = Promise.resolve();

  function resolveDestination(projectId: string, keyId: string | null): Destination {
    try {
      const project = projects.require(projectId);
      const choice = chooseKey(parts, project, { keyId, use: "log_events" });
      if (choice.kind === "chosen") return { kind: "open", project, key: choice.key };
      return { kind: "closed", problem: `Waiting, because ${choice.because}. ${choice.nextStep}` };
    } catch (failure) {
      if (!(failure instanceof NoSuchThing)) throw failure;
      return { kind: "closed", problem: "Waiting, because its project was removed. Discard it, or create the project again." };
    }
  }

  async function send(ready: ReadyBatch, signal: AbortSignal): Promise<Attempt> {
    const { batch, keyId, body: compressed, bytes: body } = ready;
    if (body === null) return { outcome: damaged, exchangeId: null };
    const destination = resolveDestination(batch.projectId, keyId);
    // It was open when the batch was started; since then, for example, the vault was locked. Nothing was sent.
    if (destination.kind === "closed")
      return { outcome: { kind: "again", httpStatus: null, problem: destination.problem, afterMs: null }, exchangeId: null };
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
      },
      { signal },
    );
    noteClock(project.id, exchange, headers);
    if (key.keyId !== null) vault.markUsed(key.keyId);
    // The next request does not wait for the history, but at most one exchange is being stored.
    await lastStored;
    lastStored = nextTurn().then(() => store({ exchange, project, key, batch, body, compressed }));
    return { outcome: classifyDelivery(exchange, clock.nowMs()), exchangeId: exchange.id };
  }

  async function store({ exchange, project, key, batch, body, compressed }: SentBatch): Promise<void> {
    const { tier, userLabel, firstName, runId, kind } = batch;
    // A batch of a file has many users and names: only its first name is indexed.
    const sent: JsonObject[] = runId === null ? JSON.parse(body.toString())[kind] : [];
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
    };
    try {
      await history.append({ context, exchange, answers: [], requestBody: redacted(body, compressed, vault.knownSecrets()) });
    } catch (failure) {
      log.error("An exchange of the outbox could not be stored in the history.", { exchangeId: exchange.id, failure: String(failure) });
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
    clockAheadMs: (projectId: string): number | null => clockAheadMs.get(projectId) ?? null,
    /** Resolves when every exchange is stored in the history, or storing it has failed. */
    settled: () => lastStored,
  };
}

const damaged: DeliveryOutcome = {
  kind: "refused",
  httpStatus: null,
  problem: "The stored events are damaged, so nothing was sent. Discard them, and send them again from their source.",
};

/** Masks keys, and text that looks like one, in a body before it is stored. Private attributes were removed when it was composed. */
function redacted(body: Buffer, compressed: Compressed, secrets: readonly string[]): Compressed {
  if (!cluesToSecrets(secrets).some((clue) => body.includes(clue))) return compressed;
  const text = body.toString();
  const masked = redactText(text, secrets);
  return masked === text ? compressed : compress(masked);
}

export type Sender = ReturnType<typeof createSender>;
