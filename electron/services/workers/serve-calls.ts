import { setImmediate as afterOtherMessages } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { type Packed, pack, unpack } from "./exact-numbers.ts";
import type { ThrownInWorker, WorkerCall, WorkerReply, WorkerRequest } from "./worker-calls.ts";

/**
 * Serves calls to the thread that started this worker, in the order in which they arrive. `open` runs at the start; while it throws, it runs again
 * for each call, which throws its error. A call gets its input and a signal that aborts when its caller no longer waits.
 */
export function serveCalls<Calls extends { readonly [Name in keyof Calls]: WorkerCall }>(open: () => Calls): void {
  const inProgress = new Map<number, AbortController>();
  const run = createRunner(open);

  async function serve({ id, call, input }: Extract<WorkerRequest, { kind: "call" }>): Promise<void> {
    const aborting = new AbortController();
    inProgress.set(id, aborting);
    try {
      const output = await run(call, input, aborting.signal);
      if (isGenerator(output)) await stream(id, output, aborting.signal);
      else reply({ kind: "returned", id, output });
    } catch (error) {
      reply({ kind: "threw", id, thrown: thrownInWorker(error) });
    } finally {
      inProgress.delete(id);
    }
  }

  parentPort?.on("message", (packed: readonly Packed<WorkerRequest>[]) => {
    for (const request of packed.map(unpack))
      if (request.kind === "abort") inProgress.get(request.id)?.abort();
      else void serve(request);
  });
}

/** Runs one call. The typed methods of `WorkerThread` are the only sender, so the name is one of the calls and the input belongs to it. */
type Runner = (name: string, input: unknown, signal: AbortSignal) => unknown;

function createRunner(open: () => object): Runner {
  let calls = tryToOpen();

  function tryToOpen(): object | null {
    try {
      return open();
    } catch {
      return null; // the first call opens again, and throws
    }
  }

  return (name, input, signal) => {
    calls ??= open();
    return Reflect.get(calls, name)(input, signal);
  };
}

async function stream(id: number, generator: Generator | AsyncGenerator, signal: AbortSignal): Promise<void> {
  for (let step = await generator.next(); ; step = await generator.next()) {
    if (signal.aborted) return void (await generator.return(undefined));
    if (step.done) return reply({ kind: "returned", id, output: step.value });
    reply({ kind: "yielded", id, value: step.value });
    // Without this pause a generator that never waits would keep its own abort message from arriving.
    await afterOtherMessages();
  }
}

function isGenerator(output: unknown): output is Generator | AsyncGenerator {
  return typeof output === "object" && output !== null && "next" in output && typeof output.next === "function";
}

function reply(message: WorkerReply): void {
  parentPort?.postMessage(pack(message));
}

function thrownInWorker(error: unknown): ThrownInWorker {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), stack: "", facts: {} };
  const { name, message, stack = "" } = error;
  const facts = Object.fromEntries(Object.entries(error).filter(([, fact]) => typeof fact !== "object" && typeof fact !== "function"));
  return { name, message, stack, facts };
}
