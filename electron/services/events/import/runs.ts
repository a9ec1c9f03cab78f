import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import type { RowMapping, RowResult, RowWarnings, Run } from "#shared/domain/events/event-import.ts";
import type { Batch } from "#shared/domain/events/event-outbox.ts";
import { createRedactor } from "#shared/domain/exchange/redact.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { isProtectedTier } from "#shared/domain/project/protected-tier.ts";
import { type StatsigUser, withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import type { WritePass } from "../../confirmation/confirmation.ts";
import { NoSuchThing, StorageFailed, UnusableInput } from "../../failures.ts";
import { createFeed } from "../../feed.ts";
import { createTurns } from "../../in-flight.ts";
import type { Clock, Log } from "../../ports.ts";
import type { Projects } from "../../projects/projects.ts";
import type { Composing } from "../compose/compose.ts";
import type { KeptRun, RunPlan } from "../database/outbox-calls.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { createWarningCounter, type WarningCounter } from "./row-warnings.ts";
import type { NamedFile, PackedChunk } from "./rows-calls.ts";
import type { RowsThread } from "./rows-thread.ts";
import type { UploadStore } from "./upload-store.ts";

/** Batches of a run that are stored ahead of the one being sent, so that sending never waits for reading. */
const batchesAhead = 6;
/** Chunks that are requested before the current one is stored. */
const chunksAhead = 2;
const newsEveryMs = 250;

/** That a run may send, and the protected tiers that it may send to: rows for others are refused. */
export interface RunPermission {
  readonly pass: WritePass;
  readonly confirmedTiers: readonly string[];
}

export interface NewRunInput {
  readonly project: Project;
  readonly keyId: string | null;
  readonly tier: string;
  readonly user: StatsigUser;
  readonly userLabel: string;
  readonly source: RunPlan["source"];
  readonly fileName: string;
  readonly mapping: RowMapping | null;
  readonly rowsPerRequest: number;
  readonly rowsTotal: number | null;
  readonly permission: RunPermission;
  readonly isStrict: boolean;
}

/** The runs that send files. Calls with a run ID throw `NoSuchThing`, or `UnusableInput` when the state of the run does not allow the call. */
export interface Runs {
  start(input: NewRunInput): Promise<Run>;
  list(projectId: string | null): Promise<Run[]>;
  find(runId: string): Promise<KeptRun>;
  follow(signal?: AbortSignal): AsyncGenerator<Run, void>;
  pause(runId: string): Promise<Run>;
  /** Adds the confirmed tiers to those that were confirmed at the start. */
  resume(runId: string, permission: RunPermission): Promise<Run>;
  /** Returns the latest run of a file on this machine that was not discarded, and whether rows are left; null when the file contains other rows now. */
  earlier(of: Pick<KeptRun, "projectId" | "tier"> & { readonly path: string }): Promise<{ run: Run; hasMore: boolean } | null>;
  /** Continues a run behind its last row, because its file has grown. */
  readOn(runId: string, permission: RunPermission): Promise<Run>;
  stop(runId: string): Promise<Run>;
  discardRemaining(runId: string): Promise<Run>;
  rows(query: RowsQuery): Promise<{ rows: RowResult[]; hasMore: boolean }>;
  /** Returns the warnings about the rows that this process has read for a run. They are not stored. */
  warnings(runId: string): RowWarnings;
  /** Resolves when a run is no longer running, or when the signal aborts. */
  settled(runId: string, signal: AbortSignal): Promise<KeptRun>;
  close(): Promise<void>;
}

export interface RowsQuery {
  readonly runId: string;
  readonly afterRow: number;
  readonly limit: number;
  readonly onlyTrouble: boolean;
}

/** A run that this process reads, or has read while its batches are still being sent. */
interface Reading {
  readonly outcome: AbortController;
  readonly done: Promise<void>;
  isReadWhole: boolean;
  /** Stored batches without an outcome. */
  readonly unsettled: Set<string>;
  /** Makes the reader check again for free space. */
  wake: () => void;
}

export function createRuns(parts: {
  readonly outbox: Outbox;
  readonly projects: Pick<Projects, "require">;
  readonly uploads: UploadStore;
  readonly rows: RowsThread;
  readonly secrets: () => readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
}): Runs {
  const { outbox, projects, uploads, rows: files, secrets, clock, log, version } = parts;
  const { thread } = outbox;
  const readings = new Map<string, Reading>();
  const rates = createRates();
  const feed = createFeed<Run>();
  const pendingNews = new Map<string, NodeJS.Timeout>();
  /** Two pages may call at once, and a file that is read twice would be sent twice. */
  const turns = createTurns();
  /** Problems of stopped runs that could not be stored, because the disk was full. */
  const unstoredProblems = new Map<string, string>();
  const warnings = new Map<string, WarningCounter>();
  const stopListening = outbox.onChange(notice);

  function notice(changed: readonly Batch[]): void {
    for (const batch of changed) {
      const { runId, state, id, count } = batch;
      if (runId === null) continue;
      if (state === "delivered") rates.count(runId, count);
      const reading = readings.get(runId);
      if (reading !== undefined && state !== "waiting" && state !== "sending") {
        reading.unsettled.delete(id);
        if (state === "refused" || state === "may_have_arrived") endIfStopped(runId, reading);
        reading.wake();
      }
      publishProgress(runId, reading);
    }
  }

  /** The outbox has stored whether a run stops at a batch that was refused or whose answer was lost. */
  function endIfStopped(runId: string, reading: Reading): void {
    find(runId).then(
      ({ state }) => {
        if (state === "stopped") reading.outcome.abort(new ReadingEnded());
      },
      (failure: unknown) => log.error("A run could not be read.", { failure: String(failure) }),
    );
  }

  /** Publishes the progress of a run: at intervals, and at once when it is complete. */
  function publishProgress(runId: string, reading: Reading | undefined): void {
    if (reading?.isReadWhole && reading.unsettled.size === 0) {
      forgetReading(runId, reading);
      publishNow(runId);
    } else publishSoon(runId);
  }

  function forgetReading(runId: string, reading: Reading): void {
    if (readings.get(runId) === reading) readings.delete(runId);
  }

  function publishSoon(runId: string): void {
    if (!pendingNews.has(runId))
      pendingNews.set(
        runId,
        setTimeout(() => publishNow(runId), newsEveryMs),
      );
  }

  function publishNow(runId: string): void {
    clearTimeout(pendingNews.get(runId));
    pendingNews.delete(runId);
    find(runId).then(
      (run) => {
        if (run.state === "finished") forgetSource(run);
        feed.publish(shown(run));
      },
      (failure: unknown) => log.warn("The progress of a run could not be published.", { failure: String(failure) }),
    );
  }

  async function find(runId: string): Promise<KeptRun> {
    const run = await thread.call("run", runId);
    if (run === null) throw new NoSuchThing("run");
    return withUnwrittenState(run);
  }

  /** Replaces the stored state when it could not be updated. */
  function withUnwrittenState(run: KeptRun): KeptRun {
    const problem = unstoredProblems.get(run.id);
    return problem === undefined || run.state !== "running" ? run : { ...run, state: "stopped", problem };
  }

  function shown({ isReadWhole: _whole, fingerprint: _print, plan: _plan, ...run }: KeptRun): Run {
    return { ...run, perSecond: run.state === "running" ? rates.perSecond(run.id) : 0 };
  }

  function forgetSource({ plan }: KeptRun): void {
    if (plan.source.kind === "import")
      uploads
        .forget(plan.source.importId)
        .catch((failure: unknown) => log.warn("An uploaded file could not be removed.", { failure: String(failure) }));
  }

  async function change(
    run: KeptRun,
    state: Run["state"],
    details: { isHeld: boolean; problem?: string; plan?: RunPlan; isReadWhole?: false; discards?: boolean },
  ): Promise<KeptRun> {
    const { problem = null, ...rest } = details;
    const changed = await thread.call("changeRun", { runId: run.id, nowMs: clock.nowMs(), state, problem, ...rest });
    if (changed === null) throw new NoSuchThing("run");
    unstoredProblems.delete(run.id);
    outbox.changed(changed.changed);
    outbox.wake(run.projectId);
    publishSoon(run.id);
    return changed.run;
  }

  /** Ends the reading of a run, and resolves when nothing more is taken from it. */
  async function endReading(runId: string): Promise<void> {
    const reading = readings.get(runId);
    reading?.outcome.abort(new ReadingEnded());
    await reading?.done;
  }

  function beginReading(run: KeptRun): void {
    const outcome = new AbortController();
    const reading: Reading = { outcome, isReadWhole: false, unsettled: new Set(), wake: () => {}, done: Promise.resolve() };
    readings.set(run.id, reading);
    const done = readOn(run, reading)
      .catch((failure: unknown) =>
        outcome.signal.reason instanceof ReadingEnded ? undefined : stopAfterFailure(run, outcome.signal.reason ?? failure),
      )
      .finally(() => {
        if (!reading.isReadWhole) forgetReading(run.id, reading);
      });
    Object.assign(reading, { done });
  }

  async function stopAfterFailure(run: KeptRun, failure: unknown): Promise<void> {
    const isExpected = [StorageFailed, UnusableInput, NoSuchThing].some((kind) => failure instanceof kind);
    if (!isExpected)
      log.error("Reading a file failed unexpectedly.", { failure: failure instanceof Error ? failure.stack : String(failure) });
    const problem =
      isExpected && failure instanceof Error
        ? failure.message
        : "Gatescope failed while reading this file. Resume the run: it continues after the last row that was taken.";
    try {
      await change(run, "stopped", { isHeld: true, problem });
    } catch (storageFailure) {
      log.error("The state of a stopped run could not be stored.", { failure: String(storageFailure) });
      unstoredProblems.set(run.id, problem);
      publishSoon(run.id);
    }
  }

  /** Reads the file from the row of the run to the end, as fast as the outbox sends. */
  async function readOn(run: KeptRun, reading: Reading): Promise<void> {
    const { plan } = run;
    const { signal } = reading.outcome;
    const project = projects.require(run.projectId);
    const confirmed = new Set(plan.confirmedTiers.map((tier) => tier.toLowerCase()));
    const moment = () => ({ nowMs: clock.nowMs(), clockAheadMs: outbox.clockAheadMs(project.id) });
    const { keyId, user, userLabel, rowsPerRequest } = plan;
    const composing: Composing = { project, keyId, tier: run.tier, user, userLabel, version, ...moment() };
    const readingId = await files.call("open", {
      file: fileOf(run),
      refusalRules: {
        closedTiers: new Set(closedTiersOf(project).filter((tier) => !confirmed.has(tier))),
        secrets: secrets(),
        isStrict: plan.isStrict ?? false,
      },
      composing,
      run: { runId: run.id, rowsPerRequest, rowsTaken: run.rowsTaken, fingerprint: run.fingerprint },
    });
    const next = (): Promise<PackedChunk> => {
      const coming = files.call("next", { readingId, moment: moment() }, signal);
      // It may fail before it is awaited, or be requested after the end of the file and never awaited.
      coming.catch(() => {});
      return coming;
    };
    try {
      // The next chunks are read while the current one is stored.
      const coming = [next()];
      for (let chunk = await coming.shift(); chunk !== undefined; chunk = await coming.shift()) {
        while (!chunk.isReadWhole && coming.length < chunksAhead) coming.push(next());
        await take(run, reading, chunk);
        if (!chunk.isReadWhole) continue;
        // While the last rows were stored, the run may have been stopped: what was not sent yet then stays.
        if (reading.unsettled.size > 0) signal.throwIfAborted();
        return;
      }
    } finally {
      await files.call("leave", readingId);
    }
  }

  async function take(run: KeptRun, reading: Reading, { warnings: counted, ...chunk }: PackedChunk): Promise<void> {
    await roomIn(reading);
    const batch = await thread.call("takeRows", { runId: run.id, nowMs: clock.nowMs(), ...chunk });
    warningsOf(run.id).addAll(counted);
    if (batch !== null) {
      reading.unsettled.add(batch.id);
      outbox.changed([batch]);
    }
    reading.isReadWhole = chunk.isReadWhole;
    publishProgress(run.id, reading);
  }

  function warningsOf(runId: string): WarningCounter {
    const counter = warnings.get(runId) ?? createWarningCounter();
    warnings.set(runId, counter);
    return counter;
  }

  function fileOf({ plan: { source, mapping }, fileName }: Pick<KeptRun, "plan" | "fileName">): NamedFile {
    return { path: source.kind === "path" ? source.path : uploads.pathOf(source.importId), fileName, mapping };
  }

  async function roomIn(reading: Reading): Promise<void> {
    const { signal } = reading.outcome;
    signal.throwIfAborted();
    while (reading.unsettled.size >= batchesAhead) {
      await new Promise<void>((resolve, reject) => {
        const onAbort = () => reject(signal.reason);
        signal.addEventListener("abort", onAbort, { once: true });
        reading.wake = () => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        };
      });
      signal.throwIfAborted();
    }
  }

  return {
    async start({ project, source, fileName, mapping, rowsTotal, tier, ...rest }) {
      const path = source.kind === "path" ? source.path : uploads.pathOf(source.importId);
      const planned = mapping === null ? await files.call("plan", { path, fileName, mapping }) : { mapping };
      const { keyId, userLabel, rowsPerRequest, permission, isStrict } = rest;
      const redact = createRedactor(secrets());
      const user = withoutPrivate(rest.user);
      const userText = JSON.stringify(user);
      if (redact(userText) !== userText)
        throw new UnusableInput(
          "user",
          "The user contains a key. Statsig and Gatescope would store it, so nothing was sent. Remove the key from the user.",
        );
      const plan: RunPlan = {
        keyId,
        userLabel: redact(userLabel),
        rowsPerRequest,
        confirmedTiers: permission.confirmedTiers,
        source,
        mapping: withoutKeys(planned.mapping, secrets()),
        ...(isStrict && { isStrict }),
        user,
      };
      const run = await thread.call("addRun", {
        run: { id: randomUUID(), projectId: project.id, projectName: project.name, tier, fileName: basename(fileName), rowsTotal, plan },
        nowMs: clock.nowMs(),
      });
      beginReading(run);
      publishSoon(run.id);
      return shown(run);
    },
    list: async (projectId) => (await thread.call("runs", { projectId })).map((run) => shown(withUnwrittenState(run))),
    find,
    follow: (signal) => feed.follow(signal),
    pause: (runId) =>
      turns.take(runId, async () => {
        const run = await find(runId);
        if (run.state !== "running") throw new UnusableInput("runId", `This run is not being sent: it is ${run.state}.`);
        await endReading(runId);
        return shown(await change(run, "paused", { isHeld: true }));
      }),
    async earlier({ projectId, tier, path }) {
      const all = await thread.call("runs", { projectId });
      const latest = all.find(
        ({ state, plan: { source }, ...run }) => state !== "abandoned" && isOfFile(source, path) && run.tier === tier,
      );
      if (latest === undefined) return null;
      const { rowsTaken, fingerprint } = latest;
      const run = shown(withUnwrittenState(latest));
      // A run that was not read to its end compares the file when it is resumed.
      if (!latest.isReadWhole) return { run, hasMore: true };
      const likeness = rowsTaken === 0 ? "other" : await files.call("likeness", { file: fileOf(latest), rowsTaken, fingerprint });
      return likeness === "other" ? null : { run, hasMore: likeness === "longer" };
    },
    readOn: (runId, permission) =>
      turns.take(runId, async () => {
        const run = await find(runId);
        if (run.state === "abandoned") throw new UnusableInput("runId", "This run cannot continue: it was discarded.");
        await readings.get(runId)?.done;
        const resumed = await change(run, "running", { isHeld: false, plan: planWith(run, permission), isReadWhole: false });
        beginReading(resumed);
        return shown(resumed);
      }),
    resume: (runId, permission) =>
      turns.take(runId, async () => {
        const run = await find(runId);
        if (run.state !== "paused" && run.state !== "stopped")
          throw new UnusableInput("runId", `This run cannot continue: it is ${run.state}.`);
        await readings.get(runId)?.done;
        const resumed = await change(run, "running", { isHeld: false, plan: planWith(run, permission) });
        if (!resumed.isReadWhole) beginReading(resumed);
        return shown(resumed);
      }),
    stop: (runId) =>
      turns.take(runId, async () => {
        const run = await find(runId);
        if (run.state !== "running" && run.state !== "paused")
          throw new UnusableInput("runId", `This run is not being sent: it is ${run.state}.`);
        await endReading(runId);
        return shown(await change(run, "stopped", { isHeld: true, problem: "You stopped this run. Resume it to continue from here." }));
      }),
    discardRemaining: (runId) =>
      turns.take(runId, async () => {
        const run = await find(runId);
        if (run.state === "finished" || run.state === "abandoned")
          throw new UnusableInput("runId", `There is nothing left to discard: the run is ${run.state}.`);
        await endReading(runId);
        const abandoned = await change(run, "abandoned", { isHeld: true, discards: true });
        forgetSource(abandoned);
        return shown(abandoned);
      }),
    rows: (query) => thread.call("rowResults", query),
    warnings: (runId) => warningsOf(runId).warnings(),
    async settled(runId, signal) {
      for (;;) {
        const outcome = new AbortController();
        const news = feed.follow(AbortSignal.any([signal, outcome.signal]));
        const run = await find(runId);
        const isOver = run.state !== "running" || signal.aborted;
        if (!isOver) await news.next();
        outcome.abort();
        if (isOver) return run;
      }
    },
    async close() {
      stopListening();
      feed.end();
      const ended = [...readings.keys()].map((runId) => endReading(runId));
      await Promise.all(ended);
      for (const timer of pendingNews.values()) clearTimeout(timer);
    },
  };
}

