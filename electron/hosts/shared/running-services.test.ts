import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Services } from "#services/services.ts";
import { blankProject } from "#shared/domain/project/project.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { createFakePorts } from "#tests/fakes/ports.ts";
import { createConfSettings } from "./conf-settings.ts";
import { openRunningServices, type RunningServices } from "./running-services.ts";

const planted = "planted-user-7731";
const key = "secret-RunningServicesTestKey9Zk2";
let folder: string;
let running: RunningServices | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-running-"));
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function start() {
  const ports = createFakePorts(folder);
  const seen: string[] = [];
  let reopened = Promise.withResolvers<Services>();
  running = await openRunningServices(
    { ...ports, settings: createConfSettings({ folder, clock: ports.clock, notices: ports.notices }) },
    {
      disconnect: () => seen.push("disconnected"),
      connect(services) {
        seen.push("connected");
        reopened.resolve(services);
        reopened = Promise.withResolvers();
      },
      onFailure: reopened.reject,
    },
  );
  return { running, seen, services: running.services, nextServices: () => reopened.promise };
}

const textsOf = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join();

it("counts a user while everything is open, then removes it from the closed folder, and opens everything again with the keys", async () => {
  const { services, seen, nextServices } = await start();
  const { id: projectId } = services.projects.create({ ...blankProject(), name: "Shop" });
  const { id: keyId } = await services.vault.add({ projectId, key, label: "" });
  await services.history.append(createHistoryEntry("of the user", { context: { user: { userID: planted }, userLabel: planted } }));
  await services.history.append(createHistoryEntry("of another"));
  services.savedUsers.save({ name: "Mia", user: { userID: planted }, keepPrivate: false });
  const { fileId } = await services.cohorts.files.begin("customers.csv");
  await services.cohorts.files.chunk({ fileId, content: `userID\n${planted}\n` });

  const preview = await services.forgetting.preview([planted]);
  expect(preview.places.map(({ one, count }) => [one, count])).toEqual([
    ["request of the history", 1],
    ["file", 1],
    ["saved user", 1],
  ]);
  expect([seen, services.host.info().lastRemovalId]).toEqual([[], null]);

  const next = nextServices();
  services.forgetting.remove([planted]);
  expect(seen).toEqual([]); // the call that asked for it is answered first
  const after = await next;
  expect(seen).toEqual(["disconnected", "connected"]);
  // Closing the folder has removed the file of users already, and the receipt says so.
  expect(after.forgetting.receipt()).toEqual({
    kind: "removed",
    report: { ...preview, places: expect.arrayContaining([...preview.places]) },
  });
  expect(await after.history.stats()).toMatchObject({ entries: 1 });
  expect(after.savedUsers.list().map(({ name }) => name)).not.toContain("Mia");
  expect(after.vault.requireKey(keyId).secret.reveal()).toBe(key);
  expect(textsOf()).not.toContain(planted);
  expect(after.host.info().lastRemovalId).not.toBeNull();

  after.forgetting.dismissReceipt();
  expect(after.forgetting.receipt()).toBeNull();
});

it("opens everything again after a removal that failed, and says why", async () => {
  const { services, nextServices } = await start();
  const next = nextServices();
  services.forgetting.remove([" "]);
  expect((await next).forgetting.receipt()).toEqual({
    kind: "failed",
    problem: expect.stringContaining("Name at least one ID of the user."),
  });
});

it("completes a removal before it closes", async () => {
  const { running, services, seen } = await start();
  await services.history.append(createHistoryEntry("of the user", { context: { user: { userID: planted }, userLabel: planted } }));
  services.forgetting.remove([planted]);
  await running.close();
  expect(seen).toEqual(["disconnected"]);
  expect(textsOf()).not.toContain(planted);
});
