import type { Locator, Page } from "@playwright/test";
import type { ProjectHosts } from "#shared/domain/project/project.ts";
import { factsIn } from "./facts.ts";

export interface ProjectToAdd {
  readonly name: string;
  /** One address for all, or each of them. */
  readonly hosts: string | ProjectHosts;
  /** The address of a proxy of its own; none is used where it is left out. */
  readonly proxy?: string;
  readonly waitSeconds?: number;
}

/** Projects, keys and how they are kept; the sandbox from behind; the rest of the settings. */
export class SettingsPage {
  readonly sections: Locator;
  readonly projectForm: Locator;
  readonly keyForm: Locator;
  readonly keyField: Locator;
  readonly keys: Locator;
  readonly unlockForm: Locator;
  readonly sandbox: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.sections = page.getByRole("navigation", { name: "Settings" });
    this.projectForm = page.getByRole("form", { name: "New project" });
    this.keyForm = page.getByRole("form", { name: "Add a key" });
    this.keyField = this.keyForm.getByRole("textbox", { name: "Key" });
    this.keys = page.getByRole("table").filter({ has: page.getByRole("columnheader", { name: "What it can do" }) });
    this.unlockForm = page.getByRole("form", { name: "Unlock the keys" });
    this.sandbox = page.getByRole("region", { name: "Sandbox", exact: true });
  }

  async openSection(section: "Projects and keys" | "Sandbox" | "Appearance" | "Shortcuts" | "About"): Promise<void> {
    await this.#page.getByRole("navigation", { name: "Screens" }).getByRole("button", { name: "Settings" }).click();
    await this.sections.getByRole("button", { name: section }).click();
  }

  /** Fills in the form and adds the project; it is in hand then, and its key is asked for next. */
  async addProject({ name, hosts, proxy, waitSeconds }: ProjectToAdd): Promise<void> {
    await this.#page
      .getByRole("banner")
      .getByRole("button", { name: /^Project: / })
      .click();
    await this.#page.getByRole("menuitem", { name: "Add a project…" }).click();
    await this.projectForm.getByRole("textbox", { name: "Name" }).fill(name);
    if (typeof hosts === "string") await this.#fillOneHost(hosts);
    else await this.#fillHosts(hosts);
    await this.#fillProxy(proxy);
    if (waitSeconds !== undefined) await this.projectForm.getByRole("textbox", { name: "Wait at most" }).fill(String(waitSeconds));
    await this.projectForm.getByRole("button", { name: "Add the project" }).click();
    await this.keyForm.waitFor();
  }

  async #fillOneHost(address: string): Promise<void> {
    await this.projectForm.getByRole("button", { name: "Use one host for all…" }).click();
    await this.projectForm.getByRole("textbox", { name: "One host for all" }).fill(address);
    await this.projectForm.getByRole("button", { name: "Use it" }).click();
  }

  async #fillHosts({ api, events, initialize, cdn, console }: ProjectHosts): Promise<void> {
    await this.address("Evaluations").fill(api);
    await this.address("Events").fill(events);
    await this.address("Initialize").fill(initialize);
    await this.address("Definitions").fill(cdn);
    await this.address("Console API").fill(console);
  }

  async #fillProxy(proxy: string | undefined): Promise<void> {
    const modes = this.projectForm.getByRole("radiogroup", { name: "Proxy" });
    await modes.getByText(proxy === undefined ? "None" : "Another").click();
    if (proxy !== undefined) await this.projectForm.getByRole("textbox", { name: "Address of the proxy" }).fill(proxy);
  }

  address(name: "Evaluations" | "Events" | "Initialize" | "Definitions" | "Console API"): Locator {
    return this.#page.getByRole("textbox", { name, exact: true });
  }

  /** Types the key into the form and keeps it. */
  async addKey(key: string, label = ""): Promise<void> {
    if (!(await this.keyForm.isVisible())) await this.#page.getByRole("button", { name: "Add a key…" }).click();
    await this.keyField.fill(key);
    await this.keyForm.getByRole("textbox", { name: "Label" }).fill(label);
    await this.keyForm.getByRole("button", { name: "Keep this key" }).click();
    await this.key(key.slice(-4)).waitFor();
  }

  /** The row of a key by its last four. */
  key(lastFour: string): Locator {
    return this.keys.getByRole("row").filter({ hasText: lastFour });
  }

  async testKey(lastFour: string): Promise<void> {
    await this.key(lastFour).getByRole("button", { name: /^Test/ }).click();
  }

  async unlock(passphrase: string): Promise<void> {
    await this.unlockForm.getByRole("textbox", { name: "Passphrase" }).fill(passphrase);
    await this.unlockForm.getByRole("button", { name: "Unlock" }).click();
  }

  /** What the sandbox has counted, and its address and keys: `{ exposures: "0", check_gate: "2", … }`. Needs its section. */
  sandboxFacts(): Promise<Record<string, string>> {
    return factsIn(this.sandbox);
  }
}
