import { StorageFailed } from "../failures.ts";
import type { CallName, Input, Output } from "../workers/worker-calls.ts";
import { createWorkerThread, type WorkerThread } from "../workers/worker-thread.ts";
import { systemCode } from "./sqlite-file.ts";

/** The calls of a database in its own thread, because node:sqlite blocks the thread that calls it. The worker opens the file when it starts. */
export type ServedDatabase<Calls, Facts> = Calls & {
  /** Returns what is known since the file was opened. */
  facts(): Facts;
  close(): void;
};

export interface DatabaseThread<Calls, Facts> {
  readonly facts: Facts;
  /** Calls are served in the order in which they are made. Throws `StorageFailed` when the disk refuses, and after `close`. */
  call<Name extends CallName<Calls>>(name: Name, input: Input<Calls, Name>): Promise<Output<Calls, Name>>;
  /** Resolves when the calls made before it are served and the file is closed. */
  close(): Promise<void>;
}

/** Starts the worker at `workerUrl`, which serves a `ServedDatabase`. Throws `StorageFailed` when it cannot open the file. */
export async function startDatabaseThread<Calls, Facts>({
  file,
  workerUrl,
  workerData,
  texts,
}: {
  readonly file: string;
  readonly workerUrl: URL;
  readonly workerData: unknown;
  readonly texts: FailureTexts;
}): Promise<DatabaseThread<Calls, Facts>> {
  const failed = (code: string, message: string) => new StorageFailed(code, file, describeFailure(code, message, texts));
  const closed = () => failed("ECLOSED", "");
  let isOpen = false;
  let closing: Promise<void> | null = null;
  const worker = createWorkerThread<ServedDatabase<object, unknown>>({
    workerUrl,
    workerData,
    restarts: false,
    failureOf: ({ message, facts }) => failed(systemCode(facts), message),
    endedFailure: (end) => (end.kind === "crashed" && !isOpen ? failed("EUNKNOWN", String(end.error)) : closed()),
  });
  // The worker at `workerUrl` also serves the calls of its database.
  const call = worker.call as unknown as WorkerThread<Calls>["call"];

  async function open(): Promise<unknown> {
    try {
      return await worker.call("facts", undefined);
    } catch (failure) {
      await worker.close();
      throw failure;
    }
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
  return {
    facts: facts as Facts, // from the worker that serves this database
    call: async (name, input) => {
      if (closing !== null) throw closed();
      return call(name, input);
    },
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
    case "EROFS":
      return `The data folder is read-only. ${notStored} Check its permissions.`;
    case "ENOENT":
      return `The ${name} could not be opened in the data folder. Check that the folder exists and is writable.`;
    case "EDAMAGED":
      return `The ${name}'s file is damaged. Restart Gatescope: it moves the file aside and creates a new one.`;
    case "EBUSY":
      return `Another program is using the ${name}'s file. Close it, then try again.`;
    case "ECLOSED":
      return `The ${name} is closed. Restart Gatescope.`;
    default:
      return `The ${name} could not be read or written: ${message}. Restart Gatescope; if that does not help, check the disk.`;
  }
}
