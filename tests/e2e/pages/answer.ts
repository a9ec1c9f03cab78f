import type { Locator } from "@playwright/test";
import { answerLabels, answerTabLabels } from "#renderer/answer/answer-labels.ts";
import { factsIn } from "./facts.ts";
import { startingWith } from "./label.ts";

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
    await this.line.getByRole("button", { name: new RegExp(answerLabels.copyAsText, "i") }).click();
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
