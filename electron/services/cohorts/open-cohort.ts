import { z } from "zod";
import {
  type CohortGroup,
  type CohortQuestion,
  type CohortRow,
  type CohortState,
  CohortStateSchema,
  type CohortView,
  type LiveCheck,
} from "#shared/domain/cohort/cohort.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { type StatsigUser, withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import { cellReader } from "#shared/domain/user/user-mapping.ts";
import type { SnapshotContents, StoredDefinitions } from "../definitions/snapshot-store.ts";
import { NoSuchThing, StorageFailed, UnusableInput, wasCancelled } from "../failures.ts";
import { createFeed } from "../feed.ts";
import type { Clock } from "../ports.ts";
import { type Block, type CohortJob, type ColumnCodes, type ColumnField, type JobFacts, readFacts } from "./block.ts";
import type { StoredCohort } from "./cohort-database.ts";
import { type CohortPool, EvaluationStopped } from "./cohort-pool.ts";
import type { OpenSource } from "./cohort-sources.ts";
import { type CohortStore, createBlockWriter } from "./cohort-store.ts";
import { type CodeList, CohortTable } from "./cohort-table.ts";
import { idsOfColumns } from "./column-users.ts";

/** A cohort in memory: its answers as codes, and the run if there is one. */
export interface OpenCohort {
  readonly cohortId: string;
  readonly isRunning: boolean;
  readonly table: CohortTable;
  readonly columns: readonly string[];
  /** True if the columns have all fields of the users, private ones aside. */
  readonly hasAllFields: boolean;
  state(): CohortState;
  follow(signal?: AbortSignal): AsyncGenerator<CohortState, void>;
  cancel(): void;
  resume(): Promise<void>;
  /** Resolves when the run has ended and everything is stored. */
  settled(): Promise<void>;
  rows(input: {
    readonly view: CohortView;
    readonly from: number;
    readonly count: number;
  }): Promise<{ matching: number; rows: CohortRow[] }>;
  groups(input: { readonly path: string; readonly view: CohortView }): Promise<CohortGroup[] | null>;
  /** Throws `NoSuchThing` for a row that is not stored. */
  userAt(row: number): Promise<StatsigUser>;
  /** The users of these rows with their private attributes, while their source can be read; otherwise as they are stored. */
  usersAt(rows: readonly number[], signal: AbortSignal): Promise<Map<number, StatsigUser>>;
  /** Yields the fields of the users, block by block, with the codes of their answers for each entity. Throws `NoSuchThing` once the cohort was removed. */
  storedColumns(): AsyncGenerator<StoredColumns, void>;
  /** Yields the users, block by block, with the number of the first one. Throws `NoSuchThing` once the cohort was removed. */
  storedLines(): AsyncGenerator<{ readonly from: number; readonly lines: readonly string[] }, void>;
  storedUsers(): { readonly total: number; readonly columns: readonly string[]; readonly blocks: () => AsyncGenerator<Block, void> };
  rename(name: string): Promise<void>;
  setLive(live: LiveCheck): void;
  liveAbort: AbortController | null;
  cancelLive(): void;
}

export interface StoredColumns {
  readonly users: number;
  readonly columns: readonly ColumnCodes[];
  readonly codes: readonly CodeList[];
  /** How the users are made of the columns; null if some fields are only in their texts. */
  readonly fields: readonly ColumnField[] | null;
  /** Reads the users, one JSON text each. Throws `NoSuchThing` once the cohort was removed. */
  readonly lines: () => Promise<readonly string[]>;
  /** Reads the `userID` of each user as a JSON text, `null` for none. */
  readonly ids: () => Promise<readonly string[]>;
}

const publishIntervalMs = 200;

interface Parts {
  readonly store: Pick<CohortStore, "call">;
  readonly clock: Clock;
  readonly nameOf: (projectId: string) => (ruleId: string) => string | null;
}

/** Everything about a cohort that changes. */
interface CohortRecord {
  state: Omit<CohortState, "shares" | "columns" | "users" | "unreadableRows" | "unreadable" | "repeatedIds" | "hasPrivate">;
  facts: JobFacts;
}

/** What a run needs besides the state; a cohort that was opened from the store has none. */
interface Run {
  readonly source: OpenSource;
  readonly job: CohortJob;
  readonly pool: CohortPool;
  readonly before: OpenCohort | null;
}

