import { StorageFailed } from "../failures.ts";
import type { StorageNotices } from "../ports.ts";
import type { CallName, Input, Output } from "../workers/worker-calls.ts";
import { createWorkerThread, type WorkerThread } from "../workers/worker-thread.ts";
import { systemCode, type UnusedFile } from "./sqlite-file.ts";
import { noticeOf } from "./storage-notices.ts";

/** Facts of every database since its file was opened. */
export interface FileFacts {
  readonly unused: UnusedFile | null;
}

/** The calls of a database in its own thread, because node:sqlite blocks the thread that calls it. The worker opens the file when it starts. */
export type ServedDatabase<Calls, Facts extends FileFacts> = Calls & {
  /** Returns what is known since the file was opened. */
  facts(): Facts;
  /** Sets the file aside and copies what can be read into a new one. */
  repair(input: { readonly nowMs: number }): UnusedFile | null;
  close(): void;
};

export interface DatabaseThread<Calls, Facts> {
  readonly facts: Facts;
  /**
   * Calls are served in the order in which they are made. When one finds the file damaged, the file is repaired, and the call made again: each call is one
   * transaction. Throws `StorageFailed` when the disk refuses, and after `close`.
   */
  call<Name extends CallName<Calls>>(name: Name, input: Input<Calls, Name>): Promise<Output<Calls, Name>>;
  /** Sends the calls that were just made, as `WorkerThread.sendNow` does. */
  sendNow(): void;
  /** Sets the file aside and continues with what can be read of it. For damage that only the caller can see. */
  repair(): Promise<void>;
  /** Resolves when the calls made before it are served and the file is closed. */
  close(): Promise<void>;
}

/** Starts the worker at `workerUrl`, which serves a `ServedDatabase`. Throws `StorageFailed` when it cannot open the file. */
export async function startDatabaseThread<Calls, Facts extends FileFacts>({
  file,
  workerUrl,
  workerData,
  texts,
  notices,
}: {
  readonly file: string;
  readonly workerUrl: URL;
  readonly workerData: unknown;
  readonly texts: FailureTexts;
  readonly notices: Pick<StorageNotices, "add">;
}): Promise<DatabaseThread<Calls, Facts>> {
  const failed = (code: string, message: string) => new StorageFailed(code, file, describeFailure(code, message, texts));
  const closed = () => failed("ECLOSED", "");
  let isOpen = false;
  let closing: Promise<void> | null = null;
  const worker = createWorkerThread<ServedDatabase<object, FileFacts>>({
    workerUrl,
    workerData,
    restarts: false,
    failureOf: ({ message, facts }) => failed(systemCode(facts), message),
    endedFailure: (end) => (end.kind === "crashed" && !isOpen ? failed("EUNKNOWN", String(end.error)) : closed()),
  });
  // The worker at `workerUrl` also serves the calls of its database.
  const call = worker.call as unknown as WorkerThread<Calls>["call"];

  async function open(): Promise<FileFacts> {
    try {
      return await worker.call("facts", undefined);
    } catch (failure) {
      await worker.close();
      throw failure;
    }
  }

  function note(unused: UnusedFile | null): void {
    if (unused !== null) notices.add(noticeOf(unused));
  }

  let repairing: Promise<void> | null = null;
  function repair(): Promise<void> {
    repairing ??= worker
      .call("repair", { nowMs: Date.now() })
      .then(note)
      .finally(() => {
        repairing = null;
      });
    return repairing;
  }

  async function closeFile(): Promise<void> {
    try {
      await worker.call("close", undefined);
    } catch (failure) {
      const hasEnded = failure instanceof StorageFailed && failure.code === "ECLOSED";
      if (!hasEnded) throw failure;
    } finally {
      await worker.close();
    }
  }

  const facts = await open();
  isOpen = true;
  note(facts.unused);
  return {
    facts: facts as Facts, // from the worker that serves this database
    async call(name, input) {
      if (closing !== null) throw closed();
      try {
        return await call(name, input);
      } catch (failure) {
        if (!(failure instanceof StorageFailed && failure.code === "EDAMAGED") || closing !== null) throw failure;
        await repair();
        return call(name, input);
      }
    },
    sendNow: worker.sendNow,
    repair,
    close() {
      closing ??= closeFile();
      return closing;
    },
  };
}

/** The name of the database in failures, and the sentence for a failed write. */
interface FailureTexts {
  readonly name: string;
  readonly notStored: string;
}

/** Describes a system error code to the user; `message` is the system's own text. */
function describeFailure(code: string, message: string, { name, notStored }: FailureTexts): string {
  switch (code) {
    case "ENOSPC":
      return `The disk is full. ${notStored} Free some space, then try again.`;
    case "EACCES":
    case "EPERM":
      return `You may not read and write the ${name}'s file. Change its owner or permissions, then try again.`;
    case "EROFS":
      return `The data folder is read-only. ${notStored} Check its permissions.`;
    case "ENOENT":
      return `The ${name} could not be opened in the data folder. Check that the folder exists and that you may read and write its files.`;
    case "EDAMAGED":
      return `The ${name}'s file is damaged and could not be repaired. Restart Gatescope.`;
    case "EBUSY":
      return `Another program is using the ${name}'s file. Close it, then try again.`;
    case "ECLOSED":
      return `The ${name} is closed. Restart Gatescope.`;
    default:
      return `The ${name} could not be read or written: ${message}. Restart Gatescope; if that does not help, check the disk.`;
  }
}
