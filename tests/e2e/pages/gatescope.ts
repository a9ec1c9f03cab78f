import { expect, type Locator, type Page } from "@playwright/test";
import { appLabels, screenLabels } from "#renderer/app/app-labels.ts";
import { pasteLabels } from "#renderer/features/user-editor/paste-labels.ts";
import { userLabels } from "#renderer/features/user-editor/user-labels.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { EventsPage } from "./events-page.ts";
import { HistoryPage } from "./history-page.ts";
import { InspectPage } from "./inspect-page.ts";
import { startingWith } from "./label.ts";
import { Palette } from "./palette.ts";
import { SettingsPage } from "./settings-page.ts";
import { UserPanel } from "./user-panel.ts";

/** The text in the top bar about the number of events and exposures written: `nothing written`, `3 written`. */
export function writtenText(count: number): string {
  return `${count === 0 ? appLabels.nothing : formatNumber(count)} ${appLabels.written}`;
}

/** The page as its user sees it. Everything is located by role and accessible name, as by a screen reader. */
export class Gatescope {
  readonly page: Page;
  readonly user: UserPanel;
  readonly inspect: InspectPage;
  readonly events: EventsPage;
  readonly history: HistoryPage;
  readonly settings: SettingsPage;
  readonly palette: Palette;
  readonly topBar: Locator;
  readonly projectMenu: Locator;
  readonly tierMenu: Locator;
  /** The last item of the project menu. */
  readonly addProject: Locator;
  /** Both sides of the exposure switch. */
  readonly exposureSwitch: Locator;
  /** The live region: the latest announcement for screen readers. */
  readonly announcement: Locator;

  constructor(page: Page) {
    this.page = page;
    this.user = new UserPanel(page);
    this.inspect = new InspectPage(page);
    this.events = new EventsPage(page);
    this.history = new HistoryPage(page);
    this.settings = new SettingsPage(page);
    this.palette = new Palette(page);
    this.topBar = page.getByRole("banner");
    this.projectMenu = this.topBar.getByRole("button", { name: startingWith(appLabels.project) });
    this.tierMenu = this.topBar.getByRole("button", { name: startingWith(appLabels.tier) });
    this.addProject = page.getByRole("menuitem", { name: appLabels.addProject });
    this.exposureSwitch = this.topBar.getByRole("radiogroup", { name: appLabels.exposureSwitch });
    this.announcement = page.getByRole("status");
  }

  /** The navigation button of a screen. Its accessible name ends with the number of open items, if any. */
  screenButton(screen: keyof typeof screenLabels): Locator {
    return this.page.getByRole("navigation", { name: appLabels.screens }).getByRole("button", { name: screenLabels[screen] });
  }

  async open(screen: keyof typeof screenLabels): Promise<void> {
    await this.screenButton(screen).click();
  }

  async switchProject(name: string): Promise<void> {
    await this.projectMenu.click();
    await this.page.getByRole("menuitem", { name }).click();
  }

  async switchTier(name: string): Promise<void> {
    await this.tierMenu.click();
    await this.page.getByRole("menuitem", { name: new RegExp(`^${name}`) }).click();
  }

  /** One side of the exposure switch. */
  exposure(side: "looking" | "logging"): Locator {
    return this.topBar.getByRole("radio", { name: appLabels[side] });
  }

  /** The button in the top bar that is shown while the keys are locked. */
  get lockedKeys(): Locator {
    return this.topBar.getByRole("button", { name: appLabels.keysLocked });
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole("dialog", { name });
  }

  /** Returns the text of the clipboard by pasting it into a text field. */
  async clipboardText(): Promise<string> {
    await this.page.getByRole("button", { name: userLabels.askToPaste }).click();
    const box = this.page.getByRole("textbox", { name: pasteLabels.box });
    await box.clear();
    await box.press("ControlOrMeta+V");
    await expect(box).not.toHaveValue("");
    const text = await box.inputValue();
    await this.page.getByRole("button", { name: pasteLabels.cancel }).click();
    return text;
  }
}