/** Starts a cohort. Returns when the rules are prepared; the users are evaluated from then on. */
export async function startCohort(
  {
    cohortId,
    question,
    source,
    definitions,
    rulesProblem,
    contents,
    before,
    nowMs,
    secrets,
    signal,
  }: {
    readonly cohortId: string;
    readonly question: CohortQuestion;
    readonly source: OpenSource;
    readonly definitions: StoredDefinitions;
    /** Why these are not the newest ones, as a sentence; null if they are as asked. */
    readonly rulesProblem: string | null;
    readonly contents: SnapshotContents;
    readonly before: OpenCohort | null;
    readonly nowMs: number;
    readonly secrets: readonly string[];
    /** Cancels the cohort while it is being started. */
    readonly signal?: AbortSignal | undefined;
  },
  parts: Parts & { readonly pool: CohortPool },
): Promise<OpenCohort> {
  const { tier, entities } = question;
  const { mapping, separator, columns } = source;
  const job: CohortJob = { jobId: cohortId, rules: contents, nowMs, tier, entities, mapping, separator, secrets, columns };
  const record: CohortRecord = {
    facts: { rulesOfMs: definitions.digest.timeMs, entities: [], unitTypes: [], splits: [] },
    state: {
      ...{ cohortId, name: "", question: storableQuestion(question), sourceText: source.text, createdAtMs: nowMs },
      ...{ rulesOfMs: definitions.digest.timeMs, rulesReadAtMs: definitions.readAtMs, rulesFileName: definitions.fileName },
      ...{ snapshotId: definitions.snapshotId, rulesProblem },
      ...{ phase: "running", problem: null, total: source.total, progress: 0, usersPerSecond: 0, elapsedMs: 0, live: null, changed: null },
    },
  };
  const cohort = createOpenCohort(cohortId, record, null, columns, parts, { source, job, pool: parts.pool, before });
  signal?.addEventListener("abort", cohort.cancel);
  try {
    await cohort.begin();
  } finally {
    signal?.removeEventListener("abort", cohort.cancel);
  }
  if (signal?.aborted) cohort.cancel();
  return cohort;
}

/** The stored question has no private attributes. */
function storableQuestion(question: CohortQuestion): CohortQuestion {
  const { source } = question;
  return source.kind === "combinations" || source.kind === "new_ids"
    ? { ...question, source: { ...source, base: withoutPrivate(source.base) } }
    : question;
}

const HeaderSchema = z.object({
  blocks: z.int(),
  columns: z.array(z.string()),
  state: CohortStateSchema.partial({ shares: true, columns: true, unreadable: true }),
  facts: z.custom<JobFacts>(isJsonObject),
});

/** Reads what the list of cohorts shows; null for a header that cannot be read. */
export function readHeaderSummary(header: string): Pick<CohortState, "question" | "sourceText" | "users"> | null {
  return HeaderSchema.safeParse(readJson(header)).data?.state ?? null;
}

/** Opens a stored cohort, or returns null for one that is damaged: without some of its blocks it would show other shares. */
export async function openStoredCohort(stored: StoredCohort, parts: Parts): Promise<OpenCohort | null> {
  const read = HeaderSchema.safeParse(readJson(stored.header));
  if (!read.success) return null;
  const { blocks, columns, facts, state } = read.data;
  const table = new CohortTable(state.question.entities, facts, columns);
  for (let seq = 0; seq < blocks; seq += 1) {
    const block = await parts.store.call("block", { cohortId: stored.cohortId, seq });
    if (block === null) return null;
    table.add(readFacts(block));
  }
  return createOpenCohort(
    stored.cohortId,
    { state: { ...state, name: stored.name, live: stoppedLive(state.live) }, facts },
    table,
    columns,
    parts,
    null,
  );
}

/** A sample that was being checked when the program ended was cancelled by that. */
function stoppedLive(live: LiveCheck | null): LiveCheck | null {
  return live === null || (live.phase !== "running" && live.phase !== "waiting")
    ? live
    : { ...live, phase: "cancelled", continuesAtMs: null };
}

