import type { Locator } from "@playwright/test";
import { answerLabels, answerTabLabels } from "#renderer/answer/answer-labels.ts";
import { shareLabels } from "#renderer/answer/share/share-labels.ts";
import { answerSentence, conditionalSentence, outcomeText } from "#shared/domain/evaluation/answer-text.ts";
import type { AnswerState } from "#shared/domain/evaluation/evaluation.ts";
import { describeRule } from "#shared/domain/evaluation/rule-text.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { factsIn } from "./facts.ts";
import { startingWith } from "./label.ts";

/** The texts of an answer's heading: `Passcheckout_v2`. */
export function headingText(state: AnswerState, name: string, groupName: string | null = null): string {
  return `${stateLabel({ state, groupName })}${name}`;
}

/** `Passes for Ada in staging because rule “Staff” matched.`, or its start without the reason. */
export function passes(who: string, tier: string, because?: string): string {
  return sentenceOf("pass", who, tier, because);
}

/** `Fails for Ada in staging because no rule matched.`, or its start without the reason. */
export function fails(who: string, tier: string, because?: string): string {
  return sentenceOf("fail", who, tier, because);
}

function sentenceOf(state: AnswerState, who: string, tier: string, because: string | undefined): string {
  const outcome = { kind: "gate", state, groupName: null } as const;
  return because === undefined ? outcomeText(outcome, who, tier) : answerSentence({ ...outcome, because }, who, tier);
}

/** `Would pass for Ada in staging`: the start of the sentence of an answer that nobody gave yet. */
export function would(state: AnswerState, who: string, tier: string): string {
  return conditionalSentence({ kind: "gate", state, groupName: null, because: "" }, who, tier).replace(/ because .*/, "");
}

/** `rule “Staff” matched`. */
export function ruleMatched(name: string): string {
  return describeRule("any", name);
}

export type AnswerTab = keyof typeof answerTabLabels;

/** An answer and its evidence, in Inspect or in the history. */
export class Answer {
  /** State and name: `Pass checkout_v2`. */
  readonly heading: Locator;
  /** The first line: state, name, reason, source and time. */
  readonly line: Locator;
  /** The content of the selected tab. */
  readonly evidence: Locator;
  readonly #within: Locator;

  constructor(within: Locator) {
    this.#within = within;
    this.line = within.getByRole("region", { name: answerLabels.answer });
    this.heading = this.line.getByRole("heading", { level: 2 });
    this.evidence = within.getByRole("tabpanel", { name: new RegExp(`^(?:${Object.values(answerTabLabels).join("|")})\\b`) });
  }

  tab(tab: AnswerTab): Locator {
    return this.#within.getByRole("tab", { name: startingWith(answerTabLabels[tab]) });
  }

  async openTab(tab: AnswerTab): Promise<void> {
    await this.tab(tab).click();
  }

  /** Returns the terms and values of the selected tab: `{ "Rule ID": "…", Unit: "userID u-1" }`. */
  facts(): Promise<Record<string, string>> {
    return factsIn(this.evidence);
  }

  async copyAsText(): Promise<void> {
    await this.openCopyMenu();
    await this.line.page().getByRole("menuitem", { name: shareLabels.sentence }).click();
  }

  async openCopyMenu(): Promise<void> {
    await this.line.getByRole("button", { name: shareLabels.more }).click();
  }

  /** Selects a language and returns its code. The Code tab must be open. */
  async codeIn(language: string): Promise<string> {
    await this.evidence.getByRole("button", { name: language, exact: true }).click();
    return this.evidence.getByRole("region", { name: answerLabels.code(language) }).innerText();
  }

  languages(): Locator {
    return this.evidence.getByRole("group", { name: answerLabels.languages }).getByRole("button");
  }
}
