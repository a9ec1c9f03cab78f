import type { ClientLink } from "@orpc/client";

/** `lost` is retried automatically; `refused` needs a new link from the person. */
export type ConnectionState = "connecting" | "connected" | "lost" | "refused";

export type HostLink = ClientLink<Record<never, never>>;

/** An open connection to the core. `closed` resolves when it closes. */
export interface OpenConnection {
  readonly link: HostLink;
  /** The host's first answer, `host.info`, which shows that something is listening. */
  readonly info: unknown;
  readonly closed: Promise<void>;
}

/** The host refused this page: the link was already used, or the program was restarted. */
export class HostRefused extends Error {
  /** Lets this page in through another tab of the browser that is let in; null if there is none. */
  readonly enter: (() => Promise<void>) | null;
  constructor(reason: string, enter: (() => Promise<void>) | null = null) {
    super(reason);
    this.name = "HostRefused";
    this.enter = enter;
  }
}

/** The program behind the page cannot be reached: the call was not made, or its answer was lost. */
export class HostUnreachable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "HostUnreachable";
  }
}

export interface Connection {
  /** Sends calls over the open connection; waits up to `idleTimeoutMs` for one, then throws `HostUnreachable`. */
  readonly link: HostLink;
  readonly state: () => ConnectionState;
  /** Returns the host's reason for refusing this page; empty if it did not. */
  readonly refusal: () => string;
  /** Returns how the refused page can be let in without a new link (`HostRefused`); null if it cannot. It resolves once the page is let in or refused again. */
  readonly entrance: () => (() => Promise<void>) | null;
  readonly subscribe: (onChange: () => void) => () => void;
  /** Retries now instead of after the pause: after a new link was opened, or when the person chooses to. */
  readonly retryNow: () => void;
}

/** The time a call waits for an open connection before it fails. */
const idleTimeoutMs = 4_000;
const firstPauseMs = 250;
const maxPauseMs = 5_000;

/**
 * Keeps a connection to the core open. `open` throws `HostRefused` if a retry cannot succeed. `onOutdated` is called when a user was removed from the data folder since
 * the first connection: the page may have the user in its memory, so it makes no call any more, and has to be loaded again.
 */
export function createConnection(open: () => Promise<OpenConnection>, onOutdated: () => void): Connection {
  let state: ConnectionState = "connecting";
  let refusal = "";
  let entrance: (() => Promise<void>) | null = null;
  let current: OpenConnection | null = null;
  let pauseMs = firstPauseMs;
  let retryTimer: ReturnType<typeof setTimeout> | null = null;
  let isOpening = false;
  let firstRemovalId: string | null | undefined;
  const listeners = new Set<() => void>();

  function changeState(next: ConnectionState, reason = "", enter: HostRefused["enter"] = null) {
    state = next;
    refusal = reason;
    entrance = enter === null ? null : () => enter().then(attempt);
    for (const onChange of [...listeners]) onChange();
  }

  async function attempt() {
    if (isOpening || current !== null) return;
    isOpening = true;
    try {
      const opened = await open();
      const removalId = removalIdOf(opened.info);
      if (firstRemovalId === undefined) firstRemovalId = removalId;
      if (removalId !== null && removalId !== firstRemovalId) return onOutdated();
      current = opened;
      pauseMs = firstPauseMs;
      void opened.closed.then(() => {
        current = null;
        changeState("lost");
        retryLater();
      });
      changeState("connected");
    } catch (error) {
      if (error instanceof HostRefused) return changeState("refused", error.message, error.enter);
      if (state !== "lost") changeState("lost");
      retryLater();
    } finally {
      isOpening = false;
    }
  }

  function retryLater() {
    retryTimer = setTimeout(() => void attempt(), pauseMs);
    pauseMs = Math.min(pauseMs * 2, maxPauseMs);
  }

  function retryNow() {
    if (retryTimer !== null) clearTimeout(retryTimer);
    pauseMs = firstPauseMs;
    void attempt();
  }

  function openConnection(signal: AbortSignal | undefined): Promise<OpenConnection> {
    if (current !== null) return Promise.resolve(current);
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => settle(), idleTimeoutMs);
      const settle = () => {
        if (current === null && state !== "refused" && Date.now() < deadlineMs && !signal?.aborted) return;
        listeners.delete(settle);
        clearTimeout(timeout);
        signal?.removeEventListener("abort", settle);
        if (current !== null) resolve(current);
        else if (signal?.aborted) reject(signal.reason);
        else reject(new HostUnreachable(state === "refused" ? refusal : notSentMessage));
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
      if ((current !== used || wasBroken(error)) && !options.signal?.aborted) throw new HostUnreachable(lostMessage);
      throw error;
    }
  }

  void attempt();
  return {
    link: { call },
    state: () => state,
    refusal: () => refusal,
    entrance: () => entrance,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    retryNow,
  };
}

function removalIdOf(info: unknown): string | null {
  const id = typeof info === "object" && info !== null && "lastRemovalId" in info ? info.lastRemovalId : null;
  return typeof id === "string" ? id : null;
}

const notSentMessage = "Gatescope itself does not answer, so nothing was asked. The page keeps trying to reach it.";
export const lostMessage =
  "The connection to Gatescope broke while this was under way. A check may have been made, and what was to be logged or sent may have arrived: History and the ledger of Events say what is known when Gatescope is back.";

/** True for the error with which a closing connection rejects calls and streams in flight: as if the caller had aborted them. It comes before `closed`. */
export function wasBroken(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
