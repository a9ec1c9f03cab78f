import type { Locator, Page } from "@playwright/test";

export type EventsPlace = "Compose" | "Exposure" | "From a file" | "Outbox" | "Ledger" | "For support";

/** The screen that writes: composers, files, the outbox, the ledger, and the answer for support. */
export class EventsPage {
  /** What the chosen place shows. */
  readonly panel: Locator;
  readonly drafts: Locator;
  readonly eventName: Locator;
  readonly value: Locator;
  readonly json: Locator;
  /** The exact body, before it goes. */
  readonly body: Locator;
  /** Says what, to which project and tier, and how many. */
  readonly sendButton: Locator;
  /** The question of a protected tier. */
  readonly question: Locator;
  readonly outbox: Locator;
  readonly ledger: Locator;
  readonly ledgerSearch: Locator;
  readonly runs: Locator;
  /** The names that support looks into. */
  readonly lookInto: Locator;
  /** What support is told of a person. */
  readonly answers: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    const main = page.getByRole("main");
    this.#page = page;
    this.panel = main.getByRole("tabpanel").first();
    this.drafts = main.getByRole("grid", { name: /to send; Alt with an arrow key moves one$/ });
    this.eventName = main.getByRole("combobox", { name: "Event name" });
    this.value = main.getByRole("textbox", { name: "Value", exact: true });
    this.json = main.getByRole("textbox", { name: /^(?:Events|Exposures) as JSON$/ });
    this.body = main.getByRole("region", { name: "Body that will be sent" });
    this.sendButton = main.getByRole("button", { name: /^Send (?:[\d,]+ (?:events?|exposures?) )?to / });
    this.question = page.getByRole("dialog", { name: /^Send .+\?$/ });
    this.outbox = main.getByRole("region", { name: "Outbox", exact: true });
    this.ledger = main.getByRole("grid", { name: "Written, newest first" });
    this.ledgerSearch = main.getByRole("searchbox", { name: "Search what was written" });
    this.runs = main.getByRole("list", { name: "Files sent" });
    this.lookInto = main.getByRole("combobox", { name: "Gates, experiments and layers to look into" });
    this.answers = main.getByRole("region", { name: /^Exposures of / });
  }

  async choose(place: EventsPlace): Promise<void> {
    await this.#page.getByRole("tablist", { name: "Events" }).getByRole("tab", { name: place }).click();
  }

  async addEvent(name: string): Promise<void> {
    await this.#page.getByRole("button", { name: "Add event" }).click();
    await this.eventName.fill(name);
  }

  async addMetadata(name: string, value: string): Promise<void> {
    await this.panel.getByRole("button", { name: "Add a pair" }).click();
    await this.#page.keyboard.type(name);
    await this.panel.getByRole("textbox", { name: `Value of ${name}` }).fill(value);
  }

  async show(view: "Form" | "JSON"): Promise<void> {
    await this.#page
      .getByRole("radiogroup", { name: /^View of the (?:events|exposures)$/ })
      .getByText(view)
      .click();
  }

  /** Replaces the text of the JSON view, as select-all and typing do. */
  async typeJson(text: string): Promise<void> {
    await this.json.click();
    await this.#page.keyboard.press("ControlOrMeta+A");
    await this.#page.keyboard.insertText(text);
  }

  /** What is under way or needs a word, in the place Outbox. */
  item(text: string | RegExp): Locator {
    return this.outbox.getByRole("article").filter({ hasText: text });
  }

  line(text: string | RegExp): Locator {
    return this.ledger.getByRole("row").filter({ hasText: text });
  }

  run(fileName: string): Locator {
    return this.runs.getByRole("article", { name: new RegExp(`^${fileName}`) });
  }

  async chooseFile(path: string): Promise<void> {
    await this.#page.locator("input[type=file]").setInputFiles(path);
  }

  async takeFile(name: string, text: string): Promise<void> {
    await this.#page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  }

  async look(): Promise<void> {
    await this.panel.getByRole("button", { name: /^Look/ }).click();
  }
}
