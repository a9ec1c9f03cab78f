import type { Locator, Page } from "@playwright/test";
import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { inspectLabels, inspectTabLabels } from "#renderer/features/inspect/inspect-labels.ts";
import { nameFieldLabel } from "#renderer/parts/name-picker/name-field-label.ts";
import { Answer } from "./answer.ts";
import { any, like, likeButton } from "./label.ts";
import { Why } from "./why.ts";

export type KindTab = keyof typeof inspectTabLabels;

/** The Inspect screen: what to check, by name, and the result. */
export class InspectPage {
  readonly firstSteps: Locator;
  readonly kinds: Locator;
  readonly nameField: Locator;
  /** Its label differs between checking only and checking with logging. */
  readonly checkButton: Locator;
  readonly answer: Answer;
  /** The Why tab of the answer must be open. */
  readonly why: Why;
  /** The number of answers, the user and the tier: `30 answers for Ada in staging`. */
  readonly answersHeading: Locator;
  readonly table: Locator;
  readonly filter: Locator;
  readonly stateFilters: Locator;
  readonly result: Locator;
  readonly #main: Locator;

  constructor(page: Page) {
    const main = page.getByRole("main");
    const { check, checkEverything, checkAndLog, checkAndLogIn } = inspectLabels;
    this.#main = main;
    this.firstSteps = main.getByRole("region", { name: inspectLabels.firstSteps });
    this.kinds = main.getByRole("tablist", { name: inspectLabels.tabs });
    this.nameField = main.getByRole("combobox", { name: like(nameFieldLabel(any, false)) });
    // The line of an answer that is not current has a button of the same name; the one of the screen comes first.
    this.checkButton = main.getByRole("button", { name: likeButton(check, checkEverything, checkAndLog, checkAndLogIn(any)) }).first();
    this.answer = new Answer(main);
    this.why = new Why(page);
    this.result = main.getByRole("tabpanel", { name: like(inspectLabels.answerAbout(any), inspectTabLabels.everything) });
    this.answersHeading = this.result.getByRole("heading", { level: 2 });
    this.table = main.getByRole("grid");
    this.filter = main.getByRole("textbox", { name: inspectLabels.filter });
    this.stateFilters = main.getByRole("group", { name: inspectLabels.filterByAnswer }).getByRole("button");
  }

  tab(kind: KindTab): Locator {
    return this.kinds.getByRole("tab", { name: inspectTabLabels[kind] });
  }

  async openTab(kind: KindTab): Promise<void> {
    await this.tab(kind).click();
  }

  /** Checks one name, or several names separated by commas. */
  async check(kind: Exclude<KindTab, "everything">, names: string): Promise<void> {
    await this.openTab(kind);
    await this.nameField.fill(names);
    await this.checkButton.click();
  }

  async checkEverything(): Promise<void> {
    await this.openTab("everything");
    await this.checkButton.click();
  }

  /** The table row of a name. */
  row(name: string): Locator {
    return this.table.getByRole("row").filter({ has: this.table.page().getByRole("gridcell", { name, exact: true }) });
  }

  similarName(name: string): Locator {
    return this.#main.getByRole("list", { name: answerLabels.nearNames }).getByRole("button", { name });
  }

  stateFilter(state: string): Locator {
    return this.stateFilters.filter({ hasText: state });
  }
}
