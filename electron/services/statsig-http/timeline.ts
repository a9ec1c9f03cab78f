import type { TimingPhase } from "#shared/domain/exchange/exchange.ts";
import type { Hop, HopName } from "#shared/domain/exchange/hop.ts";

/** The hops of one request: all planned hops, and the state and duration of each. */
export interface Timeline {
  /** The current hop, or the last one. */
  readonly current: HopName;
  start(name: HopName): void;
  /** Ends the current hop as passed; `detail` replaces the planned one. */
  pass(detail?: string): void;
  /** Ends the current hop as failed. */
  fail(detail: string): void;
  /** Marks hops as passed that an earlier request on the same connection made. */
  passUntimed(names: readonly HopName[]): void;
  hops(): Hop[];
  /** The durations in order; a failed hop has the duration until it failed. */
  phases(): TimingPhase[];
}

export interface PlannedHop {
  readonly name: HopName;
  readonly detail: string;
}

export function createTimeline(planned: readonly PlannedHop[]): Timeline {
  const hops: Hop[] = planned.map(({ name, detail }) => ({ name, detail, state: "not_tried", ms: null }));
  let current: HopName = "machine";
  let startedMs = performance.now();

  function find(name: HopName): Hop {
    const hop = hops.find((one) => one.name === name);
    if (hop === undefined) throw new Error(`The hop ${name} is not planned.`);
    return hop;
  }

  function end(state: "passed" | "failed", detail: string | undefined): void {
    const hop = find(current);
    hop.state = state;
    hop.ms = performance.now() - startedMs;
    if (detail !== undefined) hop.detail = detail;
  }

  return {
    get current() {
      return current;
    },
    start(name) {
      current = find(name).name;
      startedMs = performance.now();
    },
    pass: (detail) => end("passed", detail),
    fail: (detail) => end("failed", detail),
    passUntimed(names) {
      for (const hop of hops) if (names.includes(hop.name)) hop.state = "passed";
    },
    hops: () => hops.map((hop) => ({ ...hop })),
    phases: () =>
      hops.flatMap(({ name, ms }) => {
        const phase = phaseOf(name);
        return phase === null || ms === null ? [] : [{ name: phase, ms }];
      }),
  };
}

/** Returns the timing phase of a hop. Connecting to a proxy counts as `connect`; `machine`, `key` and `answer` take no time. */
function phaseOf(name: HopName): TimingPhase["name"] | null {
  switch (name) {
    case "dns":
    case "connect":
    case "tls":
    case "send":
    case "wait":
    case "receive":
      return name;
    case "proxy":
      return "connect";
    case "machine":
    case "key":
    case "answer":
      return null;
  }
}
