import { basename } from "node:path";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { FileNote, ImportPreview, RefusedPage, RowMapping, RowResult, RowWarnings, Run } from "#shared/domain/events/event-import.ts";
import { eventFromJson, exposureFromJson } from "#shared/domain/events/event-json.ts";
import type { LedgerFilter, LedgerKind, LedgerRow, SentName } from "#shared/domain/events/event-ledger.ts";
import type { Batch, BatchContent, BatchState, OutboxNews } from "#shared/domain/events/event-outbox.ts";
import type { ExposurePreview, InspectedNames } from "#shared/domain/events/exposure-preview.ts";
import { type EventDraft, type ExposureDraft, elementsOf } from "#shared/domain/events/statsig-event.ts";
import { redactText } from "#shared/domain/exchange/redact.ts";
import { isSameJson, type JsonValue } from "#shared/domain/json/json.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { isProtectedTier } from "#shared/domain/project/protected-tier.ts";
import type { TextPart } from "#shared/domain/text/text-part.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { Confirmation, WritePass } from "../confirmation/confirmation.ts";
import type { Evaluate } from "../evaluate/evaluate.ts";
import type { Explain } from "../explain/explain.ts";
import { UnusableInput } from "../failures.ts";
import type { Settings } from "../ports.ts";
import {
  batchesOf,
  type Composed,
  type Composing,
  composeEvents,
  composeExposures,
  payloadOf,
  refuseKeys,
  tiersOf,
} from "./compose/compose.ts";
import { createEventTemplates, type EventTemplates } from "./compose/event-templates.ts";
import { inspectExposures } from "./compose/exposure-preview.ts";
import type { LedgerQuery, OutboxCalls } from "./database/outbox-calls.ts";
import { createRowsThread } from "./import/rows-thread.ts";
import { createRuns, type RowsQuery, type RunPermission } from "./import/runs.ts";
import { openUploadStore } from "./import/upload-store.ts";
import { type EvaluationWithLogging, loggedEvaluation, type StartedLogging, startedEvaluation } from "./ledger/logged-evaluation.ts";
import { exportLedger, exportRows, type LedgerExport } from "./ledger/text-export.ts";
import { createWrittenCount, type WrittenCount } from "./ledger/written-count.ts";
import { createOutbox, type Outbox, type OutboxPage, type OutboxParts } from "./outbox/outbox.ts";

/** The project, key, tier and user that events are sent with; see events.contract.ts. */
export interface Destination {
  readonly projectId: string;
  readonly keyId: string | null;
  readonly tier: string;
  readonly user: StatsigUser;
  readonly userLabel: string;
}
interface Confirmed {
  readonly isConfirmed: boolean;
}
interface Strict {
  /** True to refuse rows with warnings. */
  readonly isStrict?: boolean;
}

/**
 * Composes, validates and sends events, and stores what was sent. Calls that send throw `ConfirmationRequired`, `UnusableInput` for events that Statsig would
 * refuse, `NoSuchThing`, and `StorageFailed` when the events could not be stored: then nothing was sent.
 */
export interface Events {
  send(input: Destination & Confirmed & { readonly drafts: readonly EventDraft[] }): Promise<{ batches: Batch[] }>;
  sendExposures(input: Destination & Confirmed & { readonly drafts: readonly ExposureDraft[] }): Promise<{ batches: Batch[] }>;
  clock(projectId: string): { readonly aheadMs: number | null };
  snooze(input: { readonly projectId: string; readonly tier: string; readonly minutes: number }): void;
  snoozedTiers(projectId: string): Record<string, number>;

  readonly outbox: {
    list(query: Parameters<OutboxCalls["list"]>[0]): Promise<OutboxPage>;
    content(batchId: string): Promise<BatchContent>;
    follow(signal?: AbortSignal): AsyncGenerator<OutboxNews, void>;
    sendNow(which: { readonly batchId: string | null; readonly projectId: string | null }): Promise<void>;
    edit(
      input: Confirmed & {
        readonly batchId: string;
        readonly events: readonly EventDraft[];
        readonly exposures: readonly ExposureDraft[];
      },
    ): Promise<Batch>;
    discard(batchId: string): Promise<Batch>;
    resend(input: Confirmed & { readonly batchId: string }): Promise<Batch>;
    /** Resolves with these batches when none of them is waiting or being sent, or when the signal aborts. */
    settled(batchIds: readonly string[], signal: AbortSignal): Promise<Batch[]>;
    /** Starts no more batches and waits for the ones in progress, so that a program can report their outcome before it ends. */
    endSending(): Promise<void>;
  };

