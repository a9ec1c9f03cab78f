import { expect, type Locator, type Page } from "@playwright/test";
import { EventsPage } from "./events-page.ts";
import { HistoryPage } from "./history-page.ts";
import { InspectPage } from "./inspect-page.ts";
import { Palette } from "./palette.ts";
import { SettingsPage } from "./settings-page.ts";
import { UserPanel } from "./user-panel.ts";

/** The page as a person knows it. Everything is found by role and name, as a screen reader finds it. */
export class Gatescope {
  readonly page: Page;
  readonly user: UserPanel;
  readonly inspect: InspectPage;
  readonly events: EventsPage;
  readonly history: HistoryPage;
  readonly settings: SettingsPage;
  readonly palette: Palette;
  readonly topBar: Locator;
  /** The page's one voice for screen readers: what was announced last. */
  readonly spoken: Locator;

  constructor(page: Page) {
    this.page = page;
    this.user = new UserPanel(page);
    this.inspect = new InspectPage(page);
    this.events = new EventsPage(page);
    this.history = new HistoryPage(page);
    this.settings = new SettingsPage(page);
    this.palette = new Palette(page);
    this.topBar = page.getByRole("banner");
    this.spoken = page.getByRole("status");
  }

  async open(screen: "Inspect" | "Events" | "History" | "Settings"): Promise<void> {
    await this.page.getByRole("navigation", { name: "Screens" }).getByRole("button", { name: screen }).click();
  }

  async switchProject(name: string): Promise<void> {
    await this.topBar.getByRole("button", { name: /^Project: / }).click();
    await this.page.getByRole("menuitem", { name }).click();
  }

  async switchTier(name: string): Promise<void> {
    await this.topBar.getByRole("button", { name: /^Tier: / }).click();
    await this.page.getByRole("menuitem", { name: new RegExp(`^${name}`) }).click();
  }

  /** One side of the exposure switch. */
  exposure(side: "Looking" | "Logging"): Locator {
    return this.topBar.getByRole("radio", { name: side });
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole("dialog", { name });
  }

  /** What a person would get by pasting: the text of the clipboard, as it arrives in a text field. */
  async pasted(): Promise<string> {
    await this.page.getByRole("button", { name: "Paste a user…" }).click();
    const box = this.page.getByRole("textbox", { name: "Text with a user in it" });
    await box.clear();
    await box.press("ControlOrMeta+V");
    await expect(box).not.toHaveValue("");
    const text = await box.inputValue();
    await this.page.getByRole("button", { name: "Cancel" }).click();
    return text;
  }
}
