import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type ConnectionState, createConnection, type HostLink, HostRefused, HostUnreachable, type OpenConnection } from "./connection.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const callOptions = { context: {} };

/** Creates a host that can be stopped and started, and answers each call with its path. */
function createHost() {
  let isUp = true;
  let refusal: string | null = null;
  let end = () => {};
  let opened = 0;
  const answers: HostLink["call"] = (path) => Promise.resolve(path.join("."));
  let call = answers;
  const outdate = vi.fn();
  let lastRemovalId: string | null = null;
  return {
    outdate,
    removeUser: (removalId: string) => {
      lastRemovalId = removalId;
    },
    open: async (): Promise<OpenConnection> => {
      if (refusal !== null) throw new HostRefused(refusal);
      if (!isUp) throw new Error("nobody listens");
      opened += 1;
      const closed = new Promise<void>((resolve) => {
        end = resolve;
      });
      return { link: { call: (...request) => call(...request) }, info: { lastRemovalId }, closed };
    },
    opened: () => opened,
    goDown: () => {
      isUp = false;
      end();
    },
    comeBack: () => {
      isUp = true;
    },
    refuse: (reason: string | null) => {
      refusal = reason;
      end();
    },
    answerWith: (next: HostLink["call"]) => {
      call = next;
    },
  };
}

function watch(connection: ReturnType<typeof createConnection>) {
  const seen: ConnectionState[] = [connection.state()];
  connection.subscribe(() => seen.push(connection.state()));
  return seen;
}

test("a call made before the connection is open waits for it", async () => {
  const host = createHost();
  const connection = createConnection(host.open, host.outdate);
  const answer = connection.link.call(["host", "info"], undefined, callOptions);
  await vi.advanceTimersByTimeAsync(0);
  expect(await answer).toBe("host.info");
});

test("reports a lost connection, and reconnects when the host is back", async () => {
  const host = createHost();
  const connection = createConnection(host.open, host.outdate);
  const seen = watch(connection);
  await vi.advanceTimersByTimeAsync(0);
  host.goDown();
  await vi.advanceTimersByTimeAsync(60_000);
  host.comeBack();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(seen).toEqual(["connecting", "connected", "lost", "connected"]);
  expect(await connection.link.call(["again"], undefined, callOptions)).toBe("again");
});

test("makes no call any more when a user was removed since the first connection, so that nothing of this user is saved again", async () => {
  const host = createHost();
  host.removeUser("an earlier removal");
  const connection = createConnection(host.open, host.outdate);
  await vi.advanceTimersByTimeAsync(0);
  expect(await connection.link.call(["save"], undefined, callOptions)).toBe("save");
  host.removeUser("another removal");
  host.goDown();
  host.comeBack();
  await vi.advanceTimersByTimeAsync(1_000);
  const save = connection.link.call(["save"], undefined, callOptions).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await save).toBeInstanceOf(HostUnreachable);
  expect(host.outdate).toHaveBeenCalledOnce();
});

test("a call made while the host is down fails after a timeout, and its message says that nothing was sent", async () => {
  const host = createHost();
  host.goDown();
  const connection = createConnection(host.open, host.outdate);
  const failure = connection.link.call(["evaluate", "check"], undefined, callOptions).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await failure).toEqual(
    new HostUnreachable("Gatescope itself does not answer, so nothing was asked. The page keeps trying to reach it."),
  );
});

test.each([
  ["the connection closes", new Error("queue closed"), true],
  ["the queue of answers is closed before the connection", Object.assign(new Error("queue closed"), { name: "AbortError" }), false],
])("the error of a call in flight when %s says that the call may have been made", async (_when, thrown, isDown) => {
  const host = createHost();
  const connection = createConnection(host.open, host.outdate);
  await vi.advanceTimersByTimeAsync(0);
  let rejectCall = () => {};
  host.answerWith(
    () =>
      new Promise((_, reject) => {
        rejectCall = () => reject(thrown);
      }),
  );
  const failure = connection.link.call(["evaluate", "check"], undefined, callOptions).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(0);
  if (isDown) host.goDown();
  await vi.advanceTimersByTimeAsync(0);
  rejectCall();
  expect(await failure).toBeInstanceOf(HostUnreachable);
  expect(String(await failure)).toContain("may have arrived");
});

test("throws an error from the host unchanged", async () => {
  const host = createHost();
  const connection = createConnection(host.open, host.outdate);
  const declared = new Error("This project no longer exists.");
  host.answerWith(() => Promise.reject(declared));
  const failure = connection.link.call(["projects", "remove"], undefined, callOptions).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(0);
  expect(await failure).toBe(declared);
});

test("a cancelled call stops waiting immediately", async () => {
  const host = createHost();
  host.goDown();
  const connection = createConnection(host.open, host.outdate);
  const cancel = new AbortController();
  const failure = connection.link
    .call(["evaluate", "check"], undefined, { ...callOptions, signal: cancel.signal })
    .catch((error: unknown) => error);
  cancel.abort("changed my mind");
  expect(await failure).toBe("changed my mind");
});

test("does not retry after a refusal until there is a new link", async () => {
  const host = createHost();
  host.refuse("This link was already used.");
  const connection = createConnection(host.open, host.outdate);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([connection.state(), connection.refusal(), host.opened()]).toEqual(["refused", "This link was already used.", 0]);
  host.refuse(null);
  connection.retryNow();
  await vi.advanceTimersByTimeAsync(0);
  expect([connection.state(), connection.refusal(), host.opened()]).toEqual(["connected", "", 1]);
});
