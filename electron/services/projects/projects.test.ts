import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defaultTiers } from "#shared/domain/project/default-tiers.ts";
import { blankProject, type ProjectDraft, statsigHosts } from "#shared/domain/project/project.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { lowPassphraseCost } from "#tests/fakes/low-passphrase-cost.ts";
import { createMemorySecretBox } from "#tests/fakes/memory-secret-box.ts";
import { createMemorySettings } from "#tests/fakes/memory-settings.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { BuiltIn, HostsNeedConsent, NoSuchThing, StorageFailed, UnusableInput, WrongPassphrase } from "../failures.ts";
import { createKeyVault } from "../keys/key-vault.ts";
import { createProjects } from "./projects.ts";

const loopback = {
  api: "http://127.0.0.1:4000/v1",
  events: "http://127.0.0.1:4000/v1",
  initialize: "http://127.0.0.1:4000/v1",
  cdn: "http://127.0.0.1:4000",
  console: "http://127.0.0.1:4000/console/v1",
};
const shop: ProjectDraft = { ...blankProject(), name: "Shop" };
const movedHosts = { ...statsigHosts, api: "https://statsig.corp.example/v1" };

async function open(settings = createMemorySettings()) {
  const clock = createFixedClock();
  const notices = createRecordedNotices();
  const vault = await createKeyVault({
    settings,
    secretBox: createMemorySecretBox(),
    clock,
    log: createSilentLog(),
    notices,
    passphraseCost: lowPassphraseCost,
  });
  return {
    settings,
    vault,
    notices,
    projects: createProjects({ settings, vault, clock, notices, sandboxHosts: () => loopback }),
  };
}

describe("the list of projects", () => {
  it("starts with the sandbox, which needs no setup", async () => {
    const { projects, settings } = await open();
    expect(projects.list()).toEqual([
      {
        id: "sandbox",
        kind: "sandbox",
        name: "Sandbox",
        colour: "#5f6b73",
        hosts: loopback,
        tiers: defaultTiers,
        defaultTier: "staging",
        network: blankProject().network,
        createdAtMs: 0,
      },
    ]);
    expect(settings.texts().size).toBe(0);
  });

  it("keeps the order in which projects were created, also after a restart", async () => {
    const { projects, settings } = await open();
    projects.create(shop);
    projects.create({ ...shop, name: "Warehouse" });
    const reopened = await open(settings);
    expect(reopened.projects.list().map(({ name }) => name)).toEqual(["Sandbox", "Shop", "Warehouse"]);
  });

  it.each([
    ["Statsig's own", statsigHosts.api, statsigHosts.console],
    ["a proxy of theirs", "https://proxy.corp.example/v1", "https://proxy.corp.example/console/v1"],
  ])("that were stored without an address for the Console API get one of %s", async (_whose, api, expected) => {
    const { projects, settings } = await open();
    projects.create(shop);
    const { console: _none, ...hosts } = { ...statsigHosts, api };
    const stored = z.object({ version: z.literal(1), projects: z.array(z.looseObject({})) }).parse(settings.read("projects"));
    settings.write("projects", { ...stored, projects: stored.projects.map((project) => ({ ...project, hosts })) });
    const { projects: reopened } = await open(settings);
    expect(reopened.list()[1]?.hosts).toEqual({ ...hosts, console: expected });
    reopened.create({ ...shop, name: "Warehouse" });
    expect([...settings.texts().keys()].filter((name) => name.includes("unread"))).toEqual([]);
  });

  it.each([
    ["no name", { ...shop, name: " " }, "name", "Enter a name for the project."],
    [
      "a name that another project has",
      { ...shop, name: "sandbox" },
      "name",
      "A project named “Sandbox” already exists. Choose another name.",
    ],
    [
      "plain http over a network",
      { ...shop, hosts: { ...statsigHosts, api: "http://statsig.corp.example/v1" } },
      "hosts.api",
      "Plain http is allowed only to this machine (127.0.0.1, localhost or [::1]). Use https.",
    ],
    [
      "a default tier that is none of its own",
      { ...shop, defaultTier: "canary" },
      "defaultTier",
      "The default tier “canary” is not one of this project's tiers.",
    ],
  ])("refuses a draft with %s", async (_what, draft, where, message) => {
    const { projects } = await open();
    expect(() => projects.create(draft)).toThrow(expect.objectContaining({ constructor: UnusableInput, where, message }));
  });

  it("refuses to change or remove the sandbox", async () => {
    const { projects } = await open();
    await expect(projects.update({ projectId: "sandbox", draft: shop, consent: null })).rejects.toThrow(BuiltIn);
    await expect(projects.remove("sandbox")).rejects.toThrow(BuiltIn);
  });
});

