import type { Locator, Page } from "@playwright/test";
import { Answer } from "./answer.ts";

/** Every request that was made, and the one that is chosen. */
export class HistoryPage {
  readonly search: Locator;
  /** Newest first. Only those in view exist. */
  readonly rows: Locator;
  readonly list: Locator;
  readonly detail: Locator;
  readonly answer: Answer;
  readonly pin: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    const requests = page.getByRole("region", { name: "Requests" });
    this.search = requests.getByRole("searchbox", { name: "Search the history" });
    this.list = requests;
    this.rows = requests.getByRole("listbox", { name: "Requests, newest first" }).getByRole("option");
    this.detail = page.getByRole("region", { name: "Request", exact: true });
    this.answer = new Answer(this.detail);
    this.pin = this.detail.getByRole("button", { name: /^(?:Pin|Unpin)/ });
  }

  row(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text });
  }

  toggle(label: "this project" | "logged" | "pinned"): Locator {
    return this.list.getByRole("button", { name: label });
  }

  async filterByState(state: string): Promise<void> {
    await this.list.getByRole("button", { name: /^Filter by answer: / }).click();
    await this.#page.getByRole("menuitem", { name: state, exact: true }).click();
  }

  async clear(): Promise<void> {
    await this.list.getByRole("button", { name: "Clear…" }).click();
    await this.#page.getByRole("dialog", { name: "Clear the history" }).getByRole("button", { name: "Clear", exact: true }).click();
  }

  async checkAgain(): Promise<void> {
    await this.detail.getByRole("button", { name: "Check again" }).click();
  }
}
