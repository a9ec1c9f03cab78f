import { expect, it } from "vitest";
import type { Parcel, ParcelState } from "#shared/domain/events/event-outbox.ts";
import { inOrderOfNeed, outboxLines } from "./outbox-order.ts";

const parcel = (seq: number, state: ParcelState, runId: string | null = null): Parcel => ({
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

it("puts what needs a word first, and the rest in the order in which it will go", () => {
  const parcels = [parcel(4, "waiting"), parcel(3, "refused"), parcel(2, "waiting"), parcel(1, "may_have_arrived"), parcel(5, "sending")];
  expect(inOrderOfNeed(parcels).map(({ id }) => id)).toEqual(["p3", "p1", "p5", "p2", "p4"]);
});

it("says the waiting parcels of a file in one line, and each of those that need a word by itself", () => {
  const lines = outboxLines([parcel(1, "waiting", "r"), parcel(2, "waiting", "r"), parcel(3, "refused", "r"), parcel(4, "refused", "r")]);
  expect(lines).toMatchObject([
    { is: "parcel", parcel: { id: "p3" } },
    { is: "parcel", parcel: { id: "p4" } },
    { is: "run", parcels: 2, count: 20, first: { id: "p1" } },
  ]);
});
