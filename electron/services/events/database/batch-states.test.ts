import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BatchStatus, type BatchStep, type DeliveryOutcome, newStatus, takeStep } from "./batch-states.ts";

/** An attempt to send: whether the request arrived, which only the server can tell, and the outcome that this program saw. */
type Attempt = { readonly arrived: boolean; readonly seen: DeliveryOutcome | "killed" | "retracted" };

const delivered: DeliveryOutcome = { kind: "delivered", httpStatus: 202 };
const refused: DeliveryOutcome = { kind: "refused", httpStatus: 400, problem: "no" };
const again: DeliveryOutcome = { kind: "again", httpStatus: 503, problem: "later", afterMs: null };
const lost: DeliveryOutcome = { kind: "lost", httpStatus: null, problem: "who knows" };

/** Generates every possible pair: a refused request, or one that was certainly not sent, has not arrived; an accepted one has. */
const attempts = fc.constantFrom<Attempt>(
  { arrived: true, seen: delivered },
  { arrived: false, seen: refused },
  { arrived: false, seen: again },
  { arrived: false, seen: lost },
  { arrived: true, seen: lost },
  { arrived: false, seen: "killed" },
  { arrived: true, seen: "killed" },
  { arrived: false, seen: "retracted" },
);
const moves = fc.oneof(
  { weight: 4, arbitrary: attempts.map((attempt) => ({ kind: "try" as const, attempt })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<BatchStep>(
      { kind: "hold", problem: "locked" },
      { kind: "retryNow" },
      { kind: "edit" },
      { kind: "resend" },
      { kind: "discard" },
    ),
  },
);

describe("any sequence of steps", () => {
  it("never loses a batch, and duplicates it only after the user resent one that may have arrived", () => {
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 40 }), (history) => {
        let status: BatchStatus = newStatus;
        let timesArrived = 0;
        for (const move of history) {
          if (move.kind !== "try") {
            status = takeStep(status, move) ?? status;
            continue;
          }
          const started = takeStep(status, { kind: "begin", exchangeId: "x" });
          if (started === null) continue;
          if (move.attempt.arrived) timesArrived += 1;
          const { seen } = move.attempt;
          const step: BatchStep =
            seen === "killed"
              ? { kind: "orphan" }
              : seen === "retracted"
                ? { kind: "retract" }
                : { kind: "end", outcome: seen, exchangeId: "x", nextTryAtMs: 1 };
          status = takeStep(started, step)!;
        }
        // Not lost: its state says that it waits, arrived, may have arrived, was refused, or was discarded.
        expect(status.state).not.toBe("sending");
        if (status.state === "delivered") expect(timesArrived).toBeGreaterThan(0);
        if (timesArrived > 1) expect(status.mayBeDuplicate).toBe(true);
        if (timesArrived > 0 && (status.state === "waiting" || status.state === "refused")) expect(status.mayBeDuplicate).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it("cannot start a batch that has ended or is being sent", () => {
    for (const state of ["sending", "delivered", "refused", "may_have_arrived", "discarded"] as const)
      expect(takeStep({ ...newStatus, state }, { kind: "begin", exchangeId: "x" })).toBeNull();
  });

  it("cannot edit, resend or discard a batch that is delivered or being sent", () => {
    for (const state of ["sending", "delivered", "discarded"] as const)
      for (const kind of ["edit", "resend", "discard"] as const) expect(takeStep({ ...newStatus, state }, { kind })).toBeNull();
  });
});
