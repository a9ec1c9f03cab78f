import type { Locator } from "@playwright/test";
import { answerLabels, answerTabLabels } from "#renderer/answer/answer-labels.ts";
import { factsIn } from "./facts.ts";
import { startingWith } from "./label.ts";

export type AnswerTab = keyof typeof answerTabLabels;

/** One answer and its evidence, wherever it is shown. */
export class Answer {
  /** State and name: `Pass checkout_v2`. */
  readonly heading: Locator;
  /** The first line: state, name, why, where it comes from, when. */
  readonly line: Locator;
  /** What the chosen tab shows. */
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

  /** What the summary, or the exchange's headers, say: `{ "Rule ID": "…", Unit: "userID u-1" }`. */
  facts(): Promise<Record<string, string>> {
    return factsIn(this.evidence);
  }

  async copyAsText(): Promise<void> {
    await this.line.getByRole("button", { name: new RegExp(answerLabels.copyAsText, "i") }).click();
  }

  /** The code of the chosen tab in a language; needs the Code tab. */
  async codeIn(language: string): Promise<string> {
    await this.evidence.getByRole("button", { name: language, exact: true }).click();
    return this.evidence.getByRole("region", { name: answerLabels.code(language) }).innerText();
  }

  languages(): Locator {
    return this.evidence.getByRole("group", { name: answerLabels.languages }).getByRole("button");
  }
}
