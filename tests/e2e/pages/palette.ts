import type { Locator, Page } from "@playwright/test";

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
    await this.field.waitFor();
  }
}
