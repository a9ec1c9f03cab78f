import { createConfirmation } from "#services/confirmation/confirmation.ts";
import { createEvents } from "#services/events/events.ts";
import { createRequestHistory } from "#services/history/history.ts";
import { Secret } from "#services/keys/secret.ts";
import { createStatsigHttp } from "#services/statsig-http/statsig-http.ts";
import { createStorageNotices } from "#services/storage/storage-notices.ts";
import type { RowResult } from "#shared/domain/events/event-import.ts";
import { blankProject, hostsOn, type Project } from "#shared/domain/project/project.ts";
import { createDirectNetwork } from "#tests/fakes/direct-network.ts";
import { createMemorySettings } from "#tests/fakes/memory-settings.ts";

// Run by killed.test.ts: sends a file, or continues sending it; ends when every row has an outcome. Prints the outcomes, and the IDs of batches that have an
// outcome but no exchange in the history, as JSON.

const [folder = "", path = "", origin = ""] = process.argv.slice(2);
const project: Project = { ...blankProject(), id: "shop", kind: "statsig", name: "Shop", hosts: hostsOn(origin), createdAtMs: 0 };
const keyInfo = {
  id: "key",
  projectId: project.id,
  kind: "server",
  label: "",
  lastFour: "6789",
  addedAtMs: 0,
  lastUsedAtMs: null,
} as const;
const key = { info: keyInfo, secret: new Secret("secret-inventedForThisTest6789") };
const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };
const log = { info() {}, warn() {}, error: console.error };
const version = "0.0.0-test";
const notAsked = (): never => {
  throw new Error("Sending a file evaluates nothing.");
};

const notices = createStorageNotices({ clock, log });
const history = await createRequestHistory({ folder, clock, notices });
const events = await createEvents({
  confirmation: createConfirmation({ clock }),
  folder,
  notices,
  clock,
  log,
  version,
  projects: { require: () => project },
  vault: { list: () => [keyInfo], requireKey: () => key, knownSecrets: () => [], markUsed() {} },
  sandbox: { serverKey: "", clientKey: "", consoleKey: "" },
  http: createStatsigHttp({ network: createDirectNetwork(), clock, log, version }),
  history,
  settings: createMemorySettings(),
  evaluate: { check: notAsked, everything: notAsked },
  explain: { exposures: notAsked },
  backoff: { firstMs: 10, maxMs: 40 },
});

const { id } = await startOrContinue();
const { state, problem } = await events.imports.settled(id, new AbortController().signal);
const output = { state, problem, results: await readResults(id), notInHistory: await findNotInHistory() };
process.stdout.write(JSON.stringify(output), () => process.exit(0));

async function startOrContinue(): Promise<{ readonly id: string }> {
  const [known] = await events.imports.runs(project.id);
  if (known?.state === "stopped") return events.imports.resume({ runId: known.id, isConfirmed: false });
  if (known !== undefined) return known;
  const destination = { projectId: project.id, keyId: null, tier: "staging", user: {}, userLabel: "", isConfirmed: false };
  return events.imports.startFile({ ...destination, path, mapping: null, rowsPerRequest: 100 });
}

async function readResults(runId: string, read: readonly RowResult[] = []): Promise<readonly RowResult[]> {
  const page = await events.imports.rows({ runId, afterRow: read.length, limit: 1000, onlyTrouble: false });
  const results = [...read, ...page.rows];
  return page.hasMore ? readResults(runId, results) : results;
}

async function findNotInHistory(): Promise<string[]> {
  const { batches } = await events.outbox.list({ projectId: null, states: ["delivered", "refused"], beforeSeq: null, limit: 10_000 });
  const found = await Promise.all(
    batches.map(({ exchangeId }) =>
      history.get(exchangeId ?? "").then(
        () => true,
        () => false,
      ),
    ),
  );
  return batches.filter((_, index) => !found[index]).map(({ id }) => id);
}
