import type { Locator, Page } from "@playwright/test";
import { Answer } from "./answer.ts";
import { Why } from "./why.ts";

export type KindTab = "Everything" | "Gate" | "Config" | "Experiment" | "Layer" | "Ranked list";

/** The screen that asks: what for, by which name, and what came. */
export class InspectPage {
  readonly firstSteps: Locator;
  readonly kinds: Locator;
  readonly nameField: Locator;
  /** Says whether it only looks or also logs. */
  readonly checkButton: Locator;
  readonly answer: Answer;
  /** Needs the Why tab of the answer. */
  readonly why: Why;
  /** How many answers, for whom and where: `30 answers for Ada in staging`. */
  readonly severalHeading: Locator;
  readonly table: Locator;
  readonly filter: Locator;
  readonly chips: Locator;
  readonly result: Locator;
  readonly #main: Locator;

  constructor(page: Page) {
    const main = page.getByRole("main");
    this.#main = main;
    this.firstSteps = main.getByRole("region", { name: "First steps" });
    this.kinds = main.getByRole("tablist", { name: "What to ask for" });
    this.nameField = main.getByRole("combobox", { name: /^Name of the/ });
    this.checkButton = main.getByRole("button", { name: /^Check(?: all| and log.*)?(?: \S+ ↵)?$/ });
    this.answer = new Answer(main);
    this.why = new Why(page);
    this.result = main.getByRole("tabpanel", { name: /^(?:Answer about|Everything)/ });
    this.severalHeading = this.result.getByRole("heading", { level: 2 });
    this.table = main.getByRole("grid");
    this.filter = main.getByRole("textbox", { name: "Filter by name or reason" });
    this.chips = main.getByRole("group", { name: "Filter by answer" }).getByRole("button");
  }

  async choose(kind: KindTab): Promise<void> {
    await this.kinds.getByRole("tab", { name: kind }).click();
  }

  /** Types the name, or names with commas between, and presses the button. */
  async check(kind: Exclude<KindTab, "Everything">, names: string): Promise<void> {
    await this.choose(kind);
    await this.nameField.fill(names);
    await this.checkButton.click();
  }

  async checkEverything(): Promise<void> {
    await this.choose("Everything");
    await this.checkButton.click();
  }

  /** The row of a name in the table. */
  row(name: string): Locator {
    return this.table.getByRole("row").filter({ has: this.table.page().getByRole("gridcell", { name, exact: true }) });
  }

  nearName(name: string): Locator {
    return this.#main.getByRole("list", { name: "Near names" }).getByRole("button", { name });
  }

  chip(state: string): Locator {
    return this.chips.filter({ hasText: state });
  }
}
