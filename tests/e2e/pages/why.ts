import type { Locator, Page } from "@playwright/test";
import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { whyLabels } from "#renderer/answer/why/why-labels.ts";

/** The Why tab: the rules in order, and the changes that would flip the answer. */
export class Why {
  readonly rules: Locator;
  readonly flips: Locator;
  /** The answer before a change was tried on a copy. */
  readonly before: Locator;

  constructor(page: Page) {
    this.rules = page.getByRole("list", { name: whyLabels.rules });
    this.before = page.getByRole("region", { name: answerLabels.beforeTrial });
    this.flips = page.getByRole("region", { name: whyLabels.flips });
  }

  /** A top-level rule with its content. */
  rule(number: number, name: string): Locator {
    return this.rules.locator("> li").filter({ has: this.fold(`${whyLabels.rule(number)}, ${name}`) });
  }

  /** The innermost list item about a field. */
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
