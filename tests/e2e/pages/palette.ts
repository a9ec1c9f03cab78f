import { expect, type Locator, type Page } from "@playwright/test";
import { appLabels } from "#renderer/app/app-labels.ts";

/** The command palette: one search field for all screens, names and actions. */
export class Palette {
  readonly field: Locator;
  readonly options: Locator;
  readonly selectedOption: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    const dialog = page.getByRole("dialog", { name: appLabels.palette });
    this.field = dialog.getByRole("combobox", { name: appLabels.palette });
    this.options = dialog.getByRole("option");
    this.selectedOption = dialog.getByRole("option", { selected: true });
  }

  async open(): Promise<void> {
    await this.#page.keyboard.press("ControlOrMeta+K");
    // The field receives the focus shortly after it appears; earlier key presses would reach another element.
    await expect(this.field).toBeFocused();
  }
}
