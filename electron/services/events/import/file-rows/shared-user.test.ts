import { describe, expect, it } from "vitest";
import { createJsonElements } from "./json-elements.ts";
import { createSharedUserCheck } from "./shared-user.ts";

/** Reads a file in pieces; returns the number of its rows. Throws like the import. */
function rowsIn(text: string, pieceLength = 1_000): number {
  const reader = createJsonElements();
  const check = createSharedUserCheck();
  const pieces = Array.from({ length: Math.ceil(text.length / pieceLength) }, (_, piece) =>
    reader.push(text.slice(piece * pieceLength, (piece + 1) * pieceLength)),
  );
  const rows = [...pieces, reader.end()].flatMap((some) => [...some]);
  for (const row of rows) check.add(row);
  check.end();
  return rows.length;
}

const own = { eventName: "a", user: { userID: "ada" } };
const long = Array.from({ length: 2_000 }, () => ({ ...own, metadata: { text: "x".repeat(100) } }));
const user = { userID: "all" };
const without = { eventName: "b" };

describe("a body of log_event with one user for all of its events", () => {
  it.each([
    ["after them", { events: [without], user }, "one event has no user"],
    ["before them", { user, events: [own, without, without] }, "2 events have no user"],
    ["after many of them", { events: [...long, without], user, statsigMetadata: {} }, "one event has no user"],
    ["before many of them", { user, events: [...long, without] }, "one event has no user"],
  ])("is refused if it stands %s and an event has none", (_place, body, problem) => {
    expect(() => rowsIn(JSON.stringify(body))).toThrow(problem);
    expect(() => rowsIn(JSON.stringify({ events: [own] }) + JSON.stringify(body, null, 2))).toThrow(problem);
  });

  it("is read if each event has its own, or if the user belongs to something else", () => {
    expect(rowsIn(JSON.stringify({ events: long, user }))).toBe(2_000);
    expect(rowsIn(JSON.stringify({ events: [without], statsigMetadata: { user: { name: "x" } } }))).toBe(1);
    expect(rowsIn(JSON.stringify({ events: [without], user: null, kind: "user" }))).toBe(1);
    expect(rowsIn(JSON.stringify({ events: [without] }) + JSON.stringify(own))).toBe(2);
    expect(rowsIn(JSON.stringify([without, { user }]))).toBe(2);
  });
});
