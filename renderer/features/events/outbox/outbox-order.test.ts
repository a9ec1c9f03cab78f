import { expect, it } from "vitest";
import type { Batch, BatchState } from "#shared/domain/events/event-outbox.ts";
import { byUrgency, outboxLines } from "./outbox-order.ts";

const batch = (seq: number, state: BatchState, runId: string | null = null): Batch => ({
  id: `p${seq}`,
  seq,
  projectId: "sandbox",
  projectName: "Sandbox",
  tier: "staging",
  kind: "events",
  count: 10,
  firstName: "add_to_cart",
  userLabel: "Lena",
  state,
  attempts: 1,
  createdAtMs: 0,
  changedAtMs: 0,
  nextTryAtMs: null,
  problem: null,
  httpStatus: null,
  mayBeDuplicate: false,
  exchangeId: null,
  runId,
  firstRow: null,
  lastRow: null,
});

it("puts batches that need a decision first, and the others in sending order", () => {
  const batches = [batch(4, "waiting"), batch(3, "refused"), batch(2, "waiting"), batch(1, "may_have_arrived"), batch(5, "sending")];
  expect(byUrgency(batches).map(({ id }) => id)).toEqual(["p3", "p1", "p5", "p2", "p4"]);
});

it("joins the waiting batches of an import, and lists each batch that needs a decision", () => {
  const lines = outboxLines([batch(1, "waiting", "r"), batch(2, "waiting", "r"), batch(3, "refused", "r"), batch(4, "refused", "r")]);
  expect(lines).toMatchObject([
    { is: "batch", batch: { id: "p3" } },
    { is: "batch", batch: { id: "p4" } },
    { is: "run", batches: 2, count: 20, first: { id: "p1" } },
  ]);
});
