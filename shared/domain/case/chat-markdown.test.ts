import { expect, test } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import { conditionWith, explanationWith, ruleWith, traceWith } from "#tests/fakes/explanation.ts";
import { conditionalSentence } from "../evaluation/answer-text.ts";
import type { Answer } from "../evaluation/evaluation.ts";
import type { Explanation } from "../explanation/explanation.ts";
import type { JsonValue } from "../json/json.ts";
import type { StatsigUser } from "../user/statsig-user.ts";
import { chatMarkdown, notCurrentText, sentenceText, sharedAnswer } from "./chat-markdown.ts";

const spend = conditionWith({
  field: "lifetime_spend",
  operator: "gte",
  value: 41099,
  target: 1000,
  valueSource: "private",
});
const because = "no rule matched; closest was rule 1 “Loyal and clean”: lifetime_spend is 41099, expected at least 1000";
const explanation = explanationWith({
  because,
  trace: traceWith({ rules: [ruleWith({ name: "Loyal and clean", conditions: [spend, conditionWith()] })] }),
});
const fails = answerWith({ name: "invite_friends", state: "fail", value: false, ruleId: "default", because });

const sharedFacts = {
  answer: fails,
  explanation,
  user: { userID: "u-1036", privateAttributes: { lifetime_spend: 41099 } },
  who: "Lena",
  tier: "production",
  project: "Lumen & Loom",
  unit: { idType: "userID", value: "u-1036" },
  isCurrent: true,
};

function shared(facts: { answer?: Answer; explanation?: Explanation | null; user?: StatsigUser; isCurrent?: boolean; who?: string } = {}) {
  return sharedAnswer({ ...sharedFacts, ...facts });
}

test("has the sentence, the closest rule with what it read, and when and from where", () => {
  expect(chatMarkdown(shared())).toBe(`**Fail**: \`invite_friends\` (gate)

Fails for Lena in production because no rule matched; closest was rule 1 “Loyal and clean”: lifetime\\_spend is hidden, expected at least 1000.

- ✗ rule 1 “Loyal and clean”, closest; did not match
  - ✗ lifetime\\_spend; has \`hidden\`; wants \`at least 1000\`; not met
  - ✗ country; has \`DE\`; wants \`US or CA\`; not met

_live, 2026-11-23 12:04 UTC, 84 ms, nothing was logged; userID u-1036 in Lumen \\& Loom, production; private, hidden: lifetime\\_spend_
`);
});

test("no private value is in any text, also not one that a nested gate reads", () => {
  const nested = conditionWith({
    type: "pass_gate",
    field: null,
    target: "vip",
    value: false,
    nested: traceWith({ name: "vip", rules: [ruleWith({ conditions: [spend] })] }),
  });
  const deep = shared({
    explanation: explanationWith({ because, trace: traceWith({ rules: [ruleWith({ conditions: [spend, nested] })] }) }),
  });
  for (const text of [chatMarkdown(deep), sentenceText(deep), JSON.stringify(deep)]) expect(text).not.toContain("41099");
});

test.for<[string, JsonValue, string]>([
  ["a number", 41099, "lifetime_spend is 41099, expected"],
  ["a text", "gold card", "lifetime_spend is “gold card”, expected"],
  ["a version", "3", "Lifetime_Spend is 3, expected"],
  ["a list", ["a", "b"], 'lifetime_spend is ["a","b"], expected'],
  ["a number that engines round", 41099, "lifetime_spend is 41099 (read as 41100), expected"],
])("%s that is private is hidden in a reason without its explanation", ([, value, reason]) => {
  const user = { userID: "u-1036", privateAttributes: { lifetime_spend: value } };
  const text = sentenceText(shared({ answer: { ...fails, because: `no rule matched: ${reason} at least 1` }, explanation: null, user }));
  expect(text).toMatch(/no rule matched: lifetime_spend is hidden, expected at least 1/i);
});

test("a public value of the same name in a longer one stays", () => {
  const user = { privateAttributes: { spend: 41 } };
  const because = "no rule matched: lifetime_spend is 41, expected at least 1";
  expect(sentenceText(shared({ answer: { ...fails, because }, explanation: null, user }))).toContain(because);
});

test("the sentence is the one that the screen shows", () => {
  const conditional = sharedAnswer({ ...sharedFacts, sentenceOf: conditionalSentence });
  const sentence =
    "Would fail for Lena in production because no rule matches; closest is rule 1 “Loyal and clean”: lifetime_spend is hidden, expected at least 1000.";
  expect(sentenceText(conditional)).toContain(sentence);
  expect(chatMarkdown(conditional)).toContain(sentence.replaceAll("_", "\\_"));
});

test("an answer that is not current says so first", () => {
  expect(chatMarkdown(shared({ isCurrent: false }))).toContain(`\n\n**${notCurrentText}**\n\n`);
  expect(sentenceText(shared({ isCurrent: false }))).toMatch(new RegExp(`^${notCurrentText}\n`));
});

test("rules that decide otherwise are not given as the reason", () => {
  const text = chatMarkdown(shared({ explanation: explanationWith({ state: "pass", ruleId: "other" }) }));
  expect(text).toContain("Rule ID `default`");
  expect(text).not.toContain("wants");
});

test("names cannot format, mention anybody, break out of the code or hide", () => {
  const name = "a`|<b>\n# x\u202e";
  const text = chatMarkdown(
    shared({
      answer: { ...fails, name, because: "rule “@everyone [x](http://evil) ![y](z)” matched" },
      explanation: null,
      who: "1. @here",
    }),
  );
  expect(text).toContain("**Fail**: `` a`|<b> # x⟨U+202E⟩ ``");
  expect(text).toContain("“@\u2060everyone \\[x\\](http://evil) !\\[y\\](z)”");
  expect(text).toContain("Fails for 1. @\u2060here");
});

test("something in the form of a key is masked", () => {
  const key = "secret-SupportPlantedKey5Rw8Qk0000f93b";
  expect(chatMarkdown(shared({ answer: { ...fails, because: `rule “${key}” matched` }, explanation: null }))).not.toContain(key);
});

test("a config has its value as JSON", () => {
  const answer = answerWith({ kind: "config", name: "banner", state: "value", value: { text: "```\nhi" }, because: "a rule matched" });
  expect(chatMarkdown(shared({ answer, explanation: null }))).toContain('```json\n{\n  "text": "```\\nhi"\n}\n```');
});
