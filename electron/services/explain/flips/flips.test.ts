import { describe, expect, it } from "vitest";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { Flip, FlipSummary } from "#shared/domain/explanation/flip.ts";
import { withRuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import { demoProject } from "../../sandbox/demo/demo-project.ts";
import { prepareDefinitions } from "../engine/definitions/prepare.ts";
import { evaluatorFor } from "../engine/engine.ts";
import { definitionKind } from "../readiness/field-usage.ts";
import { searchFlips } from "./flips.ts";

const demo: JsonObject = JSON.parse(JSON.stringify(demoProject));
const nowMs = Date.UTC(2026, 10, 23);

interface SearchInput {
  readonly payload?: JsonObject;
  readonly kind?: ExplainedKind;
  readonly name?: string;
  readonly user: JsonObject;
  /** The milliseconds by which the search's clock advances at each reading. */
  readonly stepMs?: number;
}

function search({ payload = demo, kind = "gate", name = "checkout_v2", user, stepMs = 0 }: SearchInput) {
  const prepared = prepareDefinitions(payload);
  const options = { nowMs };
  let nowOfSearchMs = 0;
  const elapsedMs = () => {
    nowOfSearchMs += stepMs;
    return nowOfSearchMs;
  };
  return searchFlips({
    prepared,
    payload,
    user,
    kind,
    name,
    options,
    named: (explanation) => withRuleNames(explanation, new Map()),
    elapsedMs,
  });
}

function flips(requestedName: SearchInput): { found: Flip[]; summary: FlipSummary; turns: number } {
  const found: Flip[] = [];
  const steps = search(requestedName);
  for (let turns = 0, step = steps.next(); ; turns += 1, step = steps.next()) {
    if (step.done) return { found: found.sort((a, b) => a.cost - b.cost), summary: step.value, turns };
    found.push(...step.value.found);
  }
}

const edits = (found: readonly Flip[]) =>
  found.map((flip) => flip.edits.map(({ path, to }) => `${path.join(".")}=${JSON.stringify(to)}`).join(" "));

type Rules = { conditions: JsonObject[]; pass?: number }[];

/** Returns the gate `checkout_v2` with a rule for each list of conditions, and other gates. */
function gateWith(rules: Rules, others: Record<string, Rules> = {}): JsonObject {
  const conditionMap: JsonObject = {};
  const keyOf = (condition: JsonObject) => {
    const key = String(Object.keys(conditionMap).length);
    conditionMap[key] = { idType: "userID", ...condition };
    return key;
  };
  const gateOf = (gateRules: Rules) => ({
    type: "feature_gate",
    entity: "feature_gate",
    salt: "s",
    enabled: true,
    defaultValue: false,
    idType: "userID",
    rules: gateRules.map(({ conditions, pass = 100 }, n) => ({
      id: `rule_${n}`,
      name: `rule_${n}`,
      salt: `salt_${n}`,
      passPercentage: pass,
      idType: "userID",
      conditions: conditions.map(keyOf),
      returnValue: true,
    })),
  });
  const gates = Object.entries({ checkout_v2: rules, ...others }).map(([name, gateRules]): [string, JsonObject] => [
    name,
    gateOf(gateRules),
  ]);
  return {
    has_updates: true,
    time: 1,
    feature_gates: Object.fromEntries(gates),
    dynamic_configs: {},
    layer_configs: {},
    experiment_to_layer: {},
    condition_map: conditionMap,
  };
}
const is = (field: string, ...targetValue: string[]) => ({ type: "user_field", field, operator: "any", targetValue });

describe("flips", () => {
  it("are single edits from the targets of the rules, each with its answer and the reason", () => {
    const { found, summary } = flips({ user: { userID: "ada", country: "DE" } });
    expect(edits(found).slice(0, 3)).toEqual(['country="US"', "custom.newsletter=true", 'country="CA"']);
    expect(found[0]).toEqual({
      edits: [{ path: ["country"], from: "DE", to: "US", isTime: false }],
      user: { userID: "ada", country: "US" },
      becomes: { state: "pass", value: true, ruleId: expect.any(String), groupName: null },
      sentence: "With country US instead of DE it passes, because rule “US and Canada” matched.",
      ruleChange: null,
      cost: 1,
    });
    expect(summary).toMatchObject({ outcome: "reachable", isComplete: true, found: found.length });
  });

  it("mark values as times if a rule compares times", () => {
    const since = Date.UTC(2026, 0, 15);
    const payload = gateWith([{ conditions: [{ type: "user_field", field: "joined", operator: "before", targetValue: since }] }]);
    const { found } = flips({ payload, user: { userID: "ada", custom: { joined: since + 86_400_000 } } });
    expect(found[0]).toMatchObject({
      edits: [{ path: ["custom", "joined"], to: since - 86_400_000, isTime: true }],
      sentence: "With joined 2026-01-14 00:00 UTC instead of 2026-01-16 00:00 UTC it passes, because the rule with the ID rule_0 matched.",
    });
  });

  it("are pairs if no single edit is enough, and only pairs that need both edits", () => {
    const payload = gateWith([{ conditions: [is("plan", "pro"), is("country", "US")] }, { conditions: [is("beta", "yes")] }]);
    expect(edits(flips({ payload, user: { userID: "ada" } }).found)).toEqual(['custom.beta="yes"', 'custom.plan="pro" country="US"']);
  });

  it("also remove a field that makes a rule match", () => {
    const payload = gateWith([{ conditions: [is("plan", "pro")] }]);
    const { found } = flips({ payload, user: { userID: "ada", custom: { plan: "pro", level: 3 } } });
    expect(found.slice(0, 1).map(({ sentence, user }) => ({ sentence, user }))).toEqual([
      {
        sentence: "Without plan it fails, because no rule matched; closest was rule 1: plan is missing, expected pro.",
        user: { userID: "ada", custom: { level: 3 } },
      },
    ]);
  });

  it("remove the user agent or the IP address from which a value was derived", () => {
    const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1";
    const derived = (type: string, field: string, value: string) =>
      gateWith([{ conditions: [{ type, field, operator: "any", targetValue: [value] }] }]);
    const small = flips({ payload: derived("ua_based", "os_name", "iOS"), user: { userID: "ada", userAgent: iphone } });
    expect(small.found[0]?.user).toEqual({ userID: "ada" });
    const abroad = flips({ payload: derived("ip_based", "country", "US"), user: { userID: "ada", ip: "8.8.8.8" } });
    expect(abroad.found[0]?.user).toEqual({ userID: "ada" });
  });

  it("change a private attribute where it is", () => {
    const payload = gateWith([{ conditions: [is("plan", "pro")] }]);
    const { found } = flips({ payload, user: { privateAttributes: { plan: "free" } } });
    expect(edits(found)).toEqual(['privateAttributes.plan="pro"']);
  });

  it("change the tier, at a higher price than an attribute", () => {
    const inStaging = { type: "environment_field", field: "tier", operator: "any", targetValue: ["staging"] };
    const payload = gateWith([{ conditions: [inStaging] }, { conditions: [is("plan", "pro")] }]);
    const { found } = flips({ payload, user: { userID: "ada", statsigEnvironment: { tier: "production" } } });
    expect(edits(found)).toEqual(['custom.plan="pro"', 'statsigEnvironment.tier="staging"']);
  });

  it("never change a unit ID", () => {
    const payload = gateWith([
      { conditions: [{ type: "unit_id", operator: "any", targetValue: ["qa-bot"] }] },
      { conditions: [is("userID", "qa-bot")] },
    ]);
    expect(flips({ payload, user: { userID: "ada" } }).summary).toMatchObject({ outcome: "not_reachable", found: 0 });
  });

  it.each([50, 0])("contain the percentage that would include this user (now %d %%)", (pass) => {
    const payload = gateWith([{ conditions: [{ type: "public" }], pass }]);
    const user = { userID: pass === 50 ? outsideOf(payload) : "ada" };
    const { found, summary } = flips({ payload, user });
    const [flip] = found;
    expect(flip).toMatchObject({ edits: [], becomes: { state: "pass" }, ruleChange: { is: "percentage", ruleNumber: 1, from: pass } });
    expect(summary.outcome).toBe("by_rule_only");
    const to = flip?.ruleChange?.is === "percentage" ? flip.ruleChange.to : 0;
    const valueAt = (percentage: number) => gateValue(gateWith([{ conditions: [{ type: "public" }], pass: percentage }]), user);
    expect([valueAt(to), valueAt(Number((to - 0.01).toFixed(2)))]).toEqual([true, false]);
  });

  it("contain the percentage that would exclude this user, also in a nested gate", () => {
    const inner = { inner: [{ conditions: [{ type: "public" }] }] };
    const payload = gateWith([{ conditions: [{ type: "pass_gate", targetValue: "inner" }] }], inner);
    const { found } = flips({ payload, user: { userID: "ada" } });
    expect(found.map(({ ruleChange }) => ruleChange)).toMatchObject([{ specName: "checkout_v2" }, { specName: "inner" }]);
    expect(found[1]?.sentence).toMatch(
      /^If the rollout of rule 1 of “inner” were [\d.]+ % or less instead of 100 %, it would fail; this user is at/,
    );
    for (const { becomes } of found) expect(becomes.state).toBe("fail");
  });

  it.each<[ExplainedKind, string]>([
    ["config", "shipping_rates"],
    ["layer", "homepage_layer"],
    ["experiment", "onboarding_flow"],
  ])("of a %s give another value or group", (kind, name) => {
    const user = { userID: "ada", customIDs: { stableID: "s-1" }, country: "DE", custom: { loyalty_tier: "gold" } };
    const before = evaluatorFor(prepareDefinitions(demo), user, { nowMs }).evaluate(definitionKind(kind), name);
    const { found } = flips({ kind, name, user });
    for (const { user: changed, becomes, ruleChange } of found) {
      expect([becomes.value, becomes.groupName]).not.toEqual([before.value, before.groupName]);
      if (ruleChange !== null) continue;
      const after = evaluatorFor(prepareDefinitions(demo), changed, { nowMs }).evaluate(definitionKind(kind), name);
      expect(after).toMatchObject(becomes);
    }
    if (kind === "config") expect(found.length).toBeGreaterThan(1);
  });

  it("are returned in steps, so that the caller can cancel", () => {
    const steps = search({ user: { userID: "ada" }, stepMs: 30 });
    expect(steps.next().value).toMatchObject({ tried: 1 });
    expect(flips({ user: { userID: "ada" }, stepMs: 30 }).turns).toBeGreaterThan(5);
  });

  it("stop at their limits, and say so", () => {
    const fields = Array.from({ length: 60 }, (_, n) => is(`field_${n}`, "a", "b", "c", "d", "e"));
    const payload = gateWith([{ conditions: fields }]);
    const { summary } = flips({ payload, user: { userID: "ada" } });
    expect(summary).toMatchObject({ isComplete: false, outcome: "not_reachable" });
    expect(summary.tried).toBeLessThanOrEqual(20_001);
    expect(summary.sentence).toContain("Not all changes were tried, because there are too many.");
    expect(flips({ payload, user: { userID: "ada" }, stepMs: 500 }).summary).toMatchObject({ isComplete: false });
  });

  it("are not searched if the answer itself is unknown", () => {
    const payload = gateWith([{ conditions: [{ type: "moon_phase", operator: "any", targetValue: [] }] }]);
    expect(flips({ payload, user: { userID: "ada" } }).summary).toMatchObject({ outcome: "unknown", tried: 0 });
  });
});

function gateValue(payload: JsonObject, user: JsonObject): JsonValue {
  return evaluatorFor(prepareDefinitions(payload), user, { nowMs }).evaluate("gate", "checkout_v2").value;
}

/** Returns an ID that the gate's percentage excludes. */
function outsideOf(payload: JsonObject): string {
  const ids = Array.from({ length: 50 }, (_, n) => `user_${n}`);
  const id = ids.find((userID) => gateValue(payload, { userID }) === false);
  if (id === undefined) throw new Error("Fifty users are all in.");
  return id;
}
