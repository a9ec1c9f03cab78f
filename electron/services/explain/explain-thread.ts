import type { FlipProgress, FlipSummary } from "#shared/domain/explanation/flip.ts";
import type { SnapshotStore, StoredDefinitions } from "../definitions/snapshot-store.ts";
import { cancelled } from "../failures.ts";
import type { Log, StorageNotices } from "../ports.ts";
import { noticeOf } from "../storage/storage-notices.ts";
import { findWorker } from "../workers/find-worker.ts";
import type { CallName, Input, Output } from "../workers/worker-calls.ts";
import { createWorkerThread, type WorkerEnd } from "../workers/worker-thread.ts";
import type { ExplainCalls } from "./explain-calls.ts";
import type { ExplainHandler, HandlerRequest } from "./explain-handler.ts";

/** The thread did not answer: it took too long, failed or ended. The message is a sentence for the user; the next call starts a new thread if necessary. */
export class ThreadStopped extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ThreadStopped";
  }
}

type Asynchronous<Calls> = {
  readonly [Name in keyof Calls]: (input: Input<Calls, Name>) => Promise<Output<Calls, Name>>;
};

/**
 * The snapshot store and the handler that explains with it, in their own thread, which starts with the first call. Every call may throw `ThreadStopped`.
 * `close` cancels calls in progress: they throw an `AbortError`.
 */
export interface ExplainThread
  extends Asynchronous<
    Pick<
      ExplainHandler,
      "explain" | "moreRules" | "reasons" | "exposures" | "parameterStores" | "overrides" | "readiness" | "readFields" | "notes"
    >
  > {
  readonly snapshots: SnapshotStore;
  /** Returns null when the snapshot no longer exists. Ends when its reader stops or the signal aborts. */
  flips(request: HandlerRequest, signal?: AbortSignal): AsyncGenerator<FlipProgress, FlipSummary | null, void>;
  close(): Promise<void>;
}

const defaultIdleTimeoutMs = 60_000;

/** `folder` is the data folder, which must exist. A call that has no result and no progress within `idleTimeoutMs` ends the thread. */
export function createExplainThread({
  folder,
  log,
  notices,
  idleTimeoutMs = defaultIdleTimeoutMs,
  workerUrl = findWorker("explain-worker", import.meta.url),
}: {
  readonly folder: string;
  readonly log: Log;
  readonly notices: Pick<StorageNotices, "add">;
  readonly idleTimeoutMs?: number;
  readonly workerUrl?: URL;
}): ExplainThread {
  const worker = createWorkerThread<ExplainCalls>({
    workerUrl,
    workerData: { folder },
    restarts: true,
    idleTimeoutMs,
    failureOf: ({ message }) => new ThreadStopped(message),
    endedFailure,
    onCrash: (error) => log.error("The thread that reads definitions crashed.", { error: String(error) }),
  });
  const call =
    <Name extends CallName<ExplainCalls>>(name: Name) =>
    (input: Input<ExplainCalls, Name>): Promise<Output<ExplainCalls, Name>> => {
      const called = worker.call(name, input);
      hasCalled = true;
      if (!isReporting) void reportProblems();
      return called;
    };

  /** Projects without a snapshot, so that the answers of a project without definitions need no other thread. */
  const withoutSnapshot = new Set<string>();
  async function newest(projectId: string): Promise<StoredDefinitions | null> {
    if (withoutSnapshot.has(projectId)) return null;
    const found = await call("newest")(projectId);
    if (found === null) withoutSnapshot.add(projectId);
    return found;
  }

  let hasCalled = false;
  let isReporting = false;
  /** Reports what went wrong with the files of the store in the calls before, until there were no others meanwhile. */
  async function reportProblems(): Promise<void> {
    isReporting = true;
    while (hasCalled) {
      hasCalled = false;
      await reportOnce();
    }
    isReporting = false;
  }

  async function reportOnce(): Promise<void> {
    try {
      const { warnings, unused } = await worker.call("takeProblems", undefined);
      for (const { message, facts } of warnings) log.warn(message, facts);
      for (const file of unused) notices.add(noticeOf(file));
    } catch {
      // The thread has failed, as the caller is told.
    }
  }

  return {
    snapshots: {
      store: (input) => call("store")(input).finally(() => withoutSnapshot.clear()),
      newest,
      find: call("find"),
      contents: call("contents"),
      list: call("list"),
      idLists: call("idLists"),
      storeIdLists: call("storeIdLists"),
    },
    explain: call("explain"),
    moreRules: call("moreRules"),
    reasons: call("reasons"),
    exposures: call("exposures"),
    parameterStores: call("parameterStores"),
    overrides: call("overrides"),
    readiness: call("readiness"),
    readFields: call("readFields"),
    notes: call("notes"),
    async *flips(request, signal) {
      try {
        return yield* worker.stream("flips", request, signal);
      } catch (failure) {
        if (signal?.aborted) return stoppedEarly;
        throw failure;
      }
    },
    close: worker.close,
  };
}

function endedFailure(end: WorkerEnd): Error {
  switch (end.kind) {
    case "closed":
      return cancelled("Gatescope is closing.");
    case "timed_out":
      return new ThreadStopped(
        `Evaluating these definitions took longer than ${Math.round(end.timeoutMs / 1000)} seconds, so it was stopped.`,
      );
    case "crashed":
    case "exited":
      return new ThreadStopped("The thread that reads definitions has ended.");
  }
}

const stoppedEarly: FlipSummary = {
  isComplete: false,
  tried: 0,
  found: 0,
  outcome: "unknown",
  sentence: "The search was stopped before it was complete.",
};
