import { answerAsText, answerSentence } from "../evaluation/answer-text.ts";
import { type Answer, entityKindLabels, isAnswered } from "../evaluation/evaluation.ts";
import { stateLabel } from "../evaluation/state-label.ts";
import { redactText } from "../exchange/redact.ts";
import { laterReasonText } from "../explanation/best-reason.ts";
import { isLastReached } from "../explanation/deciding-rule.ts";
import type { Explanation } from "../explanation/explanation.ts";
import { hidePrivate } from "../explanation/hide-private.ts";
import { isSameDecision } from "../explanation/same-decision.ts";
import { markdownCode, markdownText } from "../text/markdown.ts";
import { visibleText } from "../text/visible-text.ts";
import type { StatsigUser } from "../user/statsig-user.ts";
import { caseProvenance } from "./case-text.ts";
import { type WhyLine, whyLines } from "./why-lines.ts";

/** An answer for people who do not have it on their screen: without private values. */
export interface SharedAnswer {
  readonly answer: Answer;
  /** The answer in one sentence, as the screen shows it. */
  readonly sentence: string;
  readonly who: string;
  readonly tier: string;
  readonly project: string;
  readonly unit: { readonly idType: string; readonly value: string } | null;
  /** Null if there are no rules, or if they decide otherwise than the answer. */
  readonly explanation: Explanation | null;
  /** The private fields whose values are hidden. */
  readonly hidden: readonly string[];
  /** False if the user, the tier or the rules have changed since the answer. */
  readonly isCurrent: boolean;
}

/**
 * Prepares an answer for sharing: hides private values, and drops an explanation that decided otherwise. `sentenceOf` is the sentence that the screen shows, where
 * it is not the plain one.
 */
export function sharedAnswer({
  answer,
  explanation,
  user,
  sentenceOf = answerSentence,
  ...rest
}: Omit<SharedAnswer, "hidden" | "sentence"> & { readonly user: StatsigUser; readonly sentenceOf?: typeof answerSentence }): SharedAnswer {
  const isOfAnswer = explanation !== null && isAnswered(answer.state) && isSameDecision(answer, explanation);
  const hidden = hidePrivate(answer, isOfAnswer ? explanation : null, user);
  const sentences = [sentenceOf(hidden.answer, rest.who, rest.tier), laterReasonText(hidden.answer, hidden.explanation)];
  return { ...rest, ...hidden, sentence: sentences.filter((each) => each !== null).join(" ") };
}

/** Said of an answer that is shared although something has changed since. */
export const notCurrentText = "Not current: the user, the project, the tier or the key has changed since this answer.";

/** The sentence with its name and time as plain text. */
export function sentenceText({ answer, sentence, who, tier, isCurrent }: SharedAnswer): string {
  return redactText([...(isCurrent ? [] : [notCurrentText]), answerAsText(answer, who, tier, sentence)].join("\n"));
}

const maxValueLength = 2_000;

/** The answer as Markdown for a chat: the sentence, the rule that decided or came closest with the values it read, when and from where. */
export function chatMarkdown(shared: SharedAnswer): string {
  const { answer, sentence, explanation, isCurrent } = shared;
  const name = answer.isNameHashed ? `#${answer.name}` : answer.name;
  const lines = [
    `**${text(stateLabel(answer))}**${name === "" ? "" : `: ${code(name)}`} (${entityKindLabels[answer.kind].one})`,
    ...(isCurrent ? [] : ["", `**${text(notCurrentText)}**`]),
    "",
    text(sentence),
    ...(isAnswered(answer.state) || answer.nextStep === null ? [] : ["", text(answer.nextStep)]),
    ...ruleLines(answer, explanation),
    ...valueLines(answer),
    "",
    `_${text(provenanceOf(shared))}_`,
  ];
  return redactText(`${lines.join("\n")}\n`);
}

/** `live, 2026-11-29 21:04 UTC, 84 ms, nothing was logged; userID u-1036 in Lumen & Loom, production; hidden: lifetime_spend`. */
export function provenanceOf({ answer, unit, project, tier, hidden }: SharedAnswer): string {
  return [
    caseProvenance({ answer }),
    `${unit === null ? "" : `${unit.idType} ${unit.value} `}in ${[project, tier].filter((part) => part !== "").join(", ")}`,
    ...(hidden.length === 0 ? [] : [`private, hidden: ${hidden.join(", ")}`]),
  ].join("; ");
}

function ruleLines(answer: Answer, explanation: Explanation | null): string[] {
  if (explanation === null) return answer.ruleId ? ["", `Rule ID ${code(answer.ruleId)}`] : [];
  const { trace, closestRule } = explanation;
  const decided = trace.rules.find(isLastReached);
  const rule = decided ?? trace.rules.find(({ number }) => number === closestRule);
  if (rule === undefined) return [];
  const { lines, leftOut } = whyLines({ trace: { ...trace, rules: [rule] }, closestRule: rule.number });
  return [
    "",
    ...lines.map((line, at) => `${"  ".repeat(line.depth)}- ${lineText(line, at === 0 && decided === undefined)}`),
    ...(leftOut > 0 ? [`- and ${leftOut} more lines in Why`] : []),
  ];
}

const marks: Record<WhyLine["is"], string> = { met: "✓ ", not_met: "✗ ", unknown: "? ", plain: "" };

function lineText({ what, has, wants, outcome, is }: WhyLine, isClosest: boolean): string {
  return [
    `${marks[is]}${text(what)}${isClosest ? ", closest" : ""}`,
    ...(has === "" ? [] : [`has ${code(has)}`]),
    ...(wants === "" ? [] : [`wants ${code(wants)}`]),
    ...(outcome === "" ? [] : [text(outcome)]),
  ].join("; ");
}

function valueLines({ kind, value }: Answer): string[] {
  if (kind === "gate" || value === null) return [];
  const json = JSON.stringify(value, null, 2);
  const shown = json.length > maxValueLength ? `${json.slice(0, maxValueLength)}\n… (${json.length} characters)` : json;
  return ["", "```json", visibleText(shown), "```"];
}

/**
 * Text that a chat neither formats nor takes for a mention or the start of a list. A mention is broken by a word joiner, because chats find mentions after they have
 * removed the escapes.
 */
function text(plain: string): string {
  return markdownText(visibleText(plain))
    .replaceAll(/(?<![\p{L}\p{N}.])@(?=[\p{L}\p{N}])/gu, "@\u2060")
    .replace(/^(\d+)([.)])/, "$1\\$2")
    .replace(/^([-+=])/, "\\$1");
}

function code(plain: string): string {
  return markdownCode(visibleText(plain));
}