  readonly imports: {
    begin(fileName: string): Promise<{ importId: string }>;
    chunk(importId: string, text: string): Promise<void>;
    preview(
      input: Destination & { readonly importId: string; readonly mapping: RowMapping | null },
      signal?: AbortSignal,
    ): Promise<ImportPreview>;
    /** Throws `NoSuchThing`. */
    refused(
      input: Destination & { readonly importId: string; readonly mapping: RowMapping; readonly afterRow: number; readonly limit: number },
      signal?: AbortSignal,
    ): Promise<RefusedPage>;
    forget(importId: string): Promise<void>;
    start(
      input: Destination &
        Confirmed &
        Strict & { readonly importId: string; readonly mapping: RowMapping; readonly rowsPerRequest: number },
    ): Promise<Run>;
    /** Returns the mapping that a file of this machine would be sent with, and what the person must know before. Throws `UnusableInput`. */
    planFile(path: string): Promise<{ readonly mapping: RowMapping; readonly notes: readonly FileNote[] }>;
    /** Sends a file of this machine without a copy and without a preview. Rows for unconfirmed protected tiers are refused. */
    startFile(
      input: Destination &
        Confirmed &
        Strict & { readonly path: string; readonly mapping: RowMapping | null; readonly rowsPerRequest: number },
    ): Promise<Run>;
    /** Returns the latest run of this file, project and tier, also an ended one, and whether rows are left; null when the file contains other rows now. */
    earlierRun(input: {
      readonly path: string;
      readonly projectId: string;
      readonly tier: string;
    }): Promise<{ readonly run: Run; readonly hasMore: boolean } | null>;
    runs(projectId: string | null): Promise<Run[]>;
    follow(signal?: AbortSignal): AsyncGenerator<Run, void>;
    pause(runId: string): Promise<Run>;
    resume(input: Confirmed & { readonly runId: string }): Promise<Run>;
    /** Sends the rows that were added to the end of a file after a run. */
    readOn(input: Confirmed & { readonly runId: string }): Promise<Run>;
    stop(runId: string): Promise<Run>;
    discardRemaining(runId: string): Promise<Run>;
    rows(query: RowsQuery): Promise<{ rows: RowResult[]; hasMore: boolean }>;
    /** Returns the warnings about the rows that this process has read for a run. */
    warnings(runId: string): RowWarnings;
    exportRows(runId: string, signal?: AbortSignal): AsyncGenerator<TextPart, void>;
    /** Resolves when a run has ended or stopped, or when the signal aborts. */
    settled(runId: string, signal: AbortSignal): Promise<Omit<Run, "perSecond">>;
  };

  readonly ledger: {
    page(query: LedgerQuery): Promise<{ rows: LedgerRow[]; hasMore: boolean; matching: number }>;
    days(input: { readonly filter: LedgerFilter; readonly startsMs: readonly number[] }): Promise<Record<LedgerKind, number>[]>;
    names(projectId: string): Promise<SentName[]>;
    exportText(input: LedgerExport, signal?: AbortSignal): AsyncGenerator<TextPart, void>;
  };
  /**
   * Stores the exposures that an evaluation may log before it is sent, so that the ledger has them also after a crash. The returned function stores how it
   * ended. Neither throws, because an answer must not be lost when the ledger cannot be written.
   */
  beginEvaluation(starting: StartedLogging): Promise<(ended: EvaluationWithLogging) => Promise<void>>;

  previewExposures(
    input: { readonly request: EvaluationRequest; readonly names: InspectedNames },
    signal?: AbortSignal,
  ): Promise<ExposurePreview>;
  readonly templates: EventTemplates;
  /** Yields the number of exposures and events that were written since the program's start: as it is, and after each change. */
  followWritten: WrittenCount["follow"];
  close(): Promise<void>;
}

export interface EventsParts extends OutboxParts {
  readonly settings: Settings;
  readonly evaluate: Pick<Evaluate, "check" | "everything">;
  readonly explain: Pick<Explain, "exposures">;
  readonly confirmation: Confirmation;
}

