import { describe, expect, it } from "vitest";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { demoProject } from "../../sandbox/demo/demo-project.ts";
import { noInfo } from "../definitions-info.ts";
import { prepareDefinitions } from "../engine/definitions/prepare.ts";
import { evaluatorFor } from "../engine/engine.ts";
import type { EvaluationOptions } from "../engine/evaluate-specs.ts";
import { definitionKind } from "../readiness/field-usage.ts";
import { agreementOf, type Compared } from "./agreement.ts";

const nowMs = Date.UTC(2026, 10, 23, 12);
const demo: JsonObject = JSON.parse(JSON.stringify(demoProject));

interface Case {
  readonly kind?: ExplainedKind;
  readonly name?: string;
  readonly user?: JsonObject;
  readonly live?: Partial<Answer>;
  readonly initialize?: Partial<Answer> | null;
  readonly definitions?: Partial<DefinitionsInfo>;
  readonly options?: Partial<EvaluationOptions>;
  readonly payload?: JsonObject;
}

function agreement({ kind = "gate", name = "checkout_v2", user = { userID: "ada" }, payload = demo, ...given }: Case) {
  const explanation = evaluatorFor(prepareDefinitions(payload), user, { nowMs, ...given.options }).explain(definitionKind(kind), name);
  const { state, value, ruleId, groupName } = explanation;
  const answer = (changes: Partial<Answer>) => answerWith({ kind, name, state, value, ruleId, groupName, atMs: nowMs, ...changes });
  const compared: Compared = {
    live: answer(given.live ?? {}),
    isSandbox: false,
    initialize: given.initialize == null ? null : answer(given.initialize),
    initializeNote: null,
    explained: { is: "explained", explanation, definitions: { ...noInfo, source: "live", confirmedAtMs: nowMs, ...given.definitions } },
    asked: { kind, name, live: null, request: { projectId: "shop", keyId: null, tier: "", user, userLabel: "ada", isLogging: false } },
    nowMs,
  };
  return agreementOf(compared);
}

const pass = { state: "pass", value: true, ruleId: "r" } as const;

describe("agreement", () => {
  it("needs two at least", () => {
    expect(agreement({})).toMatchObject({ isAgreed: true, agreeing: 2, asked: 2, differences: [], causes: [] });
    expect(agreement({ live: { state: "refused", value: null, because: "the key is refused" } })).toMatchObject({
      isAgreed: false,
      agreeing: 1,
      asked: 1,
    });
  });

  it("counts the largest party, and says what each of the others differs in", () => {
    const three = agreement({ live: pass, initialize: {} });
    expect(three).toMatchObject({ isAgreed: false, agreeing: 2, asked: 3 });
    expect(three.differences).toEqual([
      "The live answer is Pass; the explanation here is Fail.",
      "The live answer is Pass; initialize is Fail.",
    ]);
  });

  it("compares values by what is in them, whatever their order", () => {
    const user = { userID: "ada", country: "DE" };
    const config = { kind: "config" as const, name: "shipping_rates", user };
    const value = demoValue(config);
    const turned = Object.fromEntries(Object.entries(value).reverse());
    expect(agreement({ ...config, live: { value: turned } }).isAgreed).toBe(true);
    const [first = ""] = Object.keys(value);
    const differing = agreement({ ...config, live: { value: { ...value, [first]: "other", added: 1 } } });
    expect(differing.differences).toEqual([expect.stringContaining(`The live answer has ${first} other; the explanation here has`)]);
    expect(differing.differences[0]).toMatch(/, and 1 more parameters differ\.$/);
  });

  it("takes a gate that fails for one that may not exist, unless that was proved", () => {
    const unknownGate = { name: "no_such_gate", live: { state: "fail", value: false, ruleId: null } as const };
    expect(agreement({ ...unknownGate, live: { ...unknownGate.live, mayBeMissing: true } }).isAgreed).toBe(true);
    const proved = agreement({ ...unknownGate, live: { ...unknownGate.live, mayBeMissing: false } });
    expect(proved).toMatchObject({ isAgreed: false, causes: [expect.stringContaining("does not know this name")] });
  });

  it("holds where only the rule is another, and says so; suffixes of the console's rule are none", () => {
    const user = { userID: "ada", country: "DE", custom: { newsletter: true } };
    const same = agreement({ user, live: { ruleId: `${ruleOf(user)}:10.00:5` } });
    expect(same).toMatchObject({ isAgreed: true, differences: [] });
    const other = agreement({ user, live: { ruleId: "other" } });
    expect(other.isAgreed).toBe(true);
    expect(other.differences).toEqual([
      `The answer is the same, but by another rule: the live answer names other, the explanation here ${ruleOf(user)}.`,
    ]);
  });

  it("says nothing of rules that Statsig leaves out", () => {
    expect(agreement({ live: { ruleId: null } }).differences).toEqual([]);
  });
});

