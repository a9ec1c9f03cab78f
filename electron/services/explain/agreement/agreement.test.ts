import { describe, expect, it } from "vitest";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { definitionsJson, gateJson, ruleJson } from "#tests/fakes/gate-json.ts";
import { demoProject } from "../../sandbox/demo/demo-project.ts";
import { noInfo } from "../definitions-info.ts";
import { prepareDefinitions } from "../engine/definitions/prepare.ts";
import { evaluatorFor } from "../engine/engine.ts";
import type { EvaluationOptions } from "../engine/evaluate-specs.ts";
import { definitionKind } from "../readiness/field-usage.ts";
import { agreementOf } from "./agreement.ts";
import type { ComparedAnswers } from "./opinions.ts";

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
  const compared: ComparedAnswers = {
    live: answer(given.live ?? {}),
    isSandbox: false,
    initialize: given.initialize == null ? null : answer(given.initialize),
    initializeNote: null,
    explained: {
      is: "explained",
      explanation,
      definitions: { ...noInfo, source: "live", confirmedAtMs: nowMs, ageMs: 0, ...given.definitions },
    },
    request: { kind, name, live: null, request: { projectId: "shop", keyId: null, tier: "", user, userLabel: "ada", isLogging: false } },
    nowMs,
  };
  return agreementOf(compared);
}

const pass = { state: "pass", value: true, ruleId: "r" } as const;

describe("agreement", () => {
  it("needs at least two answers", () => {
    expect(agreement({})).toMatchObject({ isAgreed: true, agreeing: 2, counted: 2, differences: [], causes: [] });
    expect(agreement({ live: { state: "refused", value: null, because: "the key is refused" } })).toMatchObject({
      isAgreed: false,
      agreeing: 1,
      counted: 1,
    });
  });

  it("counts the largest agreeing set, and describes the differences of the others", () => {
    const three = agreement({ live: pass, initialize: {} });
    expect(three).toMatchObject({ isAgreed: false, agreeing: 2, counted: 3 });
    expect(three.differences).toEqual([
      "The live answer is Pass; the local evaluation is Fail.",
      "The live answer is Pass; initialize is Fail.",
    ]);
  });

  it("compares values regardless of the order of their keys", () => {
    const user = { userID: "ada", country: "DE" };
    const config = { kind: "config" as const, name: "shipping_rates", user };
    const value = demoValue(config);
    const turned = Object.fromEntries(Object.entries(value).reverse());
    expect(agreement({ ...config, live: { value: turned } }).isAgreed).toBe(true);
    const [first = ""] = Object.keys(value);
    const differing = agreement({ ...config, live: { value: { ...value, [first]: "other", added: 1 } } });
    expect(differing.differences).toEqual([expect.stringContaining(`The live answer has ${first} other; the local evaluation has`)]);
    expect(differing.differences[0]).toMatch(/, and 1 more parameter differs\.$/);
  });

  it("treats a failing gate like a missing gate, unless evidence distinguishes them", () => {
    const unknownGate = { name: "no_such_gate", live: { state: "fail", value: false, ruleId: null } as const };
    expect(agreement({ ...unknownGate, live: { ...unknownGate.live, mayBeMissing: true } }).isAgreed).toBe(true);
    const proved = agreement({ ...unknownGate, live: { ...unknownGate.live, mayBeMissing: false } });
    expect(proved).toMatchObject({ isAgreed: false, causes: [expect.stringContaining("does not know this name")] });
  });

  it("is given if only the rules differ, and says so; suffixes of rule IDs are ignored", () => {
    const user = { userID: "ada", country: "DE", custom: { newsletter: true } };
    const same = agreement({ user, live: { ruleId: `${ruleOf(user)}:10.00:5` } });
    expect(same).toMatchObject({ isAgreed: true, differences: [] });
    const other = agreement({ user, live: { ruleId: "other" } });
    expect(other.isAgreed).toBe(true);
    expect(other.differences).toEqual([
      `The answers are equal but come from different rules: the live answer from other, the local evaluation from ${ruleOf(user)}.`,
    ]);
  });

  it("ignores rules that Statsig omits", () => {
    expect(agreement({ live: { ruleId: null } }).differences).toEqual([]);
  });
});

