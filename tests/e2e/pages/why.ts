import type { Locator, Page } from "@playwright/test";
import { answerLabels } from "#renderer/answer/answer-labels.ts";

/** Why an answer is what it is: the rules in order, and what would flip it. */
export class Why {
  readonly rules: Locator;
  readonly flips: Locator;

  constructor(page: Page) {
    this.rules = page.getByRole("list", { name: answerLabels.rules });
    this.flips = page.getByRole("region", { name: answerLabels.flips });
  }

  /** A rule of the outermost list, with all that is in it. */
  rule(number: number, name: string): Locator {
    return this.rules.locator("> li").filter({ has: this.fold(`${answerLabels.rule(number)}, ${name}`) });
  }

  /** The innermost line that asks about a field. */
  condition(field: string): Locator {
    return this.rules
      .getByRole("listitem")
      .filter({ has: this.rules.page().getByText(field, { exact: true }) })
      .last();
  }

  fold(name: string): Locator {
    return this.rules.page().getByRole("button", { name, exact: true });
  }
}
