import { expect, type Locator, type Page } from "@playwright/test";

/** One field over everything that can be gone to or done. */
export class Palette {
  readonly field: Locator;
  readonly options: Locator;
  readonly chosen: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    const dialog = page.getByRole("dialog", { name: "Search or run" });
    this.field = dialog.getByRole("combobox", { name: "Search or run" });
    this.options = dialog.getByRole("option");
    this.chosen = dialog.getByRole("option", { selected: true });
  }

  async open(): Promise<void> {
    await this.#page.keyboard.press("ControlOrMeta+K");
    // It takes the focus a moment after it is there, and what is typed before goes to whoever has it.
    await expect(this.field).toBeFocused();
  }
}
