import { expect, type Locator, type Page } from "@playwright/test";
import { appLabels } from "#renderer/app/app-labels.ts";
import { pasteLabels } from "#renderer/features/user-editor/paste-labels.ts";
import { userLabels } from "#renderer/features/user-editor/user-labels.ts";
import { parseUserText } from "#shared/domain/user/user-text.ts";
import { any, like, startingWith } from "./label.ts";

/** The problem of a text that is not JSON, as the panel shows it. */
export function userTextProblem(text: string): string {
  const read = parseUserText(text);
  return read.kind === "unreadable" ? read.message : "";
}

/** The user panel: form and JSON of the current user, and the saved users. */
export class UserPanel {
  readonly panel: Locator;
  /** Names the current user, and opens the list of saved users. */
  readonly switcher: Locator;
  /** The search field of the saved users. */
  readonly search: Locator;
  readonly json: Locator;
  /** The switch between form and JSON. */
  readonly views: Locator;
  readonly pasteButton: Locator;
  readonly saveButton: Locator;
  readonly pasteBox: Locator;
  readonly applyPastedButton: Locator;
  /** The notes on how a pasted text was parsed. */
  readonly parseNotes: Locator;
  /** Drops JSON that has a syntax error, and shows the last valid user again. */
  readonly restoreButton: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.panel = page.getByRole("complementary", { name: appLabels.user });
    this.switcher = this.panel.getByRole("button", { name: like(userLabels.switcher(any, "")) });
    this.search = page.getByRole("textbox", { name: userLabels.search });
    this.json = this.panel.getByRole("textbox", { name: userLabels.asJson });
    this.views = this.panel.getByRole("radiogroup", { name: userLabels.view });
    this.saveButton = this.panel.getByRole("button", { name: userLabels.askToSave });
    this.pasteButton = this.panel.getByRole("button", { name: userLabels.askToPaste });
    this.restoreButton = this.panel.getByRole("button", { name: userLabels.restore });
    const paste = page.getByRole("dialog", { name: pasteLabels.title });
    this.pasteBox = paste.getByRole("textbox", { name: pasteLabels.box });
    this.applyPastedButton = page.getByRole("button", { name: pasteLabels.use });
    this.parseNotes = paste.getByRole("paragraph").filter({ hasText: startingWith(pasteLabels.understood) });
  }

  async switchTo(name: string): Promise<void> {
    await this.switcher.click();
    await this.option(name).click();
  }

  /** Saves a person of the sandbox as a user of its own, which other projects offer too: `Jonas, Germany 2`. */
  async saveCopyOf(name: string): Promise<void> {
    await this.switchTo(name);
    await this.saveButton.click();
    await this.#page.getByRole("button", { name: userLabels.saveAsNew }).click();
    await expect(this.#page.getByRole("dialog", { name: userLabels.save })).toBeHidden();
  }

  /** An option in the list of saved users. */
  option(name: string): Locator {
    return this.#page.getByRole("listbox", { name: userLabels.savedUsers }).getByRole("option", { name });
  }

  field(name: string): Locator {
    // Most fields offer the values of the rules.
    const field = { name, exact: true } as const;
    return this.panel.getByRole("textbox", field).or(this.panel.getByRole("combobox", field));
  }

  async showView(view: "form" | "json"): Promise<void> {
    await this.views.getByText(userLabels[view]).click();
  }

  /** Replaces the whole text of the JSON view. */
  async typeJson(text: string): Promise<void> {
    await this.json.click();
    await this.#page.keyboard.press("ControlOrMeta+A");
    await this.#page.keyboard.insertText(text);
  }

  /** Opens the dialog and fills it with a text; `applyPastedUser` then makes the parsed user the current one. */
  async pasteText(text: string): Promise<void> {
    await this.pasteButton.click();
    await this.pasteBox.fill(text);
  }

  async applyPastedUser(): Promise<void> {
    await this.applyPastedButton.click();
  }

  async startEmpty(): Promise<void> {
    await this.switchTo(userLabels.startEmpty);
  }

  async manageUsers(): Promise<void> {
    await this.switchTo(userLabels.manage);
  }
}
