import { afterEach, describe, expect, it } from "vitest";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { createWorkerThread, type WorkerThread, type WorkerThreadParts } from "./worker-thread.ts";

interface TestCalls {
  double(input: number): number;
  /** Returns its input, and as the worker writes it. */
  echo(input: JsonValue): { readonly text: string; readonly value: JsonValue };
  /** Resolves with what arrived since the last `collect`. */
  collect(input: null): number[];
  note(input: number): void;
  fail(input: null): void;
  crash(input: null): void;
  exit(input: null): void;
  /** Resolves when its signal aborts. */
  wait(input: null): Promise<string>;
  /** Returns the number of aborted `wait` calls. */
  aborted(input: null): number;
  count(input: { readonly to: number; readonly failsAt?: number }): Generator<number, string, void>;
  /** Counts without an end; `counted` returns the last number. */
  countForever(input: null): Generator<number, never, void>;
  counted(input: null): { readonly last: number; readonly isOver: boolean };
}

const worker = `
  import { serveCalls } from ${JSON.stringify(import.meta.resolve("./serve-calls.ts"))};
  class OutOfPaper extends Error { name = "OutOfPaper"; sheets = 0; inner = {}; }
  let notes = [], abortedCalls = 0, last = 0, isOver = false;
  serveCalls(() => ({
    double: (input) => input * 2,
    echo: (input) => ({ text: JSON.stringify(input), value: input }),
    note: (input) => void notes.push(input),
    collect: () => notes.splice(0),
    fail: () => { throw new OutOfPaper("No paper is left."); },
    crash: () => void setImmediate(() => { throw new Error("planted"); }),
    exit: () => process.exit(),
    wait: (input, signal) => new Promise((resolve) => signal.addEventListener("abort", () => { abortedCalls += 1; resolve("late"); })),
    aborted: () => abortedCalls,
    *count({ to, failsAt }) {
      for (let number = 1; number <= to; number += 1) {
        if (number === failsAt) throw new OutOfPaper("No paper is left.");
        yield number;
      }
      return "counted";
    },
    *countForever() {
      try { for (;;) yield ++last; } finally { isOver = true; }
    },
    counted: () => ({ last, isOver }),
  }));`;
const fromText = (text: string) => new URL(`data:text/javascript,${encodeURIComponent(text)}`);

const threads: WorkerThread<TestCalls>[] = [];
afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.close();
});

function start(parts: Partial<WorkerThreadParts> = {}): WorkerThread<TestCalls> {
  const thread = createWorkerThread<TestCalls>({
    workerUrl: fromText(worker),
    restarts: true,
    failureOf: ({ name, message, facts }) => Object.assign(new Error(message), { name, facts }),
    endedFailure: (end) => new Error(`ended: ${end.kind}`),
    ...parts,
  });
  threads.push(thread);
  return thread;
}

async function valuesOf<Value, Result>(stream: AsyncGenerator<Value, Result, void>): Promise<{ values: Value[]; result: Result }> {
  const values: Value[] = [];
  for (;;) {
    const { value, done } = await stream.next();
    if (done) return { values, result: value };
    values.push(value);
  }
}