function createOpenCohort(
  cohortId: string,
  record: CohortRecord,
  known: CohortTable | null,
  columns: readonly string[],
  { store, clock, nameOf }: Parts,
  run: Run | null,
): OpenCohort & { begin(): Promise<void> } {
  const feed = createFeed<null>();
  const ruleName = nameOf(record.state.question.projectId);
  let table = known ?? new CohortTable(record.state.question.entities, record.facts, columns);
  let blocksDone = 0;
  let writer = createBlockWriter(store, cohortId, 0);
  let controller: AbortController | null = null;
  let running: Promise<void> = Promise.resolve();
  let lastPublishedMs = 0;
  /** The number of users up to the end of each stored block. */
  const ends: number[] = known?.blockEnds().slice() ?? [];
  const linesOf = createLineCache((seq) => store.call("lines", { cohortId, seq }));
  let viewed: { readonly key: string; readonly rows: Uint32Array | null } | null = null;

  function state(): CohortState {
    const { rows, first } = table.unreadable;
    return {
      ...record.state,
      users: table.users,
      unreadableRows: rows,
      unreadable: [...first],
      repeatedIds: table.repeatedIds(),
      hasPrivate: table.hasPrivate,
      columns: table.columns(),
      shares: table.shares(ruleName),
    };
  }

  function change(changed: Partial<CohortRecord["state"]>, { isUrgent = true } = {}): void {
    record.state = { ...record.state, ...changed };
    const nowMs = clock.monotonicMs();
    if (!isUrgent && nowMs - lastPublishedMs < publishIntervalMs) return;
    lastPublishedMs = nowMs;
    feed.publish(null);
  }

  function stored(isFinished: boolean, { name = record.state.name } = {}): StoredCohort {
    const { shares: _shares, columns: _columns, unreadable: _unreadable, ...header } = state();
    return {
      ...{ cohortId, name, createdAtMs: record.state.createdAtMs, isFinished },
      header: JSON.stringify({ blocks: ends.length, columns, state: header, facts: record.facts }),
    };
  }

  async function evaluate({ source, job, pool, before }: Run, opened: (failure?: unknown) => void): Promise<void> {
    controller = new AbortController();
    const { signal } = controller;
    const startedMs = clock.monotonicMs() - record.state.elapsedMs;
    const usersBefore = table.users;
    const resumedMs = clock.monotonicMs();
    const spent = () => {
      const nowMs = clock.monotonicMs();
      const seconds = Math.max(0.001, (nowMs - resumedMs) / 1_000);
      return { elapsedMs: nowMs - startedMs, usersPerSecond: (table.users - usersBefore) / seconds };
    };
    change({ phase: "running", problem: null });
    try {
      await pool.run(
        job,
        afterBlocks(source.blocks(signal), blocksDone),
        {
          onOpen: (facts) => {
            if (blocksDone === 0) {
              record.facts = facts;
              record.state = { ...record.state, rulesOfMs: facts.rulesOfMs };
              table = new CohortTable(job.entities, facts, columns);
            }
            opened();
          },
          onBlock: async (block, progress) => {
            const facts = readFacts(block.facts);
            blocksDone += 1;
            if (facts.rows === 0) return;
            table.add(facts);
            ends.push(table.users);
            await writer.add(block);
            change({ ...spent(), progress }, { isUrgent: ends.length === 1 });
          },
        },
        signal,
      );
      await writer.flush();
      const { rows } = table.unreadable;
      if (table.users === 0)
        change({
          ...{ ...spent(), phase: "failed", progress: 1 },
          problem:
            rows > 0
              ? `No row could be read. ${table.unreadable.first[0]?.reason ?? ""}`
              : "There are no users in this file. Choose another one.",
        });
      else {
        const changed = before === null ? null : table.changesFrom(before.table, ruleName);
        change({ ...spent(), phase: "done", progress: 1, total: table.users, changed });
      }
    } catch (failure) {
      opened(failure);
      await writer.flush().catch(() => undefined);
      if (signal.aborted || wasCancelled(failure)) change({ ...spent(), phase: "cancelled" });
      else change({ ...spent(), phase: "failed", problem: describeFailure(failure) });
    } finally {
      controller = null;
      if (record.state.phase !== "failed")
        await store.call("update", stored(true)).catch((failure: unknown) => {
          change({ phase: "failed", problem: describeFailure(failure) });
        });
      if (record.state.phase === "failed") {
        ends.length = 0;
        // What a full disk refuses to remove now is removed with the next cohort, or at the next start.
        await store.call("discard", cohortId).catch(() => undefined);
      }
      feed.publish(null);
    }
  }

  /** Resolves when the rules are prepared, or rejects. */
  function start(): Promise<void> {
    if (run === null)
      return Promise.reject(new UnusableInput("cohortId", "The users of this cohort are no longer at hand. Set it up again."));
    const isOpen = Promise.withResolvers<void>();
    running = evaluate(run, (failure) => (failure === undefined ? isOpen.resolve() : isOpen.reject(failure)));
    return isOpen.promise.catch(() => undefined);
  }

  async function rowsOf(view: CohortView): Promise<Uint32Array | null> {
    const key = JSON.stringify([view, table.users]);
    if (viewed?.key === key) return viewed.rows;
    const text = view.filter.trim();
    if (text !== "") await writer.flush();
    const matching = text === "" ? null : await store.call("search", { cohortId, text });
    const rows = table.rowsOf(view, matching);
    viewed = { key, rows };
    return rows;
  }

  function placeOf(row: number): { readonly seq: number; readonly at: number } | null {
    if (row < 0 || row >= (ends.at(-1) ?? 0)) return null;
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) > row) high = middle;
      else low = middle + 1;
    }
    return { seq: low, at: row - (low === 0 ? 0 : (ends[low - 1] ?? 0)) };
  }

  async function findUser(row: number): Promise<StatsigUser | null> {
    const place = placeOf(row);
    if (place === null) return null;
    if (place.seq >= writer.count - 8) await writer.flush();
    const line = (await linesOf(place.seq))[place.at];
    const user = line === undefined ? null : readJson(line);
    return isJsonObject(user) ? user : null;
  }

  async function* storedLines(): AsyncGenerator<{ readonly from: number; readonly lines: readonly string[] }, void> {
    await writer.flush();
    for await (const [seq, lines] of readAhead(ends.length, (each) => store.call("lines", { cohortId, seq: each }))) {
      if (lines.length === 0) throw new NoSuchThing("cohort");
      yield { from: seq === 0 ? 0 : (ends[seq - 1] ?? 0), lines };
    }
  }

  async function* storedColumns(): ReturnType<OpenCohort["storedColumns"]> {
    await writer.flush();
    for await (const [seq, block] of readAhead(ends.length, (each) => store.call("block", { cohortId, seq: each }))) {
      if (block === null) throw new NoSuchThing("cohort");
      const facts = readFacts(block);
      const { users, columns: ofBlock, fields = null } = facts;
      const lines = async () => {
        const stored = await linesOf(seq);
        if (stored.length !== users) throw new NoSuchThing("cohort");
        return stored;
      };
      const ids = async () => idsOfColumns(facts) ?? (await lines()).map(idOfLine);
      yield { users, columns: ofBlock, fields, codes: table.codesOfBlock(seq), lines, ids };
    }
  }

  const readers = columns.map((path) => cellReader(path));
  const cohort: OpenCohort & { begin(): Promise<void> } = {
    cohortId,
    columns,
    get isRunning() {
      return controller !== null;
    },
    get hasAllFields() {
      return table.hasAllFields;
    },
    get table() {
      return table;
    },
    state,
    async begin() {
      await store.call("begin", stored(false));
      writer = createBlockWriter(store, cohortId, 0);
      await start();
    },
    async *follow(signal) {
      // It may end while a reader handles the state before: only what was yielded says if more follows.
      const isLast = ({ phase, live }: CohortState) => phase !== "running" && live?.phase !== "running" && live?.phase !== "waiting";
      const news = feed.follow(signal);
      try {
        for (let isOver = false; !isOver; isOver ||= (await news.next()).done === true) {
          const shown = state();
          yield shown;
          isOver = isLast(shown);
        }
      } finally {
        await news.return();
      }
    },
    cancel() {
      controller?.abort(new DOMException("Cancelled.", "AbortError"));
      cohort.cancelLive();
    },
    async resume() {
      if (record.state.phase !== "cancelled") return;
      await running;
      writer = createBlockWriter(store, cohortId, ends.length);
      await start();
    },
    settled: () => running,
    async rows({ view, from, count }) {
      const rows = await rowsOf(view);
      const matching = rows?.length ?? table.users;
      const wanted = Array.from({ length: Math.max(0, Math.min(count, matching - from)) }, (_, at) =>
        rows === null ? from + at : (rows[from + at] ?? 0),
      );
      const rowOf = async (row: number): Promise<CohortRow> => {
        const user = await findUser(row);
        if (user === null) throw new NoSuchThing("cohort");
        return { row, cells: readers.map((read) => read(user)), codes: table.codesAt(row) };
      };
      return { matching, rows: await Promise.all(wanted.map(rowOf)) };
    },
    groups: async ({ path, view }) => table.groups(path, await rowsOf(view)),
    async userAt(row) {
      const user = await findUser(row);
      if (user === null) throw new NoSuchThing("user");
      return user;
    },
    async usersAt(rows, signal) {
      const found = new Map<number, StatsigUser>();
      for (const row of rows) {
        const user = await findUser(row);
        if (user !== null) found.set(row, user);
      }
      if (table.hasPrivate && run !== null) await addPrivate(run, found, signal);
      return found;
    },
    storedColumns,
    storedLines,
    storedUsers: () => ({
      total: table.users,
      columns,
      async *blocks() {
        for await (const { from, lines } of storedLines()) {
          const users = lines.flatMap((line) => {
            const user = readJson(line);
            return isJsonObject(user) ? [user] : [];
          });
          yield { content: { form: "users", users }, progress: (from + lines.length) / Math.max(1, table.users) };
        }
      },
    }),
    async rename(name) {
      await running;
      // A name that could not be stored is not shown as if it were.
      await store.call("update", stored(true, { name }));
      change({ name });
    },
    setLive(live) {
      change({ live }, { isUrgent: live.phase !== "running" });
      if (live.phase !== "running" && live.phase !== "waiting") void store.call("update", stored(true)).catch(() => undefined);
    },
    liveAbort: null,
    cancelLive() {
      cohort.liveAbort?.abort(new DOMException("Cancelled.", "AbortError"));
    },
  };
  return cohort;
}

