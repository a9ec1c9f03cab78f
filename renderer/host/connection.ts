import type { ClientLink } from "@orpc/client";

/** `lost` is being mended by itself; `refused` needs the person (a new link). */
export type ConnectionState = "connecting" | "connected" | "lost" | "refused";

export type HostLink = ClientLink<Record<never, never>>;

/** A way to the core that is open now. `closed` resolves when it is not any more. */
export interface OpenConnection {
  readonly link: HostLink;
  readonly closed: Promise<void>;
}

/** The host does not want this page: the link was used already, or the program was started anew. */
export class HostRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "HostRefused";
  }
}

/** A call that was not made, or whose answer was lost, because the program behind the page cannot be reached. */
export class HostUnreachable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "HostUnreachable";
  }
}

export interface Connection {
  /** Sends calls over whichever way is open; waits a moment for one, then throws `HostUnreachable`. */
  readonly link: HostLink;
  readonly state: () => ConnectionState;
  /** Why the host refused this page; empty unless it did. */
  readonly refusal: () => string;
  readonly subscribe: (onChange: () => void) => () => void;
  /** Tries now instead of at the next turn: after a new link was opened, or when the person asks. */
  readonly retryNow: () => void;
}

/** How long a call waits for a way to open before it fails. */
const idleTimeoutMs = 4_000;
const firstPauseMs = 250;
const longestPauseMs = 5_000;

/** Keeps a way to the core open with `open`, which throws `HostRefused` when asking again cannot help. */
export function createConnection(open: () => Promise<OpenConnection>): Connection {
  let state: ConnectionState = "connecting";
  let refusal = "";
  let way: OpenConnection | null = null;
  let pauseMs = firstPauseMs;
  let nextTry: ReturnType<typeof setTimeout> | null = null;
  let isTrying = false;
  const listeners = new Set<() => void>();

  function become(next: ConnectionState, reason = "") {
    state = next;
    refusal = reason;
    for (const onChange of [...listeners]) onChange();
  }

  async function attempt() {
    if (isTrying || way !== null) return;
    isTrying = true;
    try {
      const opened = await open();
      way = opened;
      pauseMs = firstPauseMs;
      void opened.closed.then(() => {
        way = null;
        become("lost");
        retryLater();
      });
      become("connected");
    } catch (error) {
      if (error instanceof HostRefused) return become("refused", error.message);
      if (state !== "lost") become("lost");
      retryLater();
    } finally {
      isTrying = false;
    }
  }

  function retryLater() {
    nextTry = setTimeout(() => void attempt(), pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }

  function retryNow() {
    if (nextTry !== null) clearTimeout(nextTry);
    pauseMs = firstPauseMs;
    void attempt();
  }

  function openConnection(signal: AbortSignal | undefined): Promise<OpenConnection> {
    if (way !== null) return Promise.resolve(way);
    return new Promise((resolve, reject) => {
      const giveUp = setTimeout(() => settle(), idleTimeoutMs);
      const settle = () => {
        if (way === null && state !== "refused" && Date.now() < deadlineMs && !signal?.aborted) return;
        listeners.delete(settle);
        clearTimeout(giveUp);
        signal?.removeEventListener("abort", settle);
        if (way !== null) resolve(way);
        else if (signal?.aborted) reject(signal.reason);
        else reject(new HostUnreachable(state === "refused" ? refusal : notAskedMessage));
      };
      const deadlineMs = Date.now() + idleTimeoutMs;
      listeners.add(settle);
      signal?.addEventListener("abort", settle);
      settle();
    });
  }

  async function call(...[path, input, options]: Parameters<HostLink["call"]>) {
    const used = await openConnection(options.signal);
    try {
      return await used.link.call(path, input, options);
    } catch (error) {
      // A way that closes rejects what was in flight as if the caller had aborted it.
      if (way !== used && !options.signal?.aborted) throw new HostUnreachable(lostMessage);
      throw error;
    }
  }

  void attempt();
  return {
    link: { call },
    state: () => state,
    refusal: () => refusal,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    retryNow,
  };
}

const notAskedMessage = "Gatescope itself does not answer, so nothing was asked. The page keeps trying to reach it.";
const lostMessage =
  "The connection to Gatescope broke while this was under way. If it was a check, it may have been made: look in History when the page is back.";
