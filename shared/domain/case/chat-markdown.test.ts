import { expect, test } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import { conditionWith, explanationWith, ruleWith, traceWith } from "#tests/fakes/explanation.ts";
import type { Answer } from "../evaluation/evaluation.ts";
import type { Explanation } from "../explanation/explanation.ts";
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

function shared(facts: { answer?: Answer; explanation?: Explanation | null; user?: StatsigUser; isCurrent?: boolean; who?: string } = {}) {
  return sharedAnswer({
    answer: fails,
    explanation,
    user: { userID: "u-1036", privateAttributes: { lifetime_spend: 41099 } },
    who: "Lena",
    tier: "production",
    project: "Lumen & Loom",
    unit: { idType: "userID", value: "u-1036" },
    isCurrent: true,
    ...facts,
  });
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
  expect(text).toContain("**Fail**: `` a`\\|<b> # x⟨U+202E⟩ ``");
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
