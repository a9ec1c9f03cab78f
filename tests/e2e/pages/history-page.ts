import type { Locator, Page } from "@playwright/test";
import {
  annotationLabels,
  compareEntriesLabels,
  exportLabels,
  historyLabels,
  savedSearchLabels,
} from "#renderer/features/history/history-labels.ts";
import { retentionLabels } from "#renderer/features/history/retention-labels.ts";
import type { AnswerState } from "#shared/domain/evaluation/evaluation.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import type { HistoryExportFormat } from "#shared/domain/history/history-export.ts";
import { Answer } from "./answer.ts";
import { any, like } from "./label.ts";

/** The History screen: all requests, and the selected one. */
export class HistoryPage {
  readonly search: Locator;
  /** Newest first. The list is virtual: only visible rows exist. */
  readonly rows: Locator;
  readonly list: Locator;
  readonly detail: Locator;
  readonly answer: Answer;
  readonly pin: Locator;
  readonly checkAgainButton: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    const requests = page.getByRole("region", { name: historyLabels.requests, exact: true });
    this.search = page.getByRole("combobox", { name: historyLabels.search });
    this.list = requests;
    this.rows = requests.getByRole("tree", { name: historyLabels.rows }).getByRole("treeitem");
    this.detail = page.getByRole("region", { name: historyLabels.request, exact: true });
    this.answer = new Answer(this.detail);
    this.checkAgainButton = this.detail.getByRole("button", { name: historyLabels.checkAgain });
    this.pin = this.detail.getByRole("button", { name: historyLabels.pin("") });
  }

  /** What the search does not understand. */
  get searchProblem(): Locator {
    return this.#page.getByRole("region", { name: historyLabels.searchRegion }).getByRole("status");
  }

  row(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text });
  }

  /** A way to complete the search. */
  completion(text: string): Locator {
    return this.#page.getByRole("listbox", { name: historyLabels.completions }).getByRole("option", { name: text });
  }

  toggle(filter: "thisProject" | "logged" | "pinned"): Locator {
    return this.list.getByRole("button", { name: historyLabels[filter] });
  }

  /** Filters by one answer state; null shows all states. */
  async filterByState(state: AnswerState | null): Promise<void> {
    await this.list.getByRole("button", { name: like(historyLabels.filterByAnswer(any)) }).click();
    await this.#page.getByRole("menuitem", { name: state === null ? historyLabels.anyAnswer : stateLabels[state], exact: true }).click();
  }

  /** Returns the path of the exported file. */
  async exportAs(format: HistoryExportFormat): Promise<string> {
    await this.list.getByRole("button", { name: historyLabels.export }).click();
    const download = this.#page.waitForEvent("download");
    await this.#page.getByRole("menuitem", { name: exportLabels[format].title }).click();
    return (await download).path();
  }

  /** Adds a tag and writes the note of what is shown, with the keyboard. */
  async annotate({ tag, note }: { tag: string; note: string }): Promise<void> {
    await this.#page.keyboard.press("t");
    await this.detail.getByRole("combobox", { name: annotationLabels.newTag }).fill(tag);
    await this.#page.keyboard.press("Enter");
    await this.#page.keyboard.press("Escape");
    await this.#page.keyboard.press("n");
    await this.detail.getByRole("textbox", { name: annotationLabels.note }).fill(note);
    await this.#page.keyboard.press("Enter");
  }

  /** The row with the tags and the note of what is shown. */
  get annotation(): Locator {
    return this.detail.getByRole("region", { name: annotationLabels.region });
  }

  get savedSearches(): Locator {
    return this.#page.getByRole("region", { name: savedSearchLabels.region });
  }

  get comparison(): Locator {
    return this.#page.getByRole("region", { name: compareEntriesLabels.region });
  }

  async unmarkAll(): Promise<void> {
    await this.list.getByRole("button", { name: historyLabels.export }).click();
    await this.#page.getByRole("menuitem", { name: historyLabels.unmarkAll }).click();
  }

  async keepFor(days: number): Promise<void> {
    await this.list.getByRole("button", { name: retentionLabels.change }).press("Enter");
    await this.#page.getByLabel(retentionLabels.days).fill(String(days));
    await this.#page.keyboard.press("Enter");
  }

  async clear(): Promise<void> {
    await this.list.getByRole("button", { name: historyLabels.askToClear }).click();
    await this.#page
      .getByRole("dialog", { name: historyLabels.clearTitle })
      .getByRole("button", { name: historyLabels.clear, exact: true })
      .click();
  }

  async checkAgain(): Promise<void> {
    await this.checkAgainButton.click();
  }
}
