import { describe, expect, it } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import { bucketWith, conditionWith, explanationWith, ruleWith, traceWith } from "#tests/fakes/explanation.ts";
import type { Answer } from "../evaluation/evaluation.ts";
import type { RuleChange } from "../explanation/flip.ts";
import type { Case } from "./case-file.ts";
import { customerReply, plainChange, plainOverride } from "./customer-reply.ts";
import { notForYou } from "./plain-condition.ts";

const atMs = Date.UTC(2026, 10, 23, 12, 7);
const subject = { label: "Lena", project: "Shop", tier: "production", user: {}, atMs, places: [], rules: null };
const savedWith = (facts: Parameters<typeof answerWith>[0]): Pick<Case, "subjects" | "answers" | "stores" | "facts"> => ({
  subjects: [subject],
  stores: [],
  facts: [],
  answers: [{ subject: 0, answer: answerWith({ name: "promo_banner", atMs, ...facts }), explained: null, exchange: null }],
});

const becomesWith = (state: Answer["state"]) => ({ state, value: true, ruleId: null, groupName: null });

describe("a reply to the customer", () => {
  it("says what happened, why and what will change it, in words without rules", () => {
    const flip = { edits: [{ path: ["country"], from: "DE", to: "US", isTime: false }], ruleChange: null, becomes: becomesWith("pass") };
    const saved = savedWith({ state: "fail", because: "country is DE, expected US or CA" });
    expect(customerReply(saved, [{ explanation: null, flips: [flip] }]).split("\n")).toEqual([
      "Hello,",
      "",
      "thank you for writing to us. We looked at what you get, and this is what we found.",
      "",
      "What happened: at 2026-11-23 12:07 UTC, “promo banner” was off for you.",
      "Why: you are not among the people whom this is for.",
      "What will change it: if the country on your account is the United States instead of Germany, “promo banner” is on.",
      "",
      "Kind regards",
    ]);
  });

  it("offers a step of a rollout, and no slot, which means nothing to a customer", () => {
    const saved = savedWith({ state: "fail" });
    const ofRule = { specName: "loyalty_program", ruleId: "r", ruleNumber: 2, ruleName: "Everyone", from: 10, to: 18.5, place: 18.42 };
    const flip = (ruleChange: RuleChange) => [{ edits: [], ruleChange, becomes: becomesWith("pass") }];
    const changed = (ruleChange: RuleChange) =>
      customerReply(saved, [{ explanation: explanationWith(), flips: flip(ruleChange) }]).match(/What will change it: (.*)/)?.[1];
    expect([
      changed({ is: "percentage", isHoldout: false, ...ofRule }),
      changed({ is: "percentage", isHoldout: true, ...ofRule }),
      changed({ is: "slot", experiment: "colors", layerName: "shop", slot: 810, isGiven: true, takenFrom: "badges", slotsBefore: 400 }),
    ]).toEqual([
      "when “loyalty program” reaches 18.5 % of people, you are among them.",
      "nothing that you can change yourself.",
      "nothing that you can change yourself.",
    ]);
  });

  const whyWith = (rule: Parameters<typeof ruleWith>[0], facts: Parameters<typeof traceWith>[0] = {}) => {
    const explanation = explanationWith({ trace: traceWith({ ...facts, rules: [ruleWith(rule)] }) });
    return customerReply(savedWith({ because: "rule “r” matched" }), [{ explanation, flips: [] }]).match(/Why: (.*)\.\n/)?.[1];
  };

  it.each([
    [{ value: "FR", target: ["DE", "GB"] }, "the country on your account is France; this is for Germany and the United Kingdom"],
    [{ value: "FR", target: ["FR"], operator: "none" }, "the country on your account is France; this is not for France"],
    [{ value: null, isPresent: false }, "we do not know the country on your account; this is for the United States and Canada"],
    [
      { type: "ip_based", valueSource: "ip", value: "FR", target: ["DE"] },
      "the country that you connect from is France; this is for Germany",
    ],
    [{ field: "accountPlan", value: "free", target: ["pro"] }, "“account plan” on your account is set to free; this is for pro"],
    [{ field: "age", value: 17, operator: "gte", target: 18 }, "“age” on your account is set to 17; this needs at least 18"],
    [
      { field: "browser_version", operator: "version_gte", value: "90.1", target: "110" },
      "the version of your browser is 90.1; this needs version 110 or above",
    ],
    [
      { field: "email", operator: "str_ends_with_any", value: "a@b.org", target: ["@shop.example"] },
      "the email address on your account is a@b.org; this is for others",
    ],
    [{ type: "unit_id", field: "userID", value: "u-1", target: ["u-2", "u-3"] }, "the ID of your account is u-1; this is for others"],
    [{ field: "email", value: null, isPresent: false }, "we do not know the email address on your account, and this depends on it"],
    [
      { field: "newsletter", value: false, target: true, operator: "eq" },
      "“newsletter” is off for your account; this is for people who have it on",
    ],
    [
      { field: "newsletter", value: "true", target: ["true"], operator: "none" },
      "“newsletter” is on for your account; this is for people who have it off",
    ],
    [
      { field: "newsletter", isPresent: false, value: null, target: ["true"] },
      "we do not know whether “newsletter” is on for your account; this is for people who have it on",
    ],
    [
      { field: "spend", valueSource: "private", value: 12, target: 1000 },
      "a setting of your account that we do not write down here decides this",
    ],
    [{ field: "locale", value: "fr", target: ["de_DE"] }, "the language that you use is French; this is for German (Germany)"],
    [{ field: "cart_items", value: ["a", "b"], target: ["c"] }, "“cart items” on your account is set to a and b; this is for c"],
    [{ type: "current_time", operator: "after", target: Date.UTC(2020, 0, 1) }, "this starts on 1 January 2020"],
    [{ type: "current_time", operator: "before", target: Date.UTC(2020, 0, 1, 14) }, "this ended on 1 January 2020, 14:00 UTC"],
    [
      { type: "user_bucket", bucket: bucketWith({ slotCount: 400, of: 1000 }) },
      "it is shown to a part of our customers, chosen at random, and you are not among them",
    ],
    [{ type: "environment_field", field: "tier", value: "production", target: ["staging"] }, "it is not available where you use it"],
    [{ type: "pass_gate", field: null, value: false, target: "new_cart" }, "“new cart” is off for you"],
    [
      { type: "experiment_group", field: "hero_test", value: "Control", target: ["Treatment"] },
      "the version of “hero test” that you have is Control; this is for Treatment",
    ],
    [{ field: "since", unreadable: "value", operator: "before", value: "soon", target: 1 }, "“since” on your account cannot be read"],
  ] satisfies [Parameters<typeof conditionWith>[0], string][])("says an unmet condition in plain words: %o", (facts, expected) => {
    expect(whyWith({ conditions: [conditionWith(facts)] })).toBe(expected);
  });

  it.each([
    ["outside_percentage", false, "a few people, chosen at random, do not get new things for now, and you are not one of them"],
    ["decided", true, "a few people, chosen at random, do not get new things for now, and you are one of them"],
  ] as const)("says what a holdout is, instead of that it is introduced: %s", (state, value, expected) => {
    const percentage = bucketWith({ of: 10_000, bucket: 6_575, cutOff: 500 });
    expect(whyWith({ state, passPercentage: 5, percentage }, { entity: "holdout", outcome: "matched", value })).toBe(expected);
  });

  it("says once that private attributes decided, and neither their names nor their values", () => {
    const conditions = ["spend", "debt"].map((field) => conditionWith({ field, valueSource: "private", value: 12, result: "met" }));
    expect(whyWith({ state: "decided", conditions }, { outcome: "matched" })).toBe(
      "a setting of your account that we do not write down here decides this",
    );
  });

  it.each([
    [{ value: "DE", target: ["DE"] }, "the country on your account is Germany"],
    [{ type: "current_time", operator: "after", target: Date.UTC(2020, 0, 1) }, "this started on 1 January 2020"],
    [{ type: "public", operator: null }, "everyone gets this"],
    [
      { type: "pass_gate", value: true, target: "autumn", nested: traceWith({ entity: "holdout", outcome: "matched" }) },
      "a few people, chosen at random, do not get new things for now, and you are one of them",
    ],
    [{ type: "fail_gate", value: false, target: "old_cart", nested: traceWith() }, "“old cart” is off for you"],
  ] satisfies [Parameters<typeof conditionWith>[0], string][])("says a met condition in plain words: %o", (facts, expected) => {
    expect(whyWith({ state: "decided", conditions: [conditionWith({ ...facts, result: "met" })] }, { outcome: "matched" })).toBe(expected);
  });

  it.each([
    [
      [{ path: ["custom", "accountPlan"], from: null, to: "pro", isTime: false }],
      "if “account plan” on your account is set to pro, “promo banner” is on.",
    ],
    [
      [{ path: ["custom", "newsletter"], from: "false", to: "true", isTime: false }],
      "if “newsletter” is on for your account, “promo banner” is on.",
    ],
    [
      [
        { path: ["appVersion"], from: "1.2", to: "2.0", isTime: false },
        { path: ["custom", "since"], from: null, to: Date.UTC(2020, 0, 1), isTime: true },
      ],
      "if the version of your app is 2.0 instead of 1.2 and “since” on your account is set to 1 January 2020, “promo banner” is on.",
    ],
    [[{ path: ["email"], from: "a@b.org", to: "someone@shop.example", isTime: false }], "nothing that you can change yourself."],
    [[{ path: ["country"], from: "DE", to: null, isTime: false }], "nothing that you can change yourself."],
    [[{ path: ["customIDs", "companyID"], from: null, to: "c-7", isTime: false }], "nothing that you can change yourself."],
    [[{ path: ["statsigEnvironment", "tier"], from: "production", to: "staging", isTime: false }], "nothing that you can change yourself."],
  ])("says a change in plain words, and none that is not the customer’s: %j", (edits, expected) => {
    const flips = [{ edits, ruleChange: null, becomes: becomesWith("pass") }];
    const reply = customerReply(savedWith({ state: "fail" }), [{ explanation: explanationWith(), flips }]);
    expect(reply.match(/What will change it: (.*)/)?.[1]).toBe(expected);
  });

  it("says that the settings are others if the change gives another value", () => {
    const flips = [
      { edits: [{ path: ["country"], from: "DE", to: "FR", isTime: false }], ruleChange: null, becomes: becomesWith("value") },
    ];
    expect(customerReply(savedWith({ kind: "config", state: "value" }), [{ explanation: null, flips }])).toContain(
      "if the country on your account is France instead of Germany, “promo banner” has other settings.",
    );
  });

  it.each([
    [{ state: "fail", because: "no rule passed" }, "you are not among the people whom this is for"],
    [{ kind: "config", state: "default", ruleId: "default", because: "no rule matched" }, "you are not among the people whom this is for"],
    [{ state: "pass", ruleId: "r1", groupName: "EU beta", because: "rule “EU beta” matched" }, "you are among the people whom this is for"],
    [{ kind: "experiment", state: "no_group", ruleId: "prestart", because: "the experiment has not started" }, "it has not started yet"],
    [
      { state: "fail", ruleId: "r1", because: "rule “EU beta” matched but its pass percentage leaves this user out" },
      "it is being introduced step by step, and you are not among those who have it yet",
    ],
    [{ state: "fail", because: "no rule matched; closest was rule 3 “US”: country is DE, expected US" }, notForYou],
    [{ state: "fail", ruleId: "disabled", because: "it is disabled" }, "it is switched off at the moment"],
    [
      { state: "pass", ruleId: "disabled", because: "it is disabled, and passes by default" },
      "this is what people get for whom nothing else is set",
    ],
    [{ state: "fail", ruleId: "fail:all:id_override", because: "an override makes this ID fail" }, "it was set for you by hand"],
    [
      {
        kind: "experiment",
        state: "group",
        ruleId: "r1",
        groupName: "Treatment",
        because: "this unit was assigned to the group “Treatment”",
      },
      "people are assigned to versions at random, and this one is yours",
    ],
    [
      { kind: "experiment", state: "no_group", ruleId: "targetingGate", because: "the experiment’s targeting gate did not pass" },
      notForYou,
    ],
    [
      {
        kind: "experiment",
        state: "no_group",
        ruleId: "layerAssignment",
        because: "this unit is outside the experiment’s share of traffic",
      },
      "it is shown to a part of our customers, chosen at random, and you are not among them",
    ],
    [
      { kind: "layer", state: "value", ruleId: "r1", allocatedExperiment: "badges", because: "the experiment “badges” sets the values" },
      "people are assigned to versions at random, and this one is yours",
    ],
    [
      {
        kind: "layer",
        state: "default",
        ruleId: "prestart",
        allocatedExperiment: "badges",
        because: "this unit is allocated to the experiment “badges”, but …",
      },
      "it has not started yet",
    ],
    [
      { kind: "ranked", state: "value", ruleId: "r:explore", because: "the autotune is exploring" },
      "we are trying out which order people prefer, so it is random at the moment",
    ],
    [{ state: "unreached", because: "the proxy refused the connection" }, "our systems could not tell us at that moment"],
    [{ state: "not_found", because: "Statsig knows no gate of this name" }, "we have nothing of this name at the moment"],
  ] satisfies [Parameters<typeof answerWith>[0], string][])("without rules, says what Statsig’s answer tells: %o", (facts, expected) => {
    expect(customerReply(savedWith(facts), [{ explanation: null, flips: [] }]).match(/Why: (.*)\.\n/)?.[1]).toBe(expected);
  });

  it("lists the settings of a parameter store before what decided them", () => {
    const parameter = { type: "number", from: null, parameter: null, because: "a fixed value" };
    const parameters = [
      { ...parameter, name: "free_shipping_over", value: 49, isPresent: true },
      { ...parameter, name: "button", type: "string", value: null, isPresent: false },
    ];
    const saved = { ...savedWith({ state: "fail" }), stores: [{ subject: 0, name: "storefront", parameters }] };
    expect(customerReply(saved, [{ explanation: null, flips: [] }])).toContain(
      "What happened: at 2026-11-23 12:07 UTC, “storefront” had these settings for you:\n- free shipping over: 49\n- button: the usual one\n\nWhat happened",
    );
  });

  it("ends with the lines that were chosen beside the answers", () => {
    const saved = {
      ...savedWith({ state: "fail" }),
      facts: [
        { title: "promo_banner", text: "was Pass, is Fail, because the rules of promo_banner differ." },
        {
          ...{ title: "badges", text: "was Control, is Treatment, because the rules of badges differ." },
          forCustomer: plainChange("badges", { state: "group", groupName: "Control" }, { state: "group", groupName: "Treatment" }),
        },
        {
          title: "rates",
          text: "was Value, is Value.",
          forCustomer: plainChange("rates", { state: "value", groupName: null }, { state: "value", groupName: null }),
        },
        { title: "staff", text: "an override names this userID", forCustomer: plainOverride("staff") },
      ],
    };
    expect(customerReply(saved, [{ explanation: null, flips: [] }])).toContain(
      [
        "We also found:",
        "- promo_banner: was Pass, is Fail, because the rules of promo_banner differ.",
        "- before, “badges” showed the version “Control”; now it shows the version “Treatment”.",
        "- “rates” has other settings now than before.",
        "- “staff” was set for you by hand.",
      ].join("\n"),
    );
  });

  it("says what a replay found, and never offers a change of a private attribute", () => {
    const saved = savedWith({ state: "fail" });
    const isPrivate = {
      edits: [{ path: ["privateAttributes", "plan"], from: null, to: "gold", isTime: false }],
      ruleChange: null,
      becomes: becomesWith("pass"),
    };
    const lines = (now: "pass" | "fail") =>
      customerReply(
        saved,
        [{ explanation: null, flips: [isPrivate] }],
        new Map([[0, { kind: "gate", state: now, groupName: null }]]),
      ).split("\n");
    expect(lines("pass")).toContain("Today: “promo banner” is on.");
    expect(lines("fail")).toContain("Today: it is still the same.");
    expect(lines("pass").join()).not.toContain("gold");
  });
});
