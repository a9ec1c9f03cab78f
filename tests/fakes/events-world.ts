import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConfirmation } from "#services/confirmation/confirmation.ts";
import { createEvents, type Destination, type Events, type EventsParts } from "#services/events/events.ts";
import { createKeyVault } from "#services/keys/key-vault.ts";
import { createProjects } from "#services/projects/projects.ts";
import { createStatsigHttp } from "#services/statsig-http/statsig-http.ts";
import { createStorageNotices } from "#services/storage/storage-notices.ts";
import { blankEvent, type EventDraft } from "#shared/domain/events/statsig-event.ts";
import { blankProject, type ProjectHosts } from "#shared/domain/project/project.ts";
import { createDirectNetwork } from "./direct-network.ts";
import { createFixedClock } from "./fixed-clock.ts";
import { lowPassphraseCost } from "./low-passphrase-cost.ts";
import { createMemoryHistory } from "./memory-history.ts";
import { createMemorySecretBox } from "./memory-secret-box.ts";
import { createMemorySettings } from "./memory-settings.ts";
import { createSilentLog } from "./silent-log.ts";

export type EventsWorld = Awaited<ReturnType<typeof createEventsWorld>>;

/** Returns no answers: for tests without evaluations. */
const noEvaluate: EventsParts["evaluate"] = {
  check: async () => ({ answers: [], exchanges: [] }),
  everything: () => {
    throw new Error("This test has no evaluation service.");
  },
};

/**
 * Creates the real events service with everything below it, its own folder, and one project with the given hosts. `reopen` closes it and opens the same folder
 * again, as a restart does.
 */
export async function createEventsWorld(options: {
  readonly hosts: ProjectHosts;
  readonly keys?: readonly string[];
  readonly requestTimeoutMs?: number;
  readonly parts?: Partial<EventsParts>;
}) {
  const folder = mkdtempSync(join(tmpdir(), "gatescope-events-"));
  const clock = createFixedClock();
  const log = createSilentLog();
  const settings = createMemorySettings();
  const notices = createStorageNotices({ clock, log });
  const history = createMemoryHistory();
  const secretBox = createMemorySecretBox();
  const vault = await createKeyVault({ settings, secretBox, clock, log, notices, passphraseCost: lowPassphraseCost });
  const projects = createProjects({ settings, vault, clock, notices, sandboxHosts: () => options.hosts });
  const network = {
    ...blankProject().network,
    ...(options.requestTimeoutMs !== undefined && { requestTimeoutMs: options.requestTimeoutMs }),
  };
  const project = projects.create({ ...blankProject(), name: "Shop", hosts: options.hosts, network });
  for (const key of options.keys ?? ["secret-plantedServerKey0123456789"]) await vault.add({ projectId: project.id, key, label: "" });
  const http = createStatsigHttp({ network: createDirectNetwork(), clock, log, version: "0.0.0-test" });
  const open = (parts: Partial<EventsParts> = {}): Promise<Events> =>
    createEvents({
      folder,
      notices,
      projects,
      vault,
      sandbox: { serverKey: "", clientKey: "", consoleKey: "" },
      http,
      history,
      settings,
      evaluate: noEvaluate,
      explain: { exposures: async () => [] },
      confirmation: createConfirmation({ clock }),
      clock,
      log,
      version: "0.0.0-test",
      // Tests really wait, so the delays are short.
      backoff: { firstMs: 10, maxMs: 40 },
      random: () => 1,
      ...options.parts,
      ...parts,
    });
  let events = await open();

  const destination = (changes: Partial<Destination> = {}): Destination => ({
    projectId: project.id,
    keyId: null,
    tier: "staging",
    user: { userID: "ada" },
    userLabel: "Ada",
    ...changes,
  });

  return {
    folder,
    clock,
    log,
    notices,
    settings,
    history,
    vault,
    project,
    projects,
    http,
    get events() {
      return events;
    },
    destination,
    /** Sends one event for each name. */
    send: (names: readonly string[], changes: Partial<Destination> & { isConfirmed?: boolean } = {}) =>
      events.send({ isConfirmed: false, ...destination(changes), drafts: names.map((name) => eventNamed(name)) }),
    async reopen(parts: Partial<EventsParts> = {}): Promise<Events> {
      await events.close();
      events = await open(parts);
      return events;
    },
    async close(): Promise<void> {
      await events.close();
      http.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export function eventNamed(name: string, changes: Partial<EventDraft> = {}): EventDraft {
  return { ...blankEvent(), name, ...changes };
}
