import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serialize } from "node:v8";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openNamesDocument } from "#services/catalog/names-document.ts";
import type { BlockFacts, StoredBlock } from "#services/cohorts/block.ts";
import { openCohortStore } from "#services/cohorts/cohort-store.ts";
import { openSnapshotStore } from "#services/definitions/open-snapshot-store.ts";
import { createEventTemplates } from "#services/events/compose/event-templates.ts";
import { ledgerBatchOf } from "#services/events/database/ledger-batch.ts";
import type { NewBatch, OutboxCalls } from "#services/events/database/outbox-calls.ts";
import type { OutboxFacts } from "#services/events/database/outbox-database.ts";
import { findOutboxWorker } from "#services/events/database/outbox-worker-url.ts";
import { allowedStates } from "#services/events/outbox/outbox.ts";
import { createRequestHistory } from "#services/history/history.ts";
import { createKeyVault } from "#services/keys/key-vault.ts";
import { createProjects } from "#services/projects/projects.ts";
import { createSavedUsers } from "#services/saved-users/saved-users.ts";
import { createLastAnswersStore } from "#services/session/last-answers-store.ts";
import { createSessionStore } from "#services/session/session-store.ts";
import { compress } from "#services/storage/compressed.ts";
import { startDatabaseThread } from "#services/storage/database-thread.ts";
import { LedgerRowSchema } from "#shared/domain/events/event-ledger.ts";
import { BatchSchema } from "#shared/domain/events/event-outbox.ts";
import { HistoryFilterSchema } from "#shared/domain/history/history-entry.ts";
import { blankProject, hostsOn } from "#shared/domain/project/project.ts";
import type { WindowSession } from "#shared/domain/session/session-snapshot.ts";
import { createRandom, damageFile, damageKinds } from "#tests/fakes/damage.ts";
import { eventNamed } from "#tests/fakes/events-world.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { createMemorySecretBox } from "#tests/fakes/memory-secret-box.ts";
import { createRecordedNotices, type RecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { createConfSettings } from "./conf-settings.ts";
import { lockFolder } from "./folder-lock.ts";

/** More for a longer run: `GATESCOPE_DAMAGES=3000`, each with its own seed from `GATESCOPE_DAMAGE_SEED`. */
const damages = Number(process.env.GATESCOPE_DAMAGES ?? 16);
const firstSeed = Number(process.env.GATESCOPE_DAMAGE_SEED ?? 1);

const entries = 60;
const batches = 30;
const clock = createFixedClock();
const log = createSilentLog();
const ledgerFilter = { projectId: null, text: "", kinds: [], outcomes: [], tier: null, fromMs: null, toMs: null };

let original: string;
beforeAll(async () => {
  original = mkdtempSync(join(tmpdir(), "gatescope-damage-"));
  for (const use of Object.values(uses)) await use({ folder: original, notices: createRecordedNotices(), isFirst: true });
});
afterAll(() => rmSync(original, { recursive: true }));

it(`starts with ${damages} damaged files, keeps what can be read, says so once, and works`, async () => {
  const random = createRandom(firstSeed);
  const recovered = new Map<string, number[]>();
  for (let count = 0; count < damages; count += 1) {
    const folder = mkdtempSync(join(tmpdir(), "gatescope-damaged-"));
    cpSync(original, folder, { recursive: true });
    const file = Object.keys(uses)[random(Object.keys(uses).length)] ?? "";
    const kind = damageKinds[random(damageKinds.length)] ?? "";
    const label = `damage ${count} of seed ${firstSeed}: ${file}, ${kind}`;
    damageFile(join(folder, file), kind, random);
    const notices = createRecordedNotices();
    const found = await uses[file]?.({ folder, notices, isFirst: false }).catch((failure: unknown) => {
      throw new Error(`${label}: ${failure instanceof Error ? failure.stack : failure}`);
    });
    expect(notices.added.length, label).toBeLessThanOrEqual(2);
    const asides = readdirSync(folder).filter((name) => name.includes(".damaged-") && !/-(wal|shm|journal)$/.test(name));
    expect(asides.length, `${label}: ${asides}`).toBe(notices.added.filter((notice) => notice.kind === "damaged").length);
    const again = createRecordedNotices();
    await uses[file]?.({ folder, notices: again, isFirst: false });
    expect(again.added, label).toEqual([]);
    recovered.set(`${file}, ${kind}`, [...(recovered.get(`${file}, ${kind}`) ?? []), found ?? 0]);
    rmSync(folder, { recursive: true });
  }
  if (process.env.GATESCOPE_DAMAGES !== undefined)
    for (const [what, found] of [...recovered].sort())
      process.stdout.write(`${what}: ${found.length} times, kept ${Math.min(...found)} to ${Math.max(...found)}\n`);
}, 3_600_000);

it("starts with anything but a file beside a database, with all its rows, and says so", async () => {
  for (const [file, part, kind] of [
    ["outbox.db", "-wal", "pipe"],
    ["history.db", "-shm", "link to nothing"],
    ["cohorts.db", "-journal", "link to a file"],
    ["history-removed.db", "", "folder"],
  ] as const) {
    const folder = mkdtempSync(join(tmpdir(), "gatescope-damaged-"));
    cpSync(original, folder, { recursive: true });
    damageFile(join(folder, file + part), kind, createRandom(1));
    const notices = createRecordedNotices();
    const isRemoved = file === "history-removed.db";
    const found = await uses[isRemoved ? "history.db" : file]?.({ folder, notices, isFirst: false });
    expect([found, notices.added.length], `${file}${part}, ${kind}`).toEqual([wholeFiles[file], isRemoved ? 0 : 1]);
    rmSync(folder, { recursive: true });
  }
});

/** How much each use finds in a file that is whole. */
const wholeFiles: Readonly<Record<string, number>> = {
  "outbox.db": batches + 1,
  "history.db": entries + 1,
  "history-removed.db": entries + 1,
  "cohorts.db": 8,
};

interface Use {
  readonly folder: string;
  readonly notices: RecordedNotices;
  /** True fills the file. */
  readonly isFirst: boolean;
}

/** Opens each file as the program does, reads all of it, writes to it, and returns how much was found. */
const uses: Record<string, (use: Use) => Promise<number>> = {
  async "history.db"({ folder, notices, isFirst }) {
    const history = await createRequestHistory({ folder, clock, notices });
    try {
      if (isFirst)
        for (let number = 0; number < entries; number += 1) {
          const body = JSON.stringify({ number, text: "x".repeat(number % 7 === 0 ? 90_000 : 40), noise: noise(number) });
          await history.append({ ...createHistoryEntry(`entry-${number}`), requestBody: compress(body) });
        }
      const query = { filter: HistoryFilterSchema.parse({}), beforeSeq: null, limit: 500 };
      const { rows } = await history.page(query);
      for (const { exchangeId } of rows) await history.get(exchangeId).catch(() => undefined);
      await history.append(createHistoryEntry(`new-${Math.random()}`));
      await history.page({ ...query, filter: HistoryFilterSchema.parse({ text: "lena" }) });
      await history.stats();
      return rows.length;
    } finally {
      await history.close();
    }
  },

  async "outbox.db"({ folder, notices, isFirst }) {
    const file = join(folder, "outbox.db");
    const thread = await startDatabaseThread<OutboxCalls, OutboxFacts>({
      file,
      workerUrl: findOutboxWorker(),
      workerData: { file, nowMs: clock.nowMs(), allowed: allowedStates },
      texts: { name: "outbox", notStored: "" },
      notices,
    });
    try {
      const nowMs = clock.nowMs();
      await thread.call("settleInterrupted", { steps: [], nowMs });
      if (isFirst) await thread.call("add", { nowMs, batches: Array.from({ length: batches }, (_, number) => batchOf(number)) });
      const list = await thread.call("list", { projectId: null, states: [], beforeSeq: null, limit: 500 });
      for (const batch of list.batches) {
        BatchSchema.parse(batch);
        await thread.call("find", batch.id);
      }
      const ledger = await thread.call("ledgerPage", { filter: ledgerFilter, beforeSeq: null, limit: 1000 });
      for (const row of ledger.rows) LedgerRowSchema.parse(row);
      await thread.call("counts", undefined);
      await thread.call("runs", { projectId: null });
      await thread.call("add", { nowMs, batches: [batchOf(Math.floor(Math.random() * 1e9))] });
      return list.batches.length;
    } finally {
      await thread.close();
    }
  },

  async "definitions.db"({ folder, notices, isFirst }) {
    const store = openSnapshotStore({ dataFolder: folder, nowMs: clock.nowMs() });
    try {
      const textOf = (number: number) => JSON.stringify({ time: number, feature_gates: { [`gate_${number}`]: {} }, noise: noise(number) });
      const origin = { projectId: "shop", source: "live", fileName: null, keyId: null, secrets: [], projectIds: ["shop"] } as const;
      if (isFirst) for (let number = 0; number < 20; number += 1) await store.store({ ...origin, text: textOf(number), nowMs: number });
      const listed = await store.list("shop");
      for (const { id: snapshotId } of listed) store.open({ projectId: "shop", snapshotId });
      const stored = await store.store({ ...origin, text: textOf(100), nowMs: 100 });
      if (stored.kind !== "stored" || stored.storageProblem !== null) throw new Error(JSON.stringify(stored));
      return listed.length;
    } finally {
      for (const file of store.takeProblems().unused) notices.add({ ...file, file: "definitions.db", recovered: [] });
      store.close();
    }
  },

  async "cohorts.db"({ folder, notices, isFirst }) {
    const store = await openCohortStore({ folder, clock, notices });
    try {
      if (isFirst)
        for (let number = 0; number < 6; number += 1) {
          const cohort = {
            cohortId: `cohort-${number}`,
            name: `Cohort ${number}`,
            createdAtMs: number,
            header: JSON.stringify({ blocks: 3 }),
          };
          await store.call("begin", { ...cohort, isFinished: false });
          await store.call("append", {
            cohortId: cohort.cohortId,
            blocks: [0, 1, 2].map((seq) => ({ seq, block: blockOf(number * 3 + seq).block })),
          });
          await store.call("update", { ...cohort, isFinished: true });
        }
      const listed = await store.call("list", undefined);
      for (const { cohortId } of listed.filter(({ name }) => name !== "New"))
        for (const seq of [0, 1, 2]) {
          const { block, lines: written } = blockOf(Number(cohortId.replace("cohort-", "")) * 3 + seq);
          const found = await store.call("block", { cohortId, seq });
          const lines = await store.call("lines", { cohortId, seq });
          const isStillThere = (await store.call("find", cohortId)) !== null;
          if (isStillThere) expect([found && Buffer.from(found), lines.join("\n")]).toEqual([block.facts, written]);
        }
      await store.call("search", { cohortId: "cohort-1", text: "u-7" });
      await store.call("begin", { cohortId: String(Math.random()), name: "New", createdAtMs: 9, isFinished: true, header: '{"blocks":0}' });
      return (await store.call("list", undefined)).length;
    } finally {
      await store.close();
    }
  },

  "projects.json": (use) => useSettings(use),
  "saved-users.json": (use) => useSettings(use),
  "session.json": (use) => useSettings(use),
  "sealed-keys.json": (use) => useSettings(use),
  "event-templates.json": (use) => useSettings(use),
  "answers.json": (use) => useSettings(use),
  "catalog.json": (use) => useSettings(use),

  async "lock.db"({ folder, notices, isFirst }) {
    if (isFirst) writeFileSync(join(folder, "lock.db"), "");
    lockFolder(folder, { host: "browser", notices }).release();
    return 1;
  },
};

async function useSettings({ folder, notices, isFirst }: Use): Promise<number> {
  const settings = createConfSettings({ folder, clock, notices });
  const vault = await createKeyVault({ settings, secretBox: createMemorySecretBox(), clock, log, notices });
  const projects = createProjects({ settings, vault, clock, notices, sandboxHosts: () => hostsOn("http://127.0.0.1:1") });
  const users = createSavedUsers({ settings, clock, notices });
  const session = createSessionStore({ settings, clock, log, notices });
  const templates = createEventTemplates({ settings, clock, notices });
  const answers = createLastAnswersStore({ settings, clock, log, notices });
  const names = openNamesDocument({ settings, clock, notices });
  const found =
    (names.found?.kept ?? 0) +
    projects.list().length +
    users.list().length +
    templates.list().length +
    (session.load(damagedWindow).own === null ? 0 : 1) +
    (answers.load(damagedWindow) === null ? 0 : 1);
  if (isFirst && projects.list().length === 1) {
    for (let number = 0; number < 8; number += 1) {
      const { id } = projects.create({ ...blankProject(), name: `Project ${number}` });
      await vault.add({ projectId: id, key: `secret-plantedForDamage${number}`, label: "" });
      users.save({ name: `User ${number}`, user: { userID: `u-${number}`, custom: { plan: "gold" } }, keepPrivate: false });
    }
    for (const name of ["Checkout", "Search"]) templates.save({ name, drafts: [eventNamed(name)] });
    session.save({ windowId: damagedWindow.windowId, session: snapshot });
    session.close();
    answers.save({ windowId: damagedWindow.windowId, answers: { checks: {}, everything: null } });
    answers.close();
    const known = { kind: "gate", source: "answers", entity: null, idType: null, layerName: null } as const;
    const stored = { definitionsAtMs: null, ruleNames: {}, snapshotId: null };
    names.write({ projects: { shop: { names: [1, 2, 3].map((number) => ({ ...known, name: `gate_${number}` })), ...stored } } });
  }
  return found;
}

/** A block whose users are made of its columns for an odd number, and of its text for an even one. */
function blockOf(number: number): { readonly block: StoredBlock; readonly lines: string } {
  const users = 50;
  const isOfColumns = number % 2 === 1;
  const ids = Array.from({ length: users }, (_, at) => `u-${at}-${noise(number).slice(0, 90)}`);
  const facts: BlockFacts = {
    users,
    outcomes: [['{"state":"pass"}', '{"state":"fail"}']],
    codes: [Uint16Array.from({ length: users }, (_, at) => (at + number) % 2)],
    columns: [{ values: ids, codes: Uint16Array.from({ length: users }, (_, at) => at) }],
    fields: isOfColumns ? [{ column: "id", to: "userID", isText: false, at: 0 }] : null,
    units: [{ low: Uint32Array.from({ length: users }, (_, at) => at), high: new Uint32Array(users) }],
    hasPrivate: false,
    unreadable: [],
    unreadableRows: 0,
    rows: users,
  };
  const lines = ids.map((userID) => JSON.stringify({ userID })).join("\n");
  return { block: { text: compress(isOfColumns ? "" : lines), facts: serialize(facts) }, lines };
}

function batchOf(number: number): NewBatch {
  const events = Array.from({ length: 1 + (number % 40) }, (_, at) => ({
    eventName: `event_${at}`,
    user: { userID: `u-${number}-${at}` },
    noise: noise(at),
  }));
  const lines = events.map(({ eventName, user }) => ({
    name: eventName,
    detail: "",
    tier: "staging",
    userLabel: user.userID,
    units: [{ idType: "userID", value: user.userID }],
    row: null,
  }));
  return {
    id: `batch-${number}`,
    projectId: "shop",
    projectName: "Shop",
    keyId: null,
    tier: "staging",
    kind: "events",
    userLabel: "u",
    runId: null,
    body: compress(JSON.stringify({ events })),
    ledgerBatch: ledgerBatchOf(lines),
  };
}

/** Text that does not compress, so that bodies need several pages. */
function noise(seed: number): string {
  const random = createRandom(seed);
  return Array.from({ length: 300 }, () => random(2 ** 32).toString(36)).join("");
}

const damagedWindow = { windowId: "w", copyOf: null };

const snapshot: WindowSession = {
  projectId: "sandbox",
  tiers: {},
  keys: {},
  user: { userID: "ada" },
  userText: null,
  savedUserId: null,
  users: { shop: { user: { userID: "u-2" }, userText: null, savedUserId: null } },
  screen: "inspect",
  inspectTab: "gate",
  names: { gate: "checkout_v2" },
  composedEvents: { drafts: [], at: 0, text: null },
  composedExposures: { drafts: [], at: 0, text: null },
  comparedSubjects: [],
  everythingSubjects: [],
  draftEdits: {},
};
