import { expect, type Locator, type Page } from "@playwright/test";
import { eventsLabels } from "#renderer/features/events/events-labels.ts";
import { type EventsTab, eventsTabLabels } from "#renderer/features/events/events-tabs.ts";
import { userLabels } from "#renderer/features/user-editor/user-labels.ts";
import { dialogLabels } from "#renderer/ui/dialog-labels.ts";
import { any, like, startingWith } from "./label.ts";

/** The Events screen: composers, file import, outbox, ledger, and the check for support. */
export class EventsPage {
  /** The content of the selected tab. */
  readonly panel: Locator;
  readonly drafts: Locator;
  readonly eventName: Locator;
  readonly pasteUserButton: Locator;
  readonly value: Locator;
  readonly json: Locator;
  /** The exact request body, shown before it is sent. */
  readonly body: Locator;
  /** Its label names the number of events or exposures, the project and the tier. */
  readonly sendButton: Locator;
  /** The confirmation dialog for a protected tier. */
  readonly confirmation: Locator;
  readonly outbox: Locator;
  readonly ledger: Locator;
  readonly ledgerSearch: Locator;
  readonly fileImports: Locator;
  /** The names to check for support. */
  readonly namesField: Locator;
  /** The results of a check for support. */
  readonly report: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    const main = page.getByRole("main");
    this.#page = page;
    this.panel = main.getByRole("tabpanel").first();
    this.drafts = main.getByRole("grid", { name: like(eventsLabels.drafts("events"), eventsLabels.drafts("exposures")) });
    this.pasteUserButton = this.panel.getByRole("button", { name: userLabels.askToPaste });
    this.eventName = main.getByRole("combobox", { name: eventsLabels.eventName });
    this.value = main.getByRole("textbox", { name: eventsLabels.value, exact: true });
    this.json = main.getByRole("textbox", { name: like(eventsLabels.draftsAsJson("events"), eventsLabels.draftsAsJson("exposures")) });
    this.body = main.getByRole("region", { name: eventsLabels.body });
    this.sendButton = main.getByRole("button", { name: like(eventsLabels.send(any, any), eventsLabels.send(null, any)) });
    this.confirmation = page.getByRole("dialog", { name: like(eventsLabels.confirmSend(any, any)) });
    this.outbox = main.getByRole("region", { name: eventsLabels.outbox, exact: true });
    this.ledger = main.getByRole("grid", { name: eventsLabels.ledger });
    this.ledgerSearch = main.getByRole("searchbox", { name: eventsLabels.searchLedger });
    this.fileImports = main.getByRole("list", { name: eventsLabels.imports });
    this.namesField = main.getByRole("combobox", { name: eventsLabels.namesToCheck });
    this.report = main.getByRole("region", { name: like(eventsLabels.exposuresOf(any)) });
  }

  /** Opens a tab in a narrow window, where the tabs are a menu. */
  async openTabFromMenu(tab: EventsTab): Promise<void> {
    await this.#page.getByRole("button", { name: startingWith(`${eventsLabels.tabs}: `) }).click();
    await this.#page.getByRole("menuitem", { name: eventsTabLabels[tab] }).click();
  }

  async openTab(tab: EventsTab): Promise<void> {
    await this.#page.getByRole("tablist", { name: eventsLabels.tabs }).getByRole("tab", { name: eventsTabLabels[tab] }).click();
  }

  async addEvent(name: string): Promise<void> {
    await this.#page.getByRole("button", { name: eventsLabels.add("event") }).click();
    await this.eventName.fill(name);
  }

  async addMetadata(name: string, value: string): Promise<void> {
    await this.panel.getByRole("button", { name: eventsLabels.addMetadata }).click();
    await this.#page.keyboard.type(name);
    await this.panel.getByRole("textbox", { name: eventsLabels.valueOf(name) }).fill(value);
  }

  async showView(view: "form" | "json"): Promise<void> {
    await this.#page
      .getByRole("radiogroup", { name: like(eventsLabels.viewOf("events"), eventsLabels.viewOf("exposures")) })
      .getByText(eventsLabels[view])
      .click();
  }

  /** Replaces the whole text of the JSON view. */
  async typeJson(text: string): Promise<void> {
    await this.json.click();
    await this.#page.keyboard.press("ControlOrMeta+A");
    await this.#page.keyboard.insertText(text);
  }

  /** A batch in the outbox that waits or needs a decision. */
  batch(text: string | RegExp): Locator {
    return this.outbox.getByRole("article").filter({ hasText: text });
  }

  ledgerRow(text: string | RegExp): Locator {
    return this.ledger.getByRole("row").filter({ hasText: text });
  }

  fileImport(fileName: string): Locator {
    return this.fileImports.getByRole("article", { name: new RegExp(`^${fileName}`) });
  }

  async chooseFile(path: string): Promise<void> {
    await this.#page.locator("input[type=file]").setInputFiles(path);
  }

  async uploadText(name: string, text: string): Promise<void> {
    await this.#page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  }

  /**
   * Closes the confirmation with Escape. The focus moves into a dialog shortly after it is drawn; until then, Escape closes the list of names below
   * the field that had the focus.
   */
  async cancelConfirmation(): Promise<void> {
    await expect(this.confirmation.getByRole("button", { name: dialogLabels.cancel })).toBeFocused();
    await this.#page.keyboard.press("Escape");
    await expect(this.confirmation).toBeHidden();
  }

  async checkExposures(): Promise<void> {
    await this.panel.getByRole("button", { name: startingWith(eventsLabels.checkExposures) }).click();
  }
}
