import type { Locator, Page } from "@playwright/test";

/** As whom everything is asked: form and JSON of one user, and the saved ones. */
export class UserPanel {
  readonly panel: Locator;
  /** Says who is in hand, and opens the saved users. */
  readonly switcher: Locator;
  /** Narrows the list of saved users. */
  readonly search: Locator;
  readonly json: Locator;
  readonly pasteBox: Locator;
  /** What was understood of a pasted text. */
  readonly understood: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.panel = page.getByRole("complementary", { name: "User" });
    this.switcher = this.panel.getByRole("button", { name: /^User: / });
    this.search = page.getByRole("textbox", { name: "Search saved users" });
    this.json = this.panel.getByRole("textbox", { name: "User as JSON" });
    const paste = page.getByRole("dialog", { name: "Paste a user" });
    this.pasteBox = paste.getByRole("textbox", { name: "Text with a user in it" });
    this.understood = paste.getByRole("paragraph").filter({ hasText: /^Understood/ });
  }

  async switchTo(name: string): Promise<void> {
    await this.switcher.click();
    await this.option(name).click();
  }

  /** An entry of the list of saved users. */
  option(name: string): Locator {
    return this.#page.getByRole("listbox", { name: "Saved users" }).getByRole("option", { name });
  }

  field(name: string): Locator {
    return this.panel.getByRole("textbox", { name, exact: true });
  }

  async show(view: "Form" | "JSON"): Promise<void> {
    await this.panel.getByRole("radiogroup", { name: "View of the user" }).getByText(view).click();
  }

  /** Replaces the text of the JSON view, as select-all and typing do. */
  async typeJson(text: string): Promise<void> {
    await this.json.click();
    await this.#page.keyboard.press("ControlOrMeta+A");
    await this.#page.keyboard.insertText(text);
  }

  /** Opens the dialog and puts a text into it; `takePasted` takes what was understood. */
  async paste(text: string): Promise<void> {
    await this.panel.getByRole("button", { name: "Paste a user…" }).click();
    await this.pasteBox.fill(text);
  }

  async takePasted(): Promise<void> {
    await this.#page.getByRole("button", { name: "Use this user" }).click();
  }

  async startEmpty(): Promise<void> {
    await this.switchTo("Start with an empty user");
  }
}
