import { describe, expect, test } from "vitest";
import type { ShownAnswer } from "#renderer/answer/explain/shown-answer.ts";
import type { Snapshot } from "#shared/domain/explanation/definitions.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { bucketWith, conditionWith, ruleWith, traceWith } from "#tests/fakes/explanation.ts";
import { bucketAt, explainRequest, privateNotKept, shortWho, snapshotOfTime, withUnit } from "./explain-request.ts";
import { live } from "./explain-view.ts";

const lena = { userID: "u-1036", statsigEnvironment: { tier: "staging" }, privateAttributes: { lifetime_spend: 410 } };
const restoredLena = { ...lena, privateAttributes: { lifetime_spend: "[private, not kept]" } };
const subject = (facts: Partial<ShownAnswer> = {}): ShownAnswer => ({
  answer: answerWith({ name: "invite_friends", atMs: 5_000 }),
  request: { projectId: "sandbox", keyId: null, tier: "staging", user: lena, userLabel: "Lena, Hamburg", isLogging: false },
  isPast: false,
  ...facts,
});
const requestFor = (of: ShownAnswer, asOf = live) => explainRequest(of, { asOf, snapshotId: null });

describe("the explain request", () => {
  test("repeats the request, as of now", () => {
    expect(requestFor(subject())).toEqual({
      projectId: "sandbox",
      tier: "staging",
      user: lena,
      kind: "gate",
      name: "invite_friends",
      atMs: null,
      snapshotId: null,
    });
  });

  test("uses another time and tier instead of the user's own tier", () => {
    expect(requestFor(subject(), { atMs: 9_000, tier: "production" })).toMatchObject({
      atMs: 9_000,
      tier: "production",
      user: { userID: "u-1036", privateAttributes: lena.privateAttributes },
    });
  });

  test("keeps what Statsig does not read as the user's own tier", () => {
    const userOf = (environment: JsonValue) => {
      const user = { userID: "u-1036", statsigEnvironment: environment };
      return requestFor(subject({ request: { ...subject().request, user } }), { atMs: null, tier: "production" })?.user.statsigEnvironment;
    };
    expect([userOf("staging"), userOf({ Tier: "staging" }), userOf({ tier: "staging", region: "eu" })]).toEqual([
      "staging",
      { Tier: "staging" },
      { region: "eu" },
    ]);
  });

  test("uses the time of a past answer, and leaves out the notes that replace private values", () => {
    const restored = subject({ request: { ...subject().request, user: restoredLena } });
    expect(requestFor(restored)?.user).not.toHaveProperty("privateAttributes");
    expect(privateNotKept(restored)).toEqual(["lifetime_spend"]);
    expect(privateNotKept(subject())).toEqual([]);
    const past = subject({ isPast: true });
    expect(requestFor(past)).toMatchObject({ atMs: 5_000, user: { userID: "u-1036" } });
    expect(requestFor(past)?.user).not.toHaveProperty("privateAttributes");
    expect(privateNotKept(past)).toEqual(["lifetime_spend"]);
  });

  test("is null for a ranked list", () => {
    expect(requestFor(subject({ answer: answerWith({ kind: "ranked" }) }))).toBeNull();
  });
});

describe("the definitions of a time", () => {
  const snapshot = (id: string, readAtMs: number, timeMs: number | null, source: Snapshot["source"] = "live"): Snapshot => ({
    id,
    source,
    fileName: null,
    readAtMs,
    timeMs,
    bytes: 1,
    isPinned: false,
  });
  const snapshots = [snapshot("newest", 9_000, 8_000), snapshot("older", 6_000, 2_000), snapshot("file", 3_000, 1_000, "file")];

  test("are those in effect then, even if they were read later", () => {
    expect(snapshotOfTime({ snapshots }, 8_500)?.id).toBe("newest");
    expect(snapshotOfTime({ snapshots }, 5_000)?.id).toBe("older");
  });

  test("are none if all stored ones are newer, and never come from a file", () => {
    expect(snapshotOfTime({ snapshots }, 1_500)).toBeNull();
  });
});

test("replaces the user's ID of a type, and keeps the spelling of the type", () => {
  expect(withUnit(lena, "userID", "u-2").userID).toBe("u-2");
  expect(withUnit({ customIDs: { storeID: "a" } }, "storeid", "b").customIDs).toEqual({ storeID: "b" });
  expect(withUnit({}, "companyID", "c").customIDs).toEqual({ companyID: "c" });
});

test("finds the percentage of a rule by its position at any depth", () => {
  const inner = traceWith({ rules: [ruleWith({ number: 2, percentage: bucketWith() })] });
  const gate = conditionWith({ type: "pass_gate", nested: inner });
  const outer = traceWith({
    rules: [ruleWith({ number: 1, conditions: [conditionWith(), gate] }), ruleWith({ number: 3, delegate: inner })],
  });
  expect(bucketAt(outer, "/r1/c1/r2")).toEqual(bucketWith());
  expect(bucketAt(outer, "/r3/d/r2")).toEqual(bucketWith());
  expect(bucketAt(outer, "/r1/c0/r2")).toBeNull();
  expect(bucketAt(outer, "/r9")).toBeNull();
});

test("finds a layer's slice by its condition", () => {
  const slot = bucketWith({ of: 1000, cutOff: null, slotCount: 400 });
  const layer = traceWith({ kind: "layer", rules: [ruleWith({ number: 2, conditions: [conditionWith({ bucket: slot })] })] });
  expect(bucketAt(layer, "/r2/c0")).toEqual(slot);
  expect(bucketAt(layer, "/r2/c1")).toBeNull();
});

test("shortens a saved name to the part before the comma", () => {
  expect([shortWho("Lena, Hamburg"), shortWho("u-1036")]).toEqual(["Lena", "u-1036"]);
});