describe("changing a project", () => {
  it("keeps its ID and its creation time, and can keep its name", async () => {
    const { projects } = await open();
    const made = projects.create(shop);
    const updated = await projects.update({ projectId: made.id, draft: { ...shop, colour: "#4f7d3a" }, consent: null });
    expect(updated).toEqual({ ...made, colour: "#4f7d3a" });
    expect(projects.require(made.id)).toEqual(updated);
  });

  it("requires consent before keys are sent to new hosts, and names these", async () => {
    const { projects, vault } = await open();
    const { id } = projects.create(shop);
    await vault.add({ projectId: id, key: "secret-inventedForThisTest1", label: "" });
    const move = { projectId: id, draft: { ...shop, hosts: movedHosts } };
    const needed = { constructor: HostsNeedConsent, origins: ["https://statsig.corp.example"], by: "host" };
    await expect(projects.update({ ...move, consent: null })).rejects.toThrow(expect.objectContaining(needed));
    await expect(projects.update({ ...move, consent: "yes" })).rejects.toThrow("To confirm, type statsig.corp.example.");
    expect(projects.require(id).hosts).toEqual(statsigHosts);
    expect((await projects.update({ ...move, consent: " Statsig.corp.example" })).hosts).toEqual(movedHosts);
  });

  it("requires the passphrase instead, if one protects the keys", async () => {
    const { projects, vault } = await open();
    const { id } = projects.create(shop);
    await vault.add({ projectId: id, key: "secret-inventedForThisTest1", label: "" });
    await vault.protectWithPassphrase("correct horse battery staple");
    await vault.lock();
    const move = { projectId: id, draft: { ...shop, hosts: movedHosts } };
    await expect(projects.update({ ...move, consent: null })).rejects.toThrow(expect.objectContaining({ by: "passphrase" }));
    await expect(projects.update({ ...move, consent: "statsig.corp.example" })).rejects.toThrow(WrongPassphrase);
    expect((await projects.update({ ...move, consent: "correct horse battery staple" })).hosts).toEqual(movedHosts);
    expect(vault.storage().isLocked).toBe(true);
  });

  it("requires no consent without keys, nor for another path on a known host", async () => {
    const { projects, vault } = await open();
    const { id } = projects.create(shop);
    expect((await projects.update({ projectId: id, draft: { ...shop, hosts: movedHosts }, consent: null })).hosts).toEqual(movedHosts);
    await vault.add({ projectId: id, key: "secret-inventedForThisTest1", label: "" });
    const otherPath = { ...movedHosts, api: "https://statsig.corp.example/proxy/v1" };
    expect((await projects.update({ projectId: id, draft: { ...shop, hosts: otherPath }, consent: null })).hosts).toEqual(otherPath);
  });

  it("forgets the keys of a removed project, and no others", async () => {
    const { projects, vault } = await open();
    const { id } = projects.create(shop);
    const { id: otherId } = projects.create({ ...shop, name: "Other" });
    for (const projectId of [id, otherId]) await vault.add({ projectId, key: "secret-inventedForThisTest1", label: "" });
    await projects.remove(id);
    expect(() => projects.require(id)).toThrow(NoSuchThing);
    expect([vault.list(id).length, vault.list(otherId).length]).toEqual([0, 1]);
    await expect(projects.remove(id)).rejects.toThrow(NoSuchThing);
  });

  it("changes nothing if the document cannot be written", async () => {
    const { projects, settings } = await open();
    const { id } = projects.create(shop);
    settings.setFull(true);
    expect(() => projects.create({ ...shop, name: "Another" })).toThrow(StorageFailed);
    await expect(projects.update({ projectId: id, draft: { ...shop, name: "New" }, consent: null })).rejects.toThrow(StorageFailed);
    expect(projects.list().map(({ name }) => name)).toEqual(["Sandbox", "Shop"]);
  });
});

describe("a document that cannot be read", () => {
  it("is not changed if a newer version wrote it, and another one is used", async () => {
    const newer = { version: 7, format: "gatescope/7", projects: { shop } };
    const { projects, settings } = await open(createMemorySettings({ projects: newer }));
    expect(projects.list()).toHaveLength(1);
    projects.create(shop);
    expect(settings.read("projects")).toEqual(newer);
    const { projects: reopened } = await open(settings);
    expect(reopened.list().map(({ name }) => name)).toEqual(["Sandbox", "Shop"]);
  });

  it.each([
    ["a higher version beside its format", { version: 3, format: "gatescope/1" }, 1],
    ["a higher format beside its version", { version: 1, format: "gatescope/3" }, 1],
    ["a higher version, and no format as in older files", { version: 5 }, 1],
    ["no version", { format: "gatescope/1" }, 1],
    ["no format, as in older files", { version: 1 }, 0],
  ])("keeps its projects with %s", async (_case, records, notices) => {
    const { projects: first, settings: written } = await open();
    first.create(shop);
    const { projects: list } = written.read("projects") as { projects: unknown[] };
    const opened = await open(createMemorySettings({ projects: { ...records, projects: list } }));
    expect(opened.projects.list().map(({ name }) => name)).toEqual(["Sandbox", "Shop"]);
    expect(opened.notices.added.map(({ kind }) => kind)).toEqual(Array(notices).fill("damaged"));
    const again = await open(opened.settings);
    expect(again.projects.list().map(({ name }) => name)).toEqual(["Sandbox", "Shop"]);
    expect(again.notices.added).toEqual([]);
  });

  it("returns the projects that can be read, and loses none of the others", async () => {
    const { projects: first, settings: written } = await open();
    first.create(shop);
    const damaged = { version: 1, projects: [{ id: "half" }, ...(written.read("projects") as { projects: unknown[] }).projects] };
    const { projects, settings, notices } = await open(createMemorySettings({ projects: damaged }));
    expect(projects.list().map(({ name }) => name)).toEqual(["Sandbox", "Shop"]);
    const copy = "projects.damaged";
    expect(settings.read(copy)).toEqual(damaged);
    const recovered = [{ one: "entry", many: "entries", kept: 1, lost: 1 }];
    expect(notices.added).toEqual([{ kind: "damaged", file: "projects.json", to: copy, recovered }]);
    expect((await open(settings)).notices.added).toEqual([]);
  });
});