describe("probable causes", () => {
  const causes = (given: Case) => agreement({ live: pass, ...given }).causes;

  it("begin with the country that comes of the IP address, or may come of another's", () => {
    expect(causes({ user: { userID: "ada", ip: "91.64.0.1" } })[0]).toContain(
      "The country was taken from the IP address, which gives DE here",
    );
    expect(causes({ user: { userID: "ada" } })[0]).toContain("Statsig may take the country of the machine that asked");
    expect(causes({ user: { userID: "ada", country: "FR" } })).toEqual([]);
  });

  it("name the user agent where something was taken from it", () => {
    const userAgent =
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15";
    const payload = oneRule({ type: "ua_based", field: "browser_name", operator: "any", targetValue: ["Safari"] });
    expect(causes({ payload, user: { userID: "ada", userAgent }, live: { state: "fail", value: false, ruleId: null } })).toEqual([
      "browser_name was taken from the user agent, which gives Safari here; Statsig’s engines read some user agents differently.",
    ]);
  });

  it("name an ID list, and how much of it is known here", () => {
    const payload = oneRule({ type: "unit_id", operator: "in_segment_list", targetValue: "vip" });
    const options = { idLists: new Map([["vip", new Set<string>()]]) };
    const list = { name: "vip", ids: 3, readAtMs: nowMs };
    expect(causes({ payload, options, definitions: { idLists: [list] } })).toEqual([
      "A rule asks for the ID list vip, of which 3 IDs were read; lists change by themselves.",
    ]);
  });

  it("name definitions that are old, changed since, or came from a file", () => {
    const user = { userID: "ada", country: "FR" };
    const hour = 3_600_000;
    const problem = "Definitions could not be read: Statsig could not answer (503).";
    expect(causes({ user, definitions: { confirmedAtMs: nowMs - 2 * hour, problem } })).toEqual([
      `The definitions here are of 2 hours ago; a rule may have changed since. ${problem}`,
    ]);
    expect(causes({ user, definitions: { timeMs: nowMs + 1 } })).toEqual([
      "The definitions changed after the live answer was given. Ask again.",
    ]);
    expect(causes({ user, definitions: { source: "file" } })).toEqual([
      "The definitions here came from a file, and may be of another time or project.",
    ]);
  });

  it("name the tier, the target app and the time where rules ask for them", () => {
    const tier = { type: "environment_field", field: "tier", operator: "any", targetValue: ["staging"] };
    expect(causes({ payload: oneRule(tier) })[0]).toMatch(/^Rules look at the tier, and none is named/);
    expect(causes({ payload: oneRule(tier), options: { tier: "production" } })[0]).toMatch(
      /^Rules look at the tier. Here it is production/,
    );
    expect(causes({ payload: oneRule({ type: "target_app", operator: "any", targetValue: ["app"] }) })[0]).toMatch(
      /^A rule asks for the target app/,
    );
    expect(causes({ payload: oneRule({ type: "current_time", operator: "after", targetValue: nowMs + 1 }) })[0]).toMatch(
      /^A rule asks for the time/,
    );
  });

  it("end with inputs that engines read differently", () => {
    const payload = oneRule({ type: "user_field", field: "age", operator: "gte", targetValue: 18 });
    expect(causes({ payload, user: { userID: "ada", custom: { age: " 20 " } } })[0]).toMatch(/^Rule 1 of “checkout_v2”: /);
  });
});

function oneRule(condition: JsonObject): JsonObject {
  const rule = { id: "r", name: "r", salt: "", passPercentage: 100, idType: "userID", conditions: ["c"], returnValue: true };
  const gate = {
    type: "feature_gate",
    entity: "feature_gate",
    salt: "s",
    enabled: true,
    defaultValue: false,
    idType: "userID",
    rules: [rule],
  };
  return {
    has_updates: true,
    time: 1,
    feature_gates: { checkout_v2: gate },
    dynamic_configs: {},
    layer_configs: {},
    experiment_to_layer: {},
    condition_map: { c: { idType: "userID", ...condition } },
  };
}

function demoValue({ name, user }: { name: string; user: JsonObject }): JsonObject {
  return evaluatorFor(prepareDefinitions(demo), user, { nowMs }).evaluate("config", name).value as JsonObject;
}

function ruleOf(user: JsonObject): string {
  return evaluatorFor(prepareDefinitions(demo), user, { nowMs }).evaluate("gate", "checkout_v2").ruleId ?? "";
}
