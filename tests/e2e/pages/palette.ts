import { expect, type Locator, type Page } from "@playwright/test";
import { appLabels } from "#renderer/app/app-labels.ts";

/** One field over everything that can be gone to or done. */
export class Palette {
  readonly field: Locator;
  readonly options: Locator;
  readonly chosen: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    const dialog = page.getByRole("dialog", { name: appLabels.palette });
    this.field = dialog.getByRole("combobox", { name: appLabels.palette });
    this.options = dialog.getByRole("option");
    this.chosen = dialog.getByRole("option", { selected: true });
  }

  async open(): Promise<void> {
    await this.#page.keyboard.press("ControlOrMeta+K");
    // It takes the focus a moment after it is there, and what is typed before goes to whoever has it.
    await expect(this.field).toBeFocused();
  }
}