/** Opens the outbox in `folder` and sends its waiting batches. Throws `StorageFailed` when it cannot be opened. */
export async function createEvents(parts: EventsParts): Promise<Events> {
  const outbox = await createOutbox(parts);
  try {
    return await openEvents(parts, outbox);
  } catch (failure) {
    await outbox.close();
    throw failure;
  }
}

async function openEvents(parts: EventsParts, outbox: Outbox): Promise<Events> {
  const { folder, projects, vault, clock, log, settings, evaluate, explain, confirmation, version } = parts;
  const { thread } = outbox;
  const unfinished = (await thread.call("runs", { projectId: null })).filter(({ state }) => state !== "finished" && state !== "abandoned");
  const neededImports = new Set(unfinished.map(({ plan: { source } }) => (source.kind === "import" ? source.importId : "")));
  const uploads = await openUploadStore({ folder, isNeeded: (importId) => neededImports.has(importId), notices: parts.notices });
  const rows = createRowsThread();
  const runs = createRuns({ outbox, projects, uploads, rows, secrets: () => vault.knownSecrets(), clock, log, version });
  const written = createWrittenCount();
  outbox.onChange(written.addBatches);
  const templates = createEventTemplates({ settings, clock, notices: parts.notices });
  /** The last preview of each upload. */
  const previews = new Map<string, { readonly preview: ImportPreview; readonly destination: Destination }>();

  function composingFor(destination: Destination): Composing {
    const project = projects.require(destination.projectId);
    return { ...destination, project, nowMs: clock.nowMs(), clockAheadMs: outbox.clockAheadMs(project.id), version };
  }

  function confirmWrite(project: Project, composed: readonly Composed[], what: "events" | "exposures", isConfirmed: boolean): WritePass {
    refuseKeys(composed, vault.knownSecrets());
    return confirmation.pass({ project, tiers: tiersOf(composed), what, count: composed.length, isConfirmed });
  }

  const protectedTiers = (project: Project) => project.tiers.filter(({ name }) => isProtectedTier(project, name)).map(({ name }) => name);

  /** Returns the protected tiers that events may be sent to: all of them when confirmed, otherwise the snoozed ones. */
  function openTiers(project: Project, isConfirmed: boolean): string[] {
    const snoozed = Object.keys(confirmation.snoozedTiers(project.id)).map((tier) => tier.toLowerCase());
    return protectedTiers(project).filter((tier) => isConfirmed || snoozed.includes(tier.toLowerCase()));
  }

  function previewInput(importId: string, mapping: RowMapping | null, destination: Destination) {
    const { path, fileName } = uploads.require(importId);
    // Protected tiers are confirmed when the file is sent; the preview counts their rows.
    const refusalRules = { closedTiers: new Set<string>(), secrets: vault.knownSecrets(), isStrict: false };
    return { file: { path, fileName, mapping }, refusalRules, composing: composingFor(destination) };
  }

  /** Confirms the remaining rows of a run, also if its start was confirmed: time has passed, or another person resumes it. Throws `ConfirmationRequired`. */
  async function confirmRemaining(runId: string, isConfirmed: boolean): Promise<RunPermission> {
    const run = await runs.find(runId);
    const project = projects.require(run.projectId);
    const pass = confirmation.pass({
      project,
      tiers: [run.tier],
      what: "events",
      // Those that were read before it was held wait in the outbox, and are sent as well.
      count: Math.max(0, (run.rowsTotal ?? 0) - run.rowsTaken) + run.counts.waiting,
      isConfirmed,
    });
    return { pass, confirmedTiers: openTiers(project, isConfirmed) };
  }

  const planUser = ({ keyId, tier, user, userLabel }: Destination) => ({ keyId, tier, user, userLabel });

  return {
    async send({ drafts, isConfirmed, ...destination }) {
      const composing = composingFor(destination);
      const composed = composeEvents(drafts, composing);
      const pass = confirmWrite(composing.project, composed, "events", isConfirmed);
      return { batches: await outbox.add(await batchesOf("events", composed, composing), pass) };
    },
    async sendExposures({ drafts, isConfirmed, ...destination }) {
      const composing = composingFor(destination);
      const composed = composeExposures(drafts, composing);
      const pass = confirmWrite(composing.project, composed, "exposures", isConfirmed);
      return { batches: await outbox.add(await batchesOf("exposures", composed, composing), pass) };
    },
    clock: (projectId) => ({ aheadMs: outbox.clockAheadMs(projectId) }),
    snooze: confirmation.snooze,
    snoozedTiers: confirmation.snoozedTiers,

    outbox: {
      list: outbox.list,
      async content(batchId) {
        const { batch, body } = await outbox.find(batchId);
        const read = body === null ? [] : elementsOf(body, batch.kind);
        return {
          batch,
          body,
          events: batch.kind === "events" ? read.map((element) => draftOf(eventFromJson(element))) : [],
          exposures: batch.kind === "exposures" ? read.map((element) => draftOf(exposureFromJson(element))) : [],
        };
      },
      follow: outbox.follow,
      sendNow: outbox.sendNow,
      async edit({ batchId, events, exposures, isConfirmed }) {
        const { batch } = await outbox.find(batchId);
        const drafts = batch.kind === "events" ? events : exposures;
        if (drafts.length === 0) throw new UnusableInput("drafts", "No events would be left. Discard the batch instead.");
        if (batch.runId !== null)
          throw new UnusableInput("batchId", "This batch is part of a file. Correct the file, then send the refused rows again.");
        // Each element has its own user by now, so the user panel is not needed.
        const composing = composingFor({
          projectId: batch.projectId,
          keyId: null,
          tier: batch.tier,
          user: {},
          userLabel: batch.userLabel,
        });
        const composed = batch.kind === "events" ? composeEvents(events, composing) : composeExposures(exposures, composing);
        const pass = confirmWrite(composing.project, composed, batch.kind, isConfirmed);
        return outbox.change(batchId, { kind: "edit", pass }, await payloadOf(batch.kind, composed, composing));
      },
      discard: (batchId) => outbox.change(batchId, { kind: "discard" }),
      async resend({ batchId, isConfirmed }) {
        const { batch } = await outbox.find(batchId);
        const project = projects.require(batch.projectId);
        const written = await thread.call("batchTiers", batchId);
        const pass = confirmation.pass({ project, tiers: written, what: batch.kind, count: batch.count, isConfirmed });
        return outbox.change(batchId, { kind: "resend", pass });
      },
      endSending: outbox.endSending,
      async settled(batchIds, signal) {
        const findAll = () => Promise.all(batchIds.map(async (batchId) => (await outbox.find(batchId)).batch));
        for (;;) {
          const changed = Promise.withResolvers<void>();
          const stop = outbox.onChange(() => changed.resolve());
          signal.addEventListener("abort", () => changed.resolve(), { once: true });
          const batches = await findAll();
          const isOver = signal.aborted || !batches.some(({ state }) => isInProgress(state));
          if (!isOver) await changed.promise;
          stop();
          if (isOver) return batches;
        }
      },
    },

    imports: {
      begin: (fileName) => uploads.begin(redactText(fileName, vault.knownSecrets())),
      chunk: (importId, text) => uploads.take(importId, text),
      async preview({ importId, mapping, ...destination }, signal) {
        const preview = await rows.call("preview", previewInput(importId, mapping, destination), signal);
        previews.set(importId, { preview, destination });
        return preview;
      },
      async refused({ importId, mapping, afterRow, limit, ...destination }, signal) {
        return rows.call("refused", { ...previewInput(importId, mapping, destination), afterRow, limit }, signal);
      },
      async forget(importId) {
        previews.delete(importId);
        await uploads.forget(importId);
      },
      async start({ importId, mapping, rowsPerRequest, isConfirmed, isStrict = false, ...destination }) {
        const { fileName } = uploads.require(importId);
        const project = projects.require(destination.projectId);
        const { preview, destination: previewedFor = destination } = previews.get(importId) ?? {};
        const seen = Object.keys(preview?.tiers ?? {});
        // A preview for another user, tier or project, or with other columns, does not say to which tiers the rows go.
        const isOfThis = preview !== undefined && goesToSameTiers([previewedFor, preview.mapping], [destination, mapping]);
        const tiers = isOfThis ? seen : [destination.tier, ...seen];
        const pass = confirmation.pass({ project, tiers, what: "events", count: preview?.sendable ?? 0, isConfirmed });
        const permission = { pass, confirmedTiers: openTiers(project, isConfirmed) };
        const source = { kind: "import", importId } as const;
        const run = await runs.start({
          ...planUser(destination),
          project,
          source,
          fileName,
          mapping,
          rowsPerRequest,
          rowsTotal: preview?.rows ?? null,
          permission,
          isStrict,
        });
        previews.delete(importId);
        return run;
      },
      planFile: (path) => rows.call("plan", { path, fileName: basename(path), mapping: null }),
      async startFile({ path, mapping, rowsPerRequest, isConfirmed, isStrict = false, ...destination }) {
        const project = projects.require(destination.projectId);
        if (redactText(path, vault.knownSecrets()) !== path)
          throw new UnusableInput(
            "file",
            "The name of this file or of its folder contains a key, and it would be stored. Rename it, then send it.",
          );
        const pass = confirmation.pass({ project, tiers: [destination.tier], what: "events", count: 0, isConfirmed });
        const source = { kind: "path", path } as const;
        const permission = { pass, confirmedTiers: openTiers(project, isConfirmed) };
        return runs.start({
          ...planUser(destination),
          project,
          source,
          fileName: basename(path),
          mapping,
          rowsPerRequest,
          rowsTotal: null,
          permission,
          isStrict,
        });
      },
      earlierRun: runs.earlier,
      runs: (projectId) => runs.list(projectId),
      follow: runs.follow,
      pause: runs.pause,
      async resume({ runId, isConfirmed }) {
        return runs.resume(runId, await confirmRemaining(runId, isConfirmed));
      },
      async readOn({ runId, isConfirmed }) {
        return runs.readOn(runId, await confirmRemaining(runId, isConfirmed));
      },
      stop: runs.stop,
      discardRemaining: runs.discardRemaining,
      rows: runs.rows,
      warnings: runs.warnings,
      exportRows: (runId, signal) => exportRows((afterRow, limit) => runs.rows({ runId, afterRow, limit, onlyTrouble: false }), signal),
      settled: runs.settled,
    },

    ledger: {
      page: (query) => thread.call("ledgerPage", query),
      days: (input) => thread.call("ledgerDays", input),
      names: (projectId) => thread.call("sentNames", { projectId, limit: maxNames }),
      exportText: (input, signal) => exportLedger((query) => thread.call("ledgerAfter", query), input, signal),
    },
    async beginEvaluation(starting) {
      const store = (write: () => Promise<number>): Promise<number | null> =>
        write().catch((failure: unknown) => {
          const { exchangeId } = starting;
          log.error("A logged evaluation could not be stored in the ledger.", { exchangeId, failure: String(failure) });
          return null;
        });
      const started = startedEvaluation(starting);
      const seq = started === null ? null : await store(() => thread.call("addEvaluation", started));
      return async (ended) => {
        const evaluation = loggedEvaluation(ended);
        if (evaluation !== null) written.addAnswers(ended.answers);
        if (seq !== null) await store(() => thread.call("settleEvaluation", { seq, evaluation }).then(() => seq));
        else if (evaluation !== null) await store(() => thread.call("addEvaluation", evaluation));
      };
    },

    previewExposures: (input, signal) => inspectExposures({ projects, vault, evaluate, explain, thread, clock }, input, signal),
    templates,
    followWritten: written.follow,
    async close() {
      written.end();
      await runs.close();
      await rows.close();
      await outbox.close();
    },
  };
}

const maxNames = 500;

function isInProgress(state: BatchState): boolean {
  return state === "waiting" || state === "sending";
}

/** Returns the draft of a stored element; it was composed here, so it is readable. */
function draftOf<Draft>(read: { kind: "read"; draft: Draft } | { kind: "unreadable"; problem: string }): Draft {
  if (read.kind === "unreadable") throw new Error(`A stored event cannot be read: ${read.problem}`);
  return read.draft;
}

type Rows = readonly [Destination, RowMapping];

/** True if the rows of a file go to the same tiers both times: the tier of a row is in its columns, or else that of the user or the destination. */
function goesToSameTiers([a, mappingA]: Rows, [b, mappingB]: Rows): boolean {
  // A mapping is JSON.
  const isSameMapping = isSameJson(mappingA as unknown as JsonValue, mappingB as unknown as JsonValue);
  return isSameMapping && a.projectId === b.projectId && a.tier === b.tier && isSameJson(a.user, b.user);
}
