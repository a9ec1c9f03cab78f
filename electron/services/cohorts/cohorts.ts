import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import type {
  CohortEntity,
  CohortGroup,
  CohortListing,
  CohortQuestion,
  CohortRow,
  CohortState,
  CohortView,
  FirstAnswers,
  OutcomeUser,
  UsersPreview,
} from "#shared/domain/cohort/cohort.ts";
import { redactJson, redactText } from "#shared/domain/exchange/redact.ts";
import { missingRulesStep } from "#shared/domain/explanation/missing-rules.ts";
import type { RuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { applyDraft } from "#shared/domain/rules-draft/apply-draft.ts";
import type { RulesDraft } from "#shared/domain/rules-draft/rules-draft.ts";
import { formatDayAndTime } from "#shared/domain/text/format-time.ts";
import type { TextPart } from "#shared/domain/text/text-part.ts";
import { offeredUsers } from "#shared/domain/user/saved-user.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { UserMapping } from "#shared/domain/user/user-mapping.ts";
import type { NameCatalog } from "../catalog/catalog.ts";
import type { Compare } from "../compare/compare-service.ts";
import { readDefinitions } from "../definitions/definitions.ts";
import type { SnapshotStore } from "../definitions/snapshot-store.ts";
import type { Evaluate } from "../evaluate/evaluate.ts";
import { openUploadStore, type UploadStore } from "../events/import/upload-store.ts";
import { doubledFieldsOf } from "../explain/engine/definitions/doubled-fields.ts";
import { NoSuchThing, UnusableInput } from "../failures.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import type { Clock, Log, StorageNotices } from "../ports.ts";
import type { Projects } from "../projects/projects.ts";
import type { SavedUsers } from "../saved-users/saved-users.ts";
import type { Block } from "./block.ts";
import type { StoredCohort } from "./cohort-database.ts";
import { type CohortExport, exportCohort } from "./cohort-export.ts";
import { type CohortPool, createCohortPool } from "./cohort-pool.ts";
import type { SourceParts } from "./cohort-sources.ts";
import { type CohortStore, openCohortStore } from "./cohort-store.ts";
import { type LiveSampleRequest, startLiveSample } from "./live-sample.ts";
import { type OpenCohort, openStoredCohort, readHeaderSummary, startCohort } from "./open-cohort.ts";

export interface CohortsParts {
  /** The data folder. */
  readonly folder: string;
  readonly notices: Pick<StorageNotices, "add">;
  readonly clock: Clock;
  readonly log: Log;
  readonly projects: Pick<Projects, "require">;
  readonly vault: Pick<KeyVault, "knownSecrets">;
  readonly catalog: Pick<NameCatalog, "current" | "ruleName" | "ruleNamesOf" | "names" | "namesIn">;
  readonly snapshots: Pick<SnapshotStore, "contents" | "find">;
  readonly savedUsers: Pick<SavedUsers, "list">;
  readonly evaluate: Pick<Evaluate, "check">;
  /** Stores rules as those of a file. */
  readonly openDefinitions: (file: {
    readonly projectId: string;
    readonly fileName: string;
    readonly text: string;
  }) => Promise<{ readonly snapshotId: string }>;
  /** Finds why a sample differs live. */
  readonly compare: Pick<Compare, "compare">;
  readonly pool?: CohortPool;
}

export type Cohorts = ReturnType<typeof createCohorts>;

// Loaded when they are used: the engine and the reader of Parquet would be a fifth of every start.
const loadSources = () => import("./cohort-sources.ts");
const loadUsersFile = () => import("./users-file.ts");

const freshForMs = 60_000;
/** Cohorts without a name that are kept: the one on the screen, and the two before it. */
const maxUnnamed = 3;
/** A cohort with a million users takes 50 MB. */
const maxOpen = 3;

/**
 * Evaluates many users on this machine, in threads on all cores. Sends nothing, except for a sample that `checkLive` checks on request, without logging.
 * Cohorts are stored in `cohorts.db`, without private attributes. It is opened with the first call, so that a start without cohorts costs nothing; calls throw
 * `StorageFailed` when it cannot be opened.
 */
export function createCohorts(parts: CohortsParts) {
  const { folder, notices, clock, log, projects, vault, catalog, snapshots, savedUsers } = parts;
  let openedStore: Promise<CohortStore> | null = null;
  const store: Pick<CohortStore, "call"> = {
    async call(name, input) {
      openedStore ??= openCohortStore({ folder, clock, notices }).catch((failure: unknown) => {
        openedStore = null;
        throw failure;
      });
      return (await openedStore).call(name, input);
    },
  };
  let openedUploads: Promise<UploadStore> | null = null;
  const uploads = (): Promise<UploadStore> => {
    openedUploads ??= openUploadStore({ folder, name: "cohort-files", isNeeded: () => false, notices }).catch((failure: unknown) => {
      openedUploads = null;
      throw failure;
    });
    return openedUploads;
  };
  const pool = parts.pool ?? createCohortPool({ log });
  const open = new Map<string, OpenCohort>();
  /** Cohorts whose rules are being prepared, which are not open yet. */
  const starting = new Set<string>();
  const formats = new Map<string, "parquet" | null>();

  async function requireOpen(cohortId: string): Promise<OpenCohort> {
    const known = open.get(cohortId);
    if (known !== undefined) return known;
    const stored = await store.call("find", cohortId);
    const opened = stored === null ? null : await openStoredCohort(stored, { store, clock, nameOf });
    if (opened === null) throw new NoSuchThing("cohort");
    remember(opened);
    return opened;
  }

  /** What a run that failed had stored is removed. Throws `NoSuchThing` for its users. */
  async function requireStored(cohortId: string): Promise<OpenCohort> {
    const cohort = await requireOpen(cohortId);
    if (cohort.state().phase === "failed") throw new NoSuchThing("cohort");
    return cohort;
  }

  function remember(cohort: OpenCohort): void {
    open.set(cohort.cohortId, cohort);
    const idle = [...open.values()].filter(({ isRunning }) => !isRunning);
    for (const { cohortId } of idle.slice(0, Math.max(0, open.size - maxOpen))) if (cohortId !== cohort.cohortId) open.delete(cohortId);
  }

  function cancelRunning(): void {
    for (const cohort of open.values()) if (cohort.isRunning) cohort.cancel();
  }

  function nameOf(projectId: string): (ruleId: string) => string | null {
    return (ruleId) => catalog.ruleName(projectId, ruleId);
  }

  async function rulesOf(
    { projectId, snapshotId, draft }: Pick<CohortQuestion, "projectId" | "snapshotId" | "draft">,
    signal?: AbortSignal,
    maxAgeMs = freshForMs,
  ) {
    projects.require(projectId);
    const found = snapshotId === null ? await catalog.current(projectId, { maxAgeMs, signal }) : null;
    const stored = found === null ? await snapshots.find({ projectId, snapshotId: snapshotId ?? "" }) : found.current;
    if (stored === null) {
      if (found === null) throw new NoSuchThing("snapshot");
      const because = found.problem ?? "No rules of this project are on this machine.";
      throw new UnusableInput("rules", `${because} ${missingRulesStep(found.nextStep)}`);
    }
    const contents = await snapshots.contents({ projectId, snapshotId: stored.snapshotId });
    if (contents === null) throw new NoSuchThing("snapshot");
    return {
      stored,
      problem: found?.problem ?? null,
      contents: draft === undefined ? contents : { ...contents, text: draftedText(contents.text, draft, catalog.ruleNamesOf(projectId)) },
    };
  }

  /** The ID types of the entities in rules, so that a column of the same name is recognized. */
  async function unitIdsOf({ projectId, snapshotId }: Pick<CohortQuestion, "projectId" | "snapshotId">): Promise<string[]> {
    const { names } = snapshotId === null ? catalog.names(projectId) : await catalog.namesIn({ projectId, snapshotId });
    return [...new Set(names.flatMap(({ idType }) => idType ?? []))];
  }

  async function outcomes(
    input: Pick<CohortQuestion, "projectId" | "tier" | "snapshotId" | "draft"> & { readonly entity: CohortEntity },
    signal?: AbortSignal,
  ): Promise<OutcomeUser[]> {
    const { contents } = await rulesOf(input, signal);
    const { projectId, tier, entity } = input;
    return pool.outcomes({ rules: contents, nowMs: clock.nowMs(), tier, entity, ruleNames: catalog.ruleNamesOf(projectId) }, signal);
  }

  async function sourceParts(question: CohortQuestion): Promise<SourceParts> {
    const before = question.source.kind === "stored" ? await requireStored(question.source.cohortId) : null;
    return {
      uploads: await uploads(),
      savedUsers: { list: () => offeredUsers(savedUsers.list(), projects.require(question.projectId).kind) },
      unitIds: await unitIdsOf(question),
      outcomeUsers: async ({ entity }) => {
        return (await outcomes({ ...question, entity })).flatMap(({ user }) => (user === null ? [] : [user]));
      },
      storedUsers: () => {
        if (before === null) throw new NoSuchThing("cohort");
        return { ...before.storedUsers(), text: textOfUsers(before.state()) };
      },
    };
  }

  /** Also removes what a failed run has left, because the disk was too full to remove it. Keeps the cohort whose users were checked again. */
  async function removeOld(before: OpenCohort | null): Promise<void> {
    const stored = await store.call("list", undefined);
    const unnamed = stored.filter(({ name, isFinished }) => name === "" && isFinished);
    const isLeft = ({ cohortId, isFinished }: StoredCohort) =>
      !isFinished && !starting.has(cohortId) && (open.get(cohortId)?.state().phase ?? "failed") === "failed";
    for (const { cohortId } of [...unnamed.slice(maxUnnamed), ...stored.filter(isLeft)]) {
      if (cohortId === before?.cohortId || open.get(cohortId)?.isRunning) continue;
      open.delete(cohortId);
      await store.call("remove", cohortId);
    }
  }

  return {
    files: {
      async begin(fileName: string): Promise<{ fileId: string }> {
        const { importId } = await (await uploads()).begin(redactText(fileName, vault.knownSecrets()));
        return { fileId: importId };
      },
      chunk: async ({ fileId, content }: { readonly fileId: string; readonly content: string | Uint8Array }): Promise<void> =>
        (await uploads()).take(fileId, content),
      async preview(
        {
          fileId,
          mapping,
          projectId,
          snapshotId,
          find,
        }: Pick<CohortQuestion, "projectId" | "snapshotId"> & {
          readonly fileId: string;
          readonly mapping: UserMapping | null;
          readonly find: string;
        },
        signal?: AbortSignal,
      ): Promise<UsersPreview & { readonly fileId: string }> {
        const { isParquet, parquetLines, previewUsers } = await loadUsersFile();
        const files = await uploads();
        const upload = files.require(fileId);
        let usedId = fileId;
        if (await isParquet(upload.path)) {
          usedId = (await files.begin(upload.fileName)).importId;
          for await (const lines of parquetLines(upload.path, upload.fileName)) {
            signal?.throwIfAborted();
            await files.take(usedId, lines);
          }
          await files.forget(fileId);
          formats.set(usedId, "parquet");
        }
        const format = formats.get(usedId) ?? null;
        const { path, fileName } = files.require(usedId);
        const shown = format === "parquet" ? `${fileName}.ndjson` : fileName;
        return {
          ...(await previewUsers(
            { path, fileName: shown, format, unitIds: await unitIdsOf({ projectId, snapshotId }) },
            { mapping, find },
            signal,
          )),
          fileId: usedId,
        };
      },
      forget: async (fileId: string): Promise<void> => (await uploads()).forget(fileId),
    },

    outcomes,

    /** Evaluates the first users of a question, and stores nothing. Throws `UnusableInput`, `NoSuchThing`. */
    async firstAnswers(question: CohortQuestion, signal: AbortSignal = new AbortController().signal): Promise<FirstAnswers> {
      const { contents } = await rulesOf(question, signal);
      const { openSource } = await loadSources();
      const source = await openSource(question, await sourceParts(question));
      const { evaluateFirst } = await import("./first-answers.ts");
      return evaluateFirst({ question, source, contents, pool, nowMs: clock.nowMs(), nameOf: nameOf(question.projectId) }, signal);
    },

    /**
     * Starts a cohort and returns when it is known that its rules and its source can be used. Cancels one that is running, for whose threads it would wait.
     * When `signal` aborts, the cohort is cancelled. Throws `UnusableInput`, `NoSuchThing`, `StorageFailed`.
     */
    async start(asked: CohortQuestion, signal?: AbortSignal): Promise<CohortState> {
      // The question is stored: neither the name of its file nor its users may have a key. Masking changes texts only.
      const question = redactJson(asked as unknown as JsonValue, vault.knownSecrets()) as unknown as CohortQuestion;
      // Whoever checks the same users again asks for what changed until now.
      const { stored, contents, problem } = await rulesOf(question, signal, question.source.kind === "stored" ? 0 : freshForMs);
      const { openSource } = await loadSources();
      const source = await openSource(question, await sourceParts(question));
      signal?.throwIfAborted();
      cancelRunning();
      const before = question.source.kind === "stored" ? await requireStored(question.source.cohortId) : null;
      const cohortId = randomUUID();
      starting.add(cohortId);
      try {
        const cohort = await startCohort(
          {
            ...{ cohortId, question, source, definitions: stored, rulesProblem: problem, contents, before, signal },
            ...{ nowMs: clock.nowMs(), secrets: vault.knownSecrets() },
          },
          { store, pool, clock, nameOf },
        );
        remember(cohort);
        // Afterwards, so that no user waits for it. What cannot be removed now is removed after the next cohort.
        cohort
          .settled()
          .then(() => removeOld(before))
          .catch(() => undefined);
        return cohort.state();
      } finally {
        starting.delete(cohortId);
      }
    },

    /** Yields the state at once, and again as it changes. Ends with a cohort that is neither running nor being checked live. */
    async *follow(cohortId: string, signal?: AbortSignal): AsyncGenerator<CohortState, void> {
      yield* (await requireOpen(cohortId)).follow(signal);
    },

    async cancel(cohortId: string): Promise<void> {
      (await requireOpen(cohortId)).cancel();
    },

    /** Continues a cancelled cohort with the user after the last one. */
    async resume(cohortId: string): Promise<CohortState> {
      const cohort = await requireOpen(cohortId);
      cancelRunning();
      await cohort.resume();
      return cohort.state();
    },

    async rows(input: {
      readonly cohortId: string;
      readonly view: CohortView;
      readonly from: number;
      readonly count: number;
    }): Promise<{ matching: number; rows: CohortRow[] }> {
      return (await requireStored(input.cohortId)).rows(input);
    },

    async groups(input: { readonly cohortId: string; readonly path: string; readonly view: CohortView }): Promise<CohortGroup[]> {
      const groups = await (await requireStored(input.cohortId)).groups(input);
      if (groups === null) throw new UnusableInput("path", "This field has too many different values to group by it.");
      return groups;
    },

    /** Returns the stored user of a row, without private attributes. */
    async user(input: { readonly cohortId: string; readonly row: number }) {
      return { user: await (await requireStored(input.cohortId)).userAt(input.row) };
    },

    /**
     * Returns the rules with which a cohort was evaluated, to explain one of its users. Those of a draft are stored as a file of its name. Null if they
     * were the newest ones when it ran.
     */
    async openRules(cohortId: string): Promise<{ snapshotId: string; name: string } | null> {
      const { question, snapshotId } = (await requireOpen(cohortId)).state();
      const { projectId, draft } = question;
      if (question.snapshotId === null && draft === undefined) return null;
      const { stored, contents } = await rulesOf({ projectId, snapshotId, draft });
      if (draft === undefined)
        return { snapshotId: stored.snapshotId, name: stored.fileName ?? formatDayAndTime(stored.readAtMs, clock.nowMs()) };
      const name = `draft “${draft.name}”`;
      return { snapshotId: (await parts.openDefinitions({ projectId, fileName: name, text: contents.text })).snapshotId, name };
    },

    /** Returns the stored users of a cohort, without private attributes. */
    async storedUsers(cohortId: string): Promise<{ total: number; batches: AsyncIterable<readonly StatsigUser[]> }> {
      const { total, blocks } = (await requireStored(cohortId)).storedUsers();
      return { total, batches: usersOfBlocks(blocks()) };
    },

    async list(): Promise<CohortListing[]> {
      const stored = (await store.call("list", undefined)).filter(
        ({ cohortId, isFinished }) => isFinished || open.get(cohortId)?.isRunning,
      );
      return stored.flatMap(({ cohortId, name, createdAtMs, header }) => listingOf({ cohortId, name, createdAtMs, header }) ?? []);
    },

    async open(cohortId: string): Promise<CohortState> {
      // A cohort whose continuation failed is stored as it was before.
      const known = open.get(cohortId);
      if (known?.state().phase === "failed") {
        await known.settled();
        open.delete(cohortId);
      }
      return (await requireOpen(cohortId)).state();
    },

    async save({ cohortId, name }: { readonly cohortId: string; readonly name: string }): Promise<CohortState> {
      const trimmed = name.trim();
      if (trimmed === "") throw new UnusableInput("name", "Give the cohort a name.");
      const cohort = await requireStored(cohortId);
      await cohort.rename(redactText(trimmed, vault.knownSecrets()));
      return cohort.state();
    },

    async remove(cohortId: string): Promise<void> {
      open.get(cohortId)?.cancel();
      await open.get(cohortId)?.settled();
      open.delete(cohortId);
      await store.call("remove", cohortId);
    },

    /** Starts checking a random sample live, without logging exposures. Follow the cohort for its progress. */
    async checkLive(request: LiveSampleRequest): Promise<CohortState> {
      const cohort = await requireStored(request.cohortId);
      projects.require(cohort.state().question.projectId);
      startLiveSample(cohort, request, { evaluate: parts.evaluate, compare: parts.compare, catalog, clock });
      return cohort.state();
    },

    async cancelLive(cohortId: string): Promise<void> {
      (await requireOpen(cohortId)).cancelLive();
    },

    async *exportText(input: CohortExport, signal?: AbortSignal): AsyncGenerator<TextPart, void> {
      const cohort = await requireStored(input.cohortId);
      const unitIds = await unitIdsOf(cohort.state().question);
      yield* exportCohort(cohort, { format: input.format, unitIds, signal });
    },

    async close(): Promise<void> {
      for (const cohort of open.values()) cohort.cancel();
      await Promise.allSettled([...open.values()].map((cohort) => cohort.settled()));
      await pool.close();
      await (await openedStore)?.close();
      // Files of users are needed only for as long as the page that chose them is open.
      await rm(`${folder}/cohort-files`, { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

/** The same users have the same text, however often they are checked again. */
function textOfUsers({ name, sourceText, question }: CohortState): string {
  return name === "" && question.source.kind === "stored" ? sourceText : `users of ${name === "" ? sourceText : name}`;
}

async function* usersOfBlocks(blocks: AsyncIterable<Block>): AsyncGenerator<readonly StatsigUser[]> {
  for await (const { content } of blocks) if (content.form === "users") yield content.users;
}

function listingOf({
  cohortId,
  name,
  createdAtMs,
  header,
}: Pick<StoredCohort, "cohortId" | "name" | "createdAtMs" | "header">): CohortListing | null {
  const summary = readHeaderSummary(header);
  if (summary === null) return null;
  const { question, sourceText, users } = summary;
  return { cohortId, name, projectId: question.projectId, sourceText, users, entities: question.entities.length, createdAtMs };
}

/**
 * Returns definitions with the edits of a draft. Throws `UnusableInput` for a draft that does not fit, with every edit that does not, and for definitions with a
 * fault that would be gone when they are written again.
 */
function draftedText(text: string, { name, edits }: RulesDraft, ruleNames: RuleNames): string {
  const reading = readDefinitions(text);
  if (reading.kind !== "read") throw new NoSuchThing("snapshot");
  const doubled = doubledFieldsOf(reading.payload).first;
  if (doubled !== null)
    throw new UnusableInput(
      "rules",
      `The draft “${name}” cannot be evaluated for a cohort, because in the rules ${doubled}. Correct the file of the rules.`,
    );
  const applied = applyDraft(reading.payload, edits, ruleNames);
  if (applied.is === "applied") return JSON.stringify(applied.payload);
  const problems = applied.misfits.map(({ problem }) => problem).join(" ");
  throw new UnusableInput("rules", `The draft “${name}” no longer fits the rules, so nothing was evaluated. ${problems}`);
}