describe("probable causes", () => {
  const causes = (given: Case) => agreement({ live: pass, ...given }).causes;

  it("start with a country from the IP address of the user or of another machine", () => {
    expect(causes({ user: { userID: "ada", ip: "91.64.0.1" } })[0]).toContain(
      "The country comes from the IP address, which Gatescope locates in DE",
    );
    expect(causes({ user: { userID: "ada" } })[0]).toContain("Statsig may use the country of the machine that sent the request");
    expect(causes({ user: { userID: "ada", country: "FR" } })).toEqual([]);
  });

  it("include the user agent if a value was derived from it", () => {
    const userAgent =
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15";
    const payload = oneRule({ type: "ua_based", field: "browser_name", operator: "any", targetValue: ["Safari"] });
    expect(causes({ payload, user: { userID: "ada", userAgent }, live: { state: "fail", value: false, ruleId: null } })).toEqual([
      "browser_name comes from the user agent, which Gatescope reads as Safari; Statsig’s engines read some user agents differently.",
    ]);
  });

  it("include an ID list, and how many of its IDs were read", () => {
    const payload = oneRule({ type: "unit_id", operator: "in_segment_list", targetValue: "vip" });
    const options = { idLists: new Map([["vip", new Set<string>()]]) };
    const list = { name: "vip", ids: 3, readAtMs: nowMs };
    expect(causes({ payload, options, definitions: { idLists: [list] } })).toEqual([
      "A rule uses the ID list vip, of which 3 IDs were read. ID lists change independently of the rules.",
    ]);
  });

  it("include definitions that are old, changed, or from a file", () => {
    const user = { userID: "ada", country: "FR" };
    const hour = 3_600_000;
    const problem = "Definitions could not be read: Statsig could not answer (503).";
    expect(causes({ user, definitions: { confirmedAtMs: nowMs - 2 * hour, ageMs: 2 * hour, problem } })).toEqual([
      `The local rules are 2 hours old and may have changed since. ${problem}`,
    ]);
    expect(causes({ user, definitions: { confirmedAtMs: nowMs + hour, ageMs: null } })).toEqual([
      "The local rules are of unknown age, because the clock was set back.",
    ]);
    expect(causes({ user, definitions: { timeMs: nowMs + 1 } })).toEqual(["The rules changed after the live answer. Check again."]);
    expect(causes({ user, definitions: { source: "file" } })).toEqual([
      "The local rules come from a file, and may be from another time or project.",
    ]);
  });

  it("include the tier, the target app and the time if rules use them", () => {
    const tier = { type: "environment_field", field: "tier", operator: "any", targetValue: ["staging"] };
    expect(causes({ payload: oneRule(tier) })[0]).toMatch(/^Rules use the tier, and no tier is set/);
    expect(causes({ payload: oneRule(tier), options: { tier: "production" } })[0]).toMatch(/^Rules use the tier, which is production here/);
    expect(causes({ payload: oneRule({ type: "target_app", operator: "any", targetValue: ["app"] }) })[0]).toMatch(
      /^A rule uses the target app/,
    );
    expect(causes({ payload: oneRule({ type: "current_time", operator: "after", targetValue: nowMs + 1 }) })[0]).toMatch(
      /^A rule uses the time/,
    );
  });

  it("end with inputs that engines read differently", () => {
    const payload = oneRule({ type: "user_field", field: "age", operator: "gte", targetValue: 18 });
    expect(causes({ payload, user: { userID: "ada", custom: { age: " 20 " } } })[0]).toMatch(/^Rule 1 of “checkout_v2”: /);
  });
});

function oneRule(condition: JsonObject): JsonObject {
  return definitionsJson({ checkout_v2: gateJson([ruleJson(["c"])]) }, { c: { idType: "userID", ...condition } });
}

function demoValue({ name, user }: { name: string; user: JsonObject }): JsonObject {
  return evaluatorFor(prepareDefinitions(demo), user, { nowMs }).evaluate("config", name).value as JsonObject;
}

function ruleOf(user: JsonObject): string {
  return evaluatorFor(prepareDefinitions(demo), user, { nowMs }).evaluate("gate", "checkout_v2").ruleId ?? "";
}
