import type { Locator, Page } from "@playwright/test";
import { appLabels, screenLabels, settingsSectionLabels } from "#renderer/app/app-labels.ts";
import { projectsLabels } from "#renderer/features/projects/projects-labels.ts";
import { sandboxLabels } from "#renderer/features/sandbox/sandbox-labels.ts";
import { addressLabels } from "#shared/domain/project/address-labels.ts";
import type { ProjectHosts } from "#shared/domain/project/project.ts";
import { factsIn } from "./facts.ts";
import { startingWith } from "./label.ts";

export interface ProjectToAdd {
  readonly name: string;
  /** One address for all endpoints, or one address for each. */
  readonly hosts: string | ProjectHosts;
  /** The project's proxy address; without it, the project uses no proxy. */
  readonly proxy?: string;
  readonly timeoutSeconds?: number;
}

/** The Settings screen: projects, keys and their storage, the sandbox, and the other sections. */
export class SettingsPage {
  readonly sections: Locator;
  readonly projectForm: Locator;
  readonly projectName: Locator;
  readonly addProjectButton: Locator;
  readonly addKeyButton: Locator;
  readonly keyForm: Locator;
  readonly keyField: Locator;
  readonly keys: Locator;
  readonly unlockForm: Locator;
  readonly sandbox: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.sections = page.getByRole("navigation", { name: appLabels.settings });
    this.projectForm = page.getByRole("form", { name: projectsLabels.newProject });
    this.projectName = this.projectForm.getByRole("textbox", { name: projectsLabels.name });
    this.addProjectButton = this.projectForm.getByRole("button", { name: projectsLabels.addProject });
    this.addKeyButton = page.getByRole("button", { name: projectsLabels.askToAddKey });
    this.keyForm = page.getByRole("form", { name: projectsLabels.addKey });
    this.keyField = this.keyForm.getByRole("textbox", { name: projectsLabels.key });
    this.keys = page.getByRole("table").filter({ has: page.getByRole("columnheader", { name: projectsLabels.keyAbilities }) });
    this.unlockForm = page.getByRole("form", { name: projectsLabels.unlockForm });
    this.sandbox = page.getByRole("region", { name: sandboxLabels.sandbox, exact: true });
  }

  /** The settings of the current project. */
  project(name: string): Locator {
    return this.#page.getByRole("region", { name: projectsLabels.project(name) });
  }

  async saveChanges(): Promise<void> {
    await this.#page.getByRole("button", { name: projectsLabels.saveChanges }).click();
  }

  /** Fills in the dialog that protects all keys with a passphrase. It stays open if the core or the form refuses. */
  async protectKeys(passphrase: string, repeated = passphrase): Promise<Locator> {
    const dialog = this.#page.getByRole("dialog", { name: projectsLabels.protectTitle });
    if (!(await dialog.isVisible())) await this.#page.getByRole("button", { name: projectsLabels.setPassphrase }).click();
    await dialog.getByRole("textbox", { name: projectsLabels.passphrase, exact: true }).fill(passphrase);
    await dialog.getByRole("textbox", { name: projectsLabels.repeatPassphrase }).fill(repeated);
    await dialog.getByRole("button", { name: projectsLabels.protectKeys }).click();
    return dialog;
  }

  sectionButton(section: keyof typeof settingsSectionLabels): Locator {
    return this.sections.getByRole("button", { name: settingsSectionLabels[section] });
  }

  async openSection(section: keyof typeof settingsSectionLabels): Promise<void> {
    await this.#page.getByRole("navigation", { name: appLabels.screens }).getByRole("button", { name: screenLabels.settings }).click();
    await this.sectionButton(section).click();
  }

  /** Fills in the form and adds the project, which becomes the current one. The form for its key is open afterwards. */
  async addProject({ name, hosts, proxy, timeoutSeconds }: ProjectToAdd): Promise<void> {
    await this.#page
      .getByRole("banner")
      .getByRole("button", { name: startingWith(appLabels.project) })
      .click();
    await this.#page.getByRole("menuitem", { name: appLabels.addProject }).click();
    await this.projectName.fill(name);
    await this.projectForm.getByRole("button", { name: startingWith(projectsLabels.addressesAndNetwork) }).click();
    if (typeof hosts === "string") await this.#fillOneHost(hosts);
    else await this.#fillHosts(hosts);
    await this.#fillProxy(proxy);
    if (timeoutSeconds !== undefined)
      await this.projectForm.getByRole("textbox", { name: projectsLabels.requestTimeout }).fill(String(timeoutSeconds));
    await this.addProjectButton.click();
    await this.keyForm.waitFor();
  }

  async #fillOneHost(address: string): Promise<void> {
    await this.projectForm.getByRole("button", { name: projectsLabels.openSingleHost }).click();
    await this.projectForm.getByRole("textbox", { name: projectsLabels.singleHost }).fill(address);
    await this.projectForm.getByRole("button", { name: projectsLabels.useSingleHost }).click();
  }

  async #fillHosts({ api, events, initialize, cdn, console }: ProjectHosts): Promise<void> {
    await this.address("api").fill(api);
    await this.address("events").fill(events);
    await this.address("initialize").fill(initialize);
    await this.address("cdn").fill(cdn);
    await this.address("console").fill(console);
  }

  async #fillProxy(proxy: string | undefined): Promise<void> {
    const modes = this.projectForm.getByRole("radiogroup", { name: projectsLabels.proxy });
    await modes.getByText(proxy === undefined ? projectsLabels.noProxy : projectsLabels.customProxy).click();
    if (proxy !== undefined) await this.projectForm.getByRole("textbox", { name: projectsLabels.proxyAddress }).fill(proxy);
  }

  address(of: keyof ProjectHosts): Locator {
    return this.#page.getByRole("textbox", { name: addressLabels[of], exact: true });
  }

  /** Enters a key with a label and saves it. Opens the form if needed. */
  async addKey(key: string, label = ""): Promise<void> {
    if (!(await this.keyForm.isVisible())) await this.addKeyButton.click();
    await this.keyField.fill(key);
    await this.keyForm.getByRole("textbox", { name: projectsLabels.keyLabel }).fill(label);
    await this.keyForm.getByRole("button", { name: projectsLabels.saveKey }).click();
    await this.key(key.slice(-4)).waitFor();
  }

  /** The table row of a key, by its last four characters. */
  key(lastFour: string): Locator {
    return this.keys.getByRole("row").filter({ hasText: lastFour });
  }

  testKeyButton(lastFour: string): Locator {
    return this.key(lastFour).getByRole("button", { name: startingWith(projectsLabels.testKey) });
  }

  async testKey(lastFour: string): Promise<void> {
    await this.testKeyButton(lastFour).click();
  }

  async unlock(passphrase: string): Promise<void> {
    await this.unlockForm.getByRole("textbox", { name: projectsLabels.passphrase }).fill(passphrase);
    await this.unlockForm.getByRole("button", { name: projectsLabels.unlock }).click();
  }

  /** Returns the sandbox's counters, address and keys: `{ exposures: "0", check_gate: "2", … }`. The sandbox section must be open. */
  sandboxFacts(): Promise<Record<string, string>> {
    return factsIn(this.sandbox);
  }
}
