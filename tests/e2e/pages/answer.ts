import type { Locator } from "@playwright/test";
import { factsIn } from "./facts.ts";

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
    this.line = within.getByRole("region", { name: "Answer" });
    this.heading = this.line.getByRole("heading", { level: 2 });
    this.evidence = within.getByRole("tabpanel", { name: /^(?:Summary|Why|Exposures|Exchange|Code)\b/ });
  }

  async openTab(tab: "Summary" | "Why" | "Exposures" | "Exchange" | "Code"): Promise<void> {
    await this.#within.getByRole("tab", { name: tab }).click();
  }

  /** What the summary, or the exchange's headers, say: `{ "Rule ID": "…", Unit: "userID u-1" }`. */
  facts(): Promise<Record<string, string>> {
    return factsIn(this.evidence);
  }

  async copyAsText(): Promise<void> {
    await this.line.getByRole("button", { name: "Copy answer as text" }).click();
  }

  /** The code of the chosen tab in a language; needs the Code tab. */
  async codeIn(language: string): Promise<string> {
    await this.evidence.getByRole("button", { name: language, exact: true }).click();
    return this.evidence.getByRole("region", { name: `${language} code` }).innerText();
  }

  languages(): Locator {
    return this.evidence.getByRole("group", { name: "Language" }).getByRole("button");
  }
}