describe("a call", () => {
  it("returns the output of its function", async () => {
    expect(await start().call("double", 21)).toBe(42);
  });

  it("keeps exact numbers and a field named __proto__ in both directions", async () => {
    const text = '{"__proto__":{"a":1.0},"list":[174322306148984899,[1e400],{"b":{}}],"plain":1,"none":null}';
    for (const json of [text, "1.0", "[]"]) {
      const echoed = await start().call("echo", readJson(json));
      expect([echoed.text, JSON.stringify(echoed.value)]).toEqual([json, json]);
    }
  });

  it("is served after the calls that were made before it", async () => {
    const thread = start();
    const numbers = Array.from({ length: 100 }, (_, number) => number);
    for (const number of numbers) void thread.call("note", number);
    expect(await thread.call("collect", null)).toEqual(numbers);
  });

  it("throws what its function threw, with the error's own fields", async () => {
    await expect(start().call("fail", null)).rejects.toMatchObject({
      name: "OutOfPaper",
      message: "No paper is left.",
      facts: { name: "OutOfPaper", sheets: 0 },
    });
  });

  it("throws its signal's reason at once, and aborts the signal of the worker", async () => {
    const thread = start();
    const aborting = new AbortController();
    const waiting = thread.call("wait", null, aborting.signal);
    aborting.abort(new Error("no longer needed"));
    await expect(waiting).rejects.toThrow("no longer needed");
    expect(await thread.call("aborted", null)).toBe(1);
    await expect(thread.call("double", 1, aborting.signal)).rejects.toThrow("no longer needed");
  });

  it("throws what opening threw, until opening succeeds", async () => {
    const workerUrl = fromText(`
      import { serveCalls } from ${JSON.stringify(import.meta.resolve("./serve-calls.ts"))};
      let opened = 0;
      serveCalls(() => {
        opened += 1;
        if (opened < 3) throw new Error("The file is locked.");
        return { double: (input) => input * 2 };
      });`);
    const thread = start({ workerUrl });
    await expect(thread.call("double", 1)).rejects.toThrow("The file is locked.");
    expect(await thread.call("double", 1)).toBe(2);
  });

  it("throws when its input cannot be sent, and no other call of the same turn does", async () => {
    const thread = start();
    const calls = [
      thread.call("double", 1),
      // @ts-expect-error: a function is no input of any call
      thread.call("double", () => 1),
      thread.call("double", 2),
    ];
    const [first, uncloneable, second] = await Promise.allSettled(calls);
    expect([first, second]).toEqual([
      { status: "fulfilled", value: 2 },
      { status: "fulfilled", value: 4 },
    ]);
    expect(uncloneable).toMatchObject({ reason: { message: expect.stringContaining("could not be cloned") } });
  });
});

describe("a stream", () => {
  it("yields each value in order, and returns its result", async () => {
    const values = Array.from({ length: 50 }, (_, at) => at + 1);
    expect(await valuesOf(start().stream("count", { to: 50 }))).toEqual({ values, result: "counted" });
  });

  it("throws what its generator threw, after the values before it", async () => {
    const stream = start().stream("count", { to: 3, failsAt: 2 });
    expect(await stream.next()).toEqual({ value: 1, done: false });
    await expect(stream.next()).rejects.toThrow("No paper is left.");
  });

  it("ends its generator when the reader stops", async () => {
    const thread = start();
    const stream = thread.stream("countForever", null);
    expect((await stream.next()).value).toBe(1);
    // The result type is never: nothing is returned.
    await stream.return(undefined as never);
    await expect.poll(() => thread.call("counted", null)).toMatchObject({ isOver: true });
  });

  it("throws its signal's reason, and ends its generator", async () => {
    const thread = start();
    const aborting = new AbortController();
    const stream = thread.stream("countForever", null, aborting.signal);
    await stream.next();
    aborting.abort(new Error("no longer needed"));
    await expect(valuesOf(stream)).rejects.toThrow("no longer needed");
    await expect.poll(() => thread.call("counted", null)).toMatchObject({ isOver: true });
  });
});

describe("a worker that ends", () => {
  it.each(["crash", "exit"] as const)("fails every call in progress after %s, and the next call gets a new worker", async (how) => {
    const crashes: string[] = [];
    const thread = start({ onCrash: (error) => crashes.push(String(error)) });
    const waiting = thread.call("wait", null);
    const stream = thread.stream("count", { to: 1 });
    await stream.next();
    void thread.call(how, null).catch(() => {});
    const kind = how === "crash" ? "crashed" : "exited";
    await expect(waiting).rejects.toThrow(`ended: ${kind}`);
    expect(await thread.call("double", 3)).toBe(6);
    expect(crashes).toEqual(how === "crash" ? ["Error: planted"] : []);
  });

  it("is not started again without `restarts`", async () => {
    const thread = start({ restarts: false });
    const waiting = thread.call("wait", null);
    void thread.call("crash", null).catch(() => {});
    await expect(waiting).rejects.toThrow("ended: crashed");
    await expect(thread.call("double", 1)).rejects.toThrow("ended: crashed");
  });

  it("is terminated when a call has no reply for too long", async () => {
    const thread = start({ idleTimeoutMs: 200 });
    const waiting = thread.call("wait", null);
    await expect(waiting).rejects.toThrow("ended: timed_out");
  });

  it("serves nothing more after it was closed", async () => {
    const thread = start();
    const waiting = thread.call("wait", null);
    const closed = thread.close();
    await expect(waiting).rejects.toThrow("ended: closed");
    await closed;
    await expect(thread.call("double", 1)).rejects.toThrow("ended: closed");
    await expect(thread.stream("count", { to: 1 }).next()).rejects.toThrow("ended: closed");
  });
});