/** The reading of a run ended because its state changed; the new state is stored already, or is being stored. */
class ReadingEnded extends Error {
  constructor() {
    super("The reading of a run ended.");
    this.name = "ReadingEnded";
  }
}

/** Removes columns whose name contains a key from a mapping, because the plan is stored. */
function withoutKeys(mapping: RowMapping, secrets: readonly string[]): RowMapping {
  const redact = createRedactor(secrets);
  return { ...mapping, columns: Object.fromEntries(Object.entries(mapping.columns).filter(([column]) => redact(column) === column)) };
}

function isOfFile(source: RunPlan["source"], path: string): boolean {
  return source.kind === "path" && source.path === path;
}

function planWith({ plan }: KeptRun, { confirmedTiers }: RunPermission): RunPlan {
  return { ...plan, confirmedTiers: [...new Set([...plan.confirmedTiers, ...confirmedTiers])] };
}

/** The protected tiers of a project, in lower case. */
export function closedTiersOf(project: Project): string[] {
  return project.tiers.filter(({ name }) => isProtectedTier(project, name)).map(({ name }) => name.toLowerCase());
}

const rateWindowMs = 3_000;

/** Counts the rows of each run that were delivered recently. */
function createRates() {
  const counted = new Map<string, { atMs: number; count: number }[]>();
  const recent = (runId: string) => (counted.get(runId) ?? []).filter(({ atMs }) => performance.now() - atMs < rateWindowMs);
  return {
    count(runId: string, count: number): void {
      counted.set(runId, [...recent(runId), { atMs: performance.now(), count }]);
    },
    perSecond(runId: string): number {
      const counts = recent(runId);
      const [first] = counts;
      if (first === undefined) return 0;
      const sum = counts.reduce((total, { count }) => total + count, 0);
      return Math.round((sum * 1000) / Math.max(performance.now() - first.atMs, 250));
    },
  };
}