/** Reads the source again up to the last wanted row, and replaces the stored users, which have no private attributes. */
async function addPrivate({ source, job }: Run, found: Map<number, StatsigUser>, signal: AbortSignal): Promise<void> {
  const { createRowReader } = await import("./evaluate-block.ts");
  const { readRows } = createRowReader(job, []);
  const last = Math.max(-1, ...found.keys());
  let row = 0;
  for await (const { content } of source.blocks(signal)) {
    for (const user of readRows(content).users) {
      if (found.has(row)) found.set(row, user);
      row += 1;
    }
    if (row > last) return;
  }
}

async function* afterBlocks(blocks: AsyncGenerator<Block, void>, skipped: number): AsyncGenerator<Block, void> {
  let seq = 0;
  for await (const block of blocks) {
    seq += 1;
    if (seq > skipped) yield block;
  }
}

/** Yields what `read` returns for each number from 0. Reads the next one while the caller works with one. */
async function* readAhead<Part>(
  count: number,
  read: (seq: number) => Promise<Part>,
): AsyncGenerator<readonly [seq: number, part: Part], void> {
  const begin = (seq: number) => {
    if (seq >= count) return null;
    const part = read(seq);
    // Its failure is thrown when it is its turn, or by nobody if the caller has stopped.
    part.catch(() => undefined);
    return part;
  };
  let next = begin(0);
  for (let seq = 0; next !== null; seq += 1) {
    const part: Part = await next;
    next = begin(seq + 1);
    yield [seq, part];
  }
}

function idOfLine(line: string): string {
  const user = readJson(line);
  return JSON.stringify(isJsonObject(user) ? (user.userID ?? null) : null);
}

const cachedBlocks = 12;

function createLineCache(read: (seq: number) => Promise<readonly string[]>): (seq: number) => Promise<readonly string[]> {
  const cache = new Map<number, Promise<readonly string[]>>();
  return (seq) => {
    const known = cache.get(seq) ?? read(seq);
    cache.delete(seq);
    cache.set(seq, known);
    known.then(
      (lines) => lines.length === 0 && cache.delete(seq),
      () => cache.delete(seq),
    );
    for (const oldest of [...cache.keys()].slice(0, -cachedBlocks)) cache.delete(oldest);
    return known;
  };
}

function describeFailure(failure: unknown): string {
  if (failure instanceof UnusableInput || failure instanceof StorageFailed || failure instanceof EvaluationStopped) return failure.message;
  if (failure instanceof NoSuchThing) return `${failure.message} Choose it again, and check again.`;
  return `The cohort could not be evaluated: ${failure instanceof Error ? failure.message : failure}. Check again.`;
}
