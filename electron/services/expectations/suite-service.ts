import { once } from "node:events";
import { stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { changedLines } from "#shared/domain/expectation/changed-lines.ts";
import { CannotEdit, newSuite, withTest } from "#shared/domain/expectation/edit-suite.ts";
import type { ExpectationRow } from "#shared/domain/expectation/expectation-row.ts";
import { type JudgedAnswer, judge } from "#shared/domain/expectation/judge.ts";
import type { Judgement } from "#shared/domain/expectation/judgement.ts";
import { readSuite } from "#shared/domain/expectation/read-suite.ts";
import type {
  EntityReach,
  Suggestion,
  SuiteEdit,
  SuiteFolder,
  SuiteRulesChoice,
  SuiteRunProgress,
  SuiteRunSummary,
  TestRow,
} from "#shared/domain/expectation/suite-run.ts";
import { maxLiveRequests } from "#shared/domain/expectation/suite-run.ts";
import type { RuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import type { Project } from "#shared/domain/project/project.ts";
import type { RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { userLabel } from "#shared/domain/user/statsig-user.ts";
import type { NameCatalog } from "../catalog/catalog.ts";
import type { SnapshotContents, SnapshotStore } from "../definitions/snapshot-store.ts";
import type { Evaluate } from "../evaluate/evaluate.ts";
import { createPauseNews } from "../evaluate/pause-news.ts";
import { UnusableInput } from "../failures.ts";
import { readAllText } from "../file-text.ts";
import { createTurns } from "../in-flight.ts";
import type { Clock, Settings, StorageNotices } from "../ports.ts";
import type { Projects } from "../projects/projects.ts";
import { requireFolder } from "../storage/set-aside.ts";
import { writeWholeFile } from "../whole-file.ts";
import type { WorkerThread } from "../workers/worker-thread.ts";
import { type AcceptedRow, acceptInCases, acceptInSuite } from "./accept-row.ts";
import { exampleSuites } from "./example-suites.ts";
import { folderChanges } from "./folder-changes.ts";
import { readIdListFolder } from "./id-list-folder.ts";
import { judgeRowLive, type SuiteRules } from "./judge-row.ts";
import { createLiveAnswers, type LiveAnswers, type LiveAnswersParts } from "./live-answers.ts";
import { unknownTiers } from "./open-suite.ts";
import { findKeptRules, findProjectRules, suiteRulesOf } from "./project-rules.ts";
import type { RowVerdict, SuiteCalls } from "./suite-calls.ts";
import { type FoundSuite, folderOf, readForEdit, readSuites, versionOf } from "./suite-files.ts";
import { openSuiteFolders, type SuiteFolders } from "./suite-folders.ts";

export interface SuiteParts {
  readonly dataFolder: string;
  readonly settings: Settings;
  readonly projects: Pick<Projects, "list" | "require">;
  readonly catalog: Pick<NameCatalog, "current" | "ruleNamesOf">;
  readonly snapshots: Pick<SnapshotStore, "contents" | "find">;
  readonly evaluate: Pick<Evaluate, "check">;
  /** Keeps a definitions file as a snapshot of a project. */
  readonly openDefinitions: (file: {
    readonly projectId: string;
    readonly fileName: string;
    readonly text: string;
  }) => Promise<{ readonly snapshotId: string }>;
  /** Asks the person for a folder with the system's dialog; null on a host without one. */
  readonly chooseFolder: ((title: string) => Promise<string | null>) | null;
  readonly thread: WorkerThread<SuiteCalls>;
  readonly clock: Clock;
  readonly notices: Pick<StorageNotices, "add">;
}

export type Suites = ReturnType<typeof createSuites>;

const suiteExtensions: readonly string[] = [".yaml", ".yml", ".json"];
const tableExtensions: readonly string[] = [".csv", ".tsv", ".txt"];
/** A table is changed only to accept an answer of one of its rows. */
const changedExtensions = [...suiteExtensions, ...tableExtensions];
/** Live answers that are fetched at a time. */
const liveAtOnce = 8;
/** Rows are sent to the page in pieces of this size. */
const rowsOfPiece = 500;

/** Opens, runs and changes the suites of a folder for the page. A change is previewed first, and written only to the file that was previewed. */
export function createSuites({
  dataFolder,
  settings,
  projects,
  catalog,
  snapshots,
  evaluate,
  openDefinitions,
  chooseFolder,
  thread,
  clock,
  notices,
}: SuiteParts) {
  const document = openSuiteFolders({ settings, clock, notices });
  let folders: SuiteFolders = document.found?.value.folders ?? {};
  /** The rows of the last run of each project, by file and row, for accepting an answer. */
  const lastRuns = new Map<string, Map<string, RememberedRow>>();
  const previews = new Map<string, { readonly text: string; readonly isNew: boolean }>();
  /** What ends each watch of a project's folder, so that it goes on in the folder that is chosen next. */
  const watches = new Map<AbortController, string>();
  /** The screen opens the folder and watches it at once; both would write the example. */
  const turns = createTurns();
  const undos = new Map<string, { readonly text: string; readonly version: string }>();

  async function folderFor(projectId: string): Promise<string | null> {
    const project = projects.require(projectId);
    return folders[projectId] ?? (project.kind === "sandbox" ? turns.take("example", writeExample) : null);
  }

  /** Writes the example where it is missing or empty, as a killed writer leaves it; what a person changed in it stays. */
  async function writeExample(): Promise<string> {
    const folder = join(dataFolder, "example-tests");
    try {
      requireFolder(folder, clock.nowMs(), notices);
      for (const { name, text } of exampleSuites) {
        const file = join(folder, name);
        const found = await stat(file).catch(() => null);
        if (found === null || found.size === 0) await writeWholeFile(file, text, { isNew: found === null });
      }
    } catch (failure) {
      if (failure instanceof UnusableInput) throw new UnusableInput("path", `The example could not be opened. ${failure.message}`);
      const code = failure instanceof Error && "code" in failure ? String(failure.code) : "unknown reason";
      throw new UnusableInput("path", `The example could not be written to ${folder} (${code}).`);
    }
    return folder;
  }

  async function openFolder(folder: string): Promise<SuiteFolder> {
    const isExample = folder === join(dataFolder, "example-tests");
    try {
      const files = await readSuites(folder);
      return { folder, isExample, files: files.map(({ suite: _suite, ...file }) => file), problem: null };
    } catch (failure) {
      if (failure instanceof UnusableInput) return { folder, isExample, files: [], problem: failure.message };
      throw failure;
    }
  }

  function takeFolder(projectId: string, folder: string): Promise<SuiteFolder> {
    folders = { ...folders, [projectId]: folder };
    document.write({ folders });
    for (const [watch, watched] of watches) if (watched === projectId) watch.abort();
    return openFolder(folder);
  }

  /** Throws `UnusableInput` for a file that is not directly in the project's folder, or that is no suite by its name. */
  async function requireFile(projectId: string, file: string, extensions: readonly string[] = suiteExtensions): Promise<string> {
    const folder = await folderFor(projectId);
    const whole = resolve(file);
    if (folder === null || dirname(whole) !== folder || !extensions.includes(extname(whole)))
      throw new UnusableInput("file", `${basename(file)} is not in the folder of this project's tests.`);
    return whole;
  }

  function preview(file: string, version: string, before: string, after: string, isNew: boolean): SuiteEdit {
    const read = suiteExtensions.includes(extname(file)) ? readSuite(after) : null;
    if (read !== null && "problems" in read)
      throw new UnusableInput("file", `This change cannot be made: ${read.problems[0]?.message ?? "the file would not be readable"}.`);
    previews.set(`${version} ${file}`, { text: after, isNew });
    return { file, version, ...changedLines(before, after) };
  }

  /** Makes sure that the thread has the rules of a suite, or those chosen for its project; throws `UnusableInput` if there are none. */
  async function loadRules({ suite }: Loaded, chosen: ChosenRules | null, signal?: AbortSignal): Promise<LoadedRules> {
    const { rules } = suite.suite;
    const load = async (
      rulesId: string,
      contents: () => Promise<SnapshotContents>,
      draft: { readonly edits?: readonly RuleEdit[]; readonly ruleNames?: RuleNames } = {},
    ) => {
      if (await thread.call("isLoaded", rulesId, signal)) return { is: "loaded" } as const;
      return thread.call("load", { rulesId, ...(await contents()), ...draft }, signal);
    };
    if ("file" in rules) {
      const file = resolve(dirname(suite.file), rules.file);
      const text = await readAllText(file, rules.file);
      const idLists =
        rules.idLists === undefined ? null : await readIdListFolder(resolve(dirname(suite.file), rules.idLists), rules.idLists);
      const rulesId = `file ${versionOf(text)} ${idLists === null ? "" : versionOf(JSON.stringify(idLists))}`;
      if ((await load(rulesId, async () => ({ text, idLists }))).is !== "loaded")
        throw new UnusableInput("rules", `${rules.file} contains no definitions.`);
      return { rulesId, snapshotId: null, project: null, atMs: null };
    }
    const project = findProject(rules.project);
    const { snapshotId = null, draft = null } = chosen?.projectId === project.id ? chosen : {};
    const found =
      snapshotId === null
        ? await findProjectRules({ catalog, snapshots }, project.id, signal)
        : await findKeptRules(snapshots, { projectId: project.id, snapshotId });
    if ("reason" in found)
      throw new UnusableInput("rules", `The rules of ${project.name} cannot be read: ${found.reason} ${found.nextStep}`);
    const rulesId = `snapshot ${found.definitions.snapshotId}${draft === null ? "" : ` ${versionOf(JSON.stringify(draft.edits))}`}`;
    const loaded = await load(rulesId, async () => found.contents, {
      ...(draft !== null && { edits: draft.edits }),
      ruleNames: catalog.ruleNamesOf(project.id),
    });
    if (loaded.is === "unreadable") throw new UnusableInput("rules", `The rules of ${project.name} are damaged. Refresh them.`);
    if (loaded.is === "does_not_fit")
      throw new UnusableInput("rules", `The draft “${draft?.name ?? ""}” does not fit the rules of ${project.name}: ${loaded.problem}`);
    return { rulesId, snapshotId: found.definitions.snapshotId, project, atMs: found.definitions.confirmedAtMs };
  }

  function findProject(name: string): Project {
    const all = projects.list();
    const found = all.find((project) => project.name.toLowerCase() === name.trim().toLowerCase()) ?? all.find(({ id }) => id === name);
    if (found === undefined)
      throw new UnusableInput("rules", `There is no project “${name}” here; the projects are ${all.map((each) => each.name).join(", ")}.`);
    return found;
  }

  /** Yields the verdicts of one suite. */
  async function* runOne(
    loaded: Loaded,
    { live, chosen }: { readonly live: LiveAnswers | null; readonly chosen: ChosenRules | null },
    signal?: AbortSignal,
  ): AsyncGenerator<readonly RowVerdict[], OneResult, void> {
    const { rows, suite } = loaded.suite;
    if (live === null) {
      const { rulesId, snapshotId, project, atMs } = await loadRules(loaded, chosen, signal);
      const ruleNames = project === null ? new Map() : catalog.ruleNamesOf(project.id);
      const request = { rulesId, rows, tier: project?.defaultTier ?? null, nowMs: clock.nowMs(), ruleNames };
      const coverage = yield* thread.stream("run", request, signal);
      return { coverage: coverage.map(({ outcomes, ...entity }) => ({ ...entity, outcomes: [...outcomes] })), snapshotId, project, atMs };
    }
    if ("file" in suite.rules)
      throw new UnusableInput("rules", "Its rules are a file, and Statsig is asked about a project: choose Rules on this machine");
    const project = findProject(suite.rules.project);
    for (let from = 0; from < rows.length; from += liveAtOnce) {
      yield await Promise.all(
        rows.slice(from, from + liveAtOnce).map(async (row, at): Promise<RowVerdict> => {
          let answer: JudgedAnswer | null = null;
          const judgement = await judgeRowLive(row, async (user) => {
            const fetched = await live({ project, tier: row.tier, kind: row.kind, name: row.name, user }, signal);
            answer = fetched;
            return fetched;
          });
          return { at: from + at, judgement, answer: row.share === null ? answer : null, rule: null, isClosest: false };
        }),
      );
      signal?.throwIfAborted();
    }
    return { coverage: [], snapshotId: null, project, atMs: null };
  }

  return {
    /** Returns the newest rules of a project, prepared for evaluation, or why there are none. */
    async projectRules(
      project: Project,
      signal?: AbortSignal,
    ): Promise<SuiteRules | { readonly reason: string; readonly nextStep: string }> {
      const found = await findProjectRules({ catalog, snapshots }, project.id, signal);
      if ("reason" in found) return found;
      const ruleNames = catalog.ruleNamesOf(project.id);
      const rules = suiteRulesOf(found.contents, { tier: project.defaultTier, nowMs: clock.nowMs(), ruleNames });
      return rules ?? { reason: "They are damaged.", nextStep: "Refresh them." };
    },

    /** Returns what asks Statsig for the answers of one run, without logging an exposure. */
    liveAnswers: ({ onPause }: Pick<LiveAnswersParts, "onPause">): LiveAnswers =>
      createLiveAnswers({ evaluate, clock, ...(onPause !== undefined && { onPause }) }),

    async folder(projectId: string): Promise<SuiteFolder | null> {
      const folder = await folderFor(projectId);
      return folder === null ? null : openFolder(folder);
    },

    /** Lets the person choose the folder in the system's dialog, and opens it. Null if they cancel, or where there is no such dialog. */
    async chooseInDialog(projectId: string): Promise<SuiteFolder | null> {
      projects.require(projectId);
      const path = (await chooseFolder?.("Open a folder of tests")) ?? null;
      return path === null ? null : takeFolder(projectId, path);
    },

    async choose({ projectId, path }: { readonly projectId: string; readonly path: string }): Promise<SuiteFolder> {
      projects.require(projectId);
      return takeFolder(projectId, await folderOf(path));
    },

    async *run(
      {
        projectId,
        isLive,
        rules: choice,
      }: { readonly projectId: string; readonly isLive: boolean; readonly rules?: SuiteRulesChoice | undefined },
      signal?: AbortSignal,
    ): AsyncGenerator<SuiteRunProgress, SuiteRunSummary, void> {
      const startedMs = clock.monotonicMs();
      const folder = await folderFor(projectId);
      const found: FoundSuite[] = folder === null ? [] : await readSuites(folder);
      const total = found.reduce((sum, { tests }) => sum + tests, 0);
      const requests = found.reduce((sum, file) => sum + file.requests, 0);
      if (isLive && requests > maxLiveRequests)
        throw new UnusableInput(
          "run",
          `A live run would ask Statsig ${formatNumber(requests)} times; at most ${formatNumber(maxLiveRequests)} are sent. Choose Rules on this machine, or fewer users.`,
        );
      const pauses = createPauseNews({ clock });
      const live = isLive ? createLiveAnswers({ evaluate, clock, onPause: pauses.onPause }) : null;
      const remembered = new Map<string, RememberedRow>();
      const files: SuiteRunSummary["files"] = [];
      const coverage = new Map<string, SuiteRunSummary["coverage"][number]>();
      let done = 0;
      let rulesOfMs: number | null = null;
      const rules = new Map<string, string>();
      for (const { suite, ...file } of found) {
        if (suite === null) {
          files.push(file);
          continue;
        }
        try {
          const project = "project" in suite.suite.rules ? findProject(suite.suite.rules.project) : null;
          const problems = project === null ? [] : unknownTiers(suite, project);
          if (problems.length > 0) {
            files.push({ ...file, tests: 0, requests: 0, problems });
            continue;
          }
          const steps = runOne({ suite }, { live, chosen: choice === undefined ? null : { ...choice, projectId } }, signal);
          const nextStep = () =>
            pauses.during(steps.next(), (): SuiteRunProgress => ({ done, total, rows: [], continuesAtMs: pauses.continuesAtMs() }));
          let step = yield* nextStep();
          for (; !step.done; step = yield* nextStep()) {
            done += step.value.length;
            for (const verdict of step.value) {
              const row = suite.rows[verdict.at];
              if (row !== undefined) remembered.set(`${suite.file} ${verdict.at}`, { suite: suite.suite, row, answer: verdict.answer });
            }
            const rows = step.value.flatMap((verdict) => pageRow(suite, verdict, project));
            for (let from = 0; from < rows.length || from === 0; from += rowsOfPiece)
              yield { done, total, rows: rows.slice(from, from + rowsOfPiece), continuesAtMs: pauses.continuesAtMs() };
          }
          addCoverage(coverage, step.value.coverage);
          rulesOfMs = step.value.atMs ?? rulesOfMs;
          if (step.value.project !== null && step.value.snapshotId !== null) rules.set(step.value.project.id, step.value.snapshotId);
          files.push(file);
        } catch (failure) {
          if (signal?.aborted) throw failure;
          if (!(failure instanceof Error)) throw failure;
          files.push({ ...file, tests: 0, requests: 0, problems: [{ ...suite.rulesAt, message: failure.message.replace(/\.$/, "") }] });
        }
      }
      lastRuns.set(projectId, remembered);
      return {
        files,
        coverage: [...coverage.values()],
        atMs: clock.nowMs(),
        elapsedMs: clock.monotonicMs() - startedMs,
        rulesOfMs,
        rules: [...rules].map(([id, snapshotId]) => ({ projectId: id, snapshotId })),
        isLive,
      };
    },

    /** Makes a test for each outcome of an entity that the tests of a file's rules do not reach. */
    async suggest(
      { projectId, file, entity, only = null, afterId = 0, rules }: SuggestRequest,
      signal?: AbortSignal,
    ): Promise<Suggestion[]> {
      const whole = await requireFile(projectId, file);
      const found = (await readSuites(dirname(whole))).find((each) => each.file === whole);
      if (found?.suite == null) throw new UnusableInput("file", `${basename(whole)} cannot be read. Run the tests again.`);
      const { rulesId, project } = await loadRules({ suite: found.suite }, rules === undefined ? null : { ...rules, projectId }, signal);
      return thread.call("suggest", { rulesId, tier: project?.defaultTier ?? null, nowMs: clock.nowMs(), entity, only, afterId }, signal);
    },

    /** Opens the definitions file of a suite for explanations in a project, and returns it as a kept snapshot. Throws `UnusableInput`. */
    async openRules({
      projectId,
      file,
    }: {
      readonly projectId: string;
      readonly file: string;
    }): Promise<{ fileName: string; snapshotId: string }> {
      const whole = await requireFile(projectId, file);
      const reading = readSuite((await readForEdit(whole)).text);
      const rules = "problems" in reading ? null : reading.suite.rules;
      if (rules === null || !("file" in rules))
        throw new UnusableInput("rules", `${basename(whole)} has no definitions file. Run the tests again.`);
      const text = await readAllText(resolve(dirname(whole), rules.file), rules.file);
      const { snapshotId } = await openDefinitions({ projectId, fileName: basename(rules.file), text });
      return { fileName: basename(rules.file), snapshotId };
    },

    async previewAccept({
      projectId,
      file,
      row,
    }: {
      readonly projectId: string;
      readonly file: string;
      readonly row: number;
    }): Promise<SuiteEdit> {
      const whole = await requireFile(projectId, file);
      const remembered = lastRuns.get(projectId)?.get(`${whole} ${row}`);
      if (remembered?.answer == null) throw new UnusableInput("row", "This answer is no longer there. Run the tests again.");
      const { suite, row: accepted, answer } = remembered;
      if (accepted.caseAt === null) {
        const { text, version } = await readForEdit(whole);
        return preview(
          whole,
          version,
          text,
          edited(() => acceptInSuite(text, { suite, row: accepted, answer })),
          false,
        );
      }
      const source = suite.tests[accepted.test - 1]?.cases ?? "";
      const table = await requireFile(projectId, resolve(dirname(whole), source), tableExtensions);
      const { text, version } = await readForEdit(table);
      return preview(
        table,
        version,
        text,
        edited(() => acceptInCases(text, source, { suite, row: accepted, answer })),
        false,
      );
    },

    async previewAdd({
      projectId,
      file,
      test,
    }: {
      readonly projectId: string;
      readonly file: string | null;
      readonly test: JsonObject;
    }): Promise<SuiteEdit> {
      const project = projects.require(projectId);
      if (file === null) {
        const folder = await folderFor(projectId);
        if (folder === null) throw new UnusableInput("path", "This project has no folder for its tests. Choose one first.");
        const made = join(folder, "targeting.yaml");
        const existing = await readForEdit(made).catch(() => null);
        if (existing === null) return preview(made, "new", "", newSuite({ project: project.name }, test), true);
        return preview(
          made,
          existing.version,
          existing.text,
          edited(() => withTest(existing.text, test)),
          false,
        );
      }
      const whole = await requireFile(projectId, file);
      const { text, version } = await readForEdit(whole);
      return preview(
        whole,
        version,
        text,
        edited(() => withTest(text, test)),
        false,
      );
    },

    async apply({
      projectId,
      file,
      version,
    }: {
      readonly projectId: string;
      readonly file: string;
      readonly version: string;
    }): Promise<{ version: string }> {
      const whole = await requireFile(projectId, file, changedExtensions);
      const prepared = previews.get(`${version} ${whole}`);
      if (prepared === undefined) throw new UnusableInput("file", "This change is no longer prepared. Look at it again.");
      const before = prepared.isNew ? null : await readForEdit(whole);
      if (before !== null && before.version !== version)
        throw new UnusableInput(
          "changed",
          `${basename(whole)} changed on disk since this change was prepared. Nothing was written; look at the change again.`,
        );
      await writeWholeFile(whole, prepared.text, { isNew: prepared.isNew });
      previews.clear();
      const made = versionOf(prepared.text);
      if (before !== null) undos.set(whole, { text: before.text, version: made });
      return { version: made };
    },

    async undo({
      projectId,
      file,
      version,
    }: {
      readonly projectId: string;
      readonly file: string;
      readonly version: string;
    }): Promise<void> {
      const whole = await requireFile(projectId, file, changedExtensions);
      const undo = undos.get(whole);
      const current = await readForEdit(whole);
      if (undo === undefined || undo.version !== version || current.version !== version)
        throw new UnusableInput("changed", `${basename(whole)} changed since. Nothing was undone.`);
      await writeWholeFile(whole, undo.text, { isNew: false });
      undos.delete(whole);
    },

    /** Yields whenever a suite or a table changes in the folder that is chosen then, and when the folder is removed or is there again. Ends when the signal aborts. */
    async *follow(projectId: string, signal?: AbortSignal): AsyncGenerator<{ file: string }, void> {
      while (signal?.aborted !== true) {
        const other = new AbortController();
        const ends = signal === undefined ? other.signal : AbortSignal.any([other.signal, signal]);
        watches.set(other, projectId);
        try {
          const folder = await folderFor(projectId);
          if (folder !== null) for await (const file of folderChanges(folder, ends)) yield { file };
          if (!ends.aborted) await once(ends, "abort");
        } finally {
          watches.delete(other);
        }
      }
    },
  };
}

export interface SuggestRequest {
  readonly projectId: string;
  readonly file: string;
  readonly entity: EntityReach;
  /** The key of one outcome; null for all that no test reaches. */
  readonly only?: string | null;
  /** The number of a new ID, after which another one is searched. */
  readonly afterId?: number;
  readonly rules?: SuiteRulesChoice | undefined;
}

/** The rules that were chosen for the suites of a project. */
interface ChosenRules extends SuiteRulesChoice {
  readonly projectId: string;
}

/** A row of the last run, with its suite as it was then. */
interface RememberedRow extends Pick<AcceptedRow, "suite" | "row"> {
  readonly answer: JudgedAnswer | null;
}
interface Loaded {
  readonly suite: NonNullable<FoundSuite["suite"]>;
}
interface LoadedRules {
  readonly rulesId: string;
  readonly snapshotId: string | null;
  readonly project: Project | null;
  readonly atMs: number | null;
}
interface OneResult {
  readonly snapshotId: string | null;
  readonly coverage: readonly SuiteRunSummary["coverage"][number][];
  readonly project: Project | null;
  readonly atMs: number | null;
}

function edited(edit: () => string): string {
  try {
    return edit();
  } catch (failure) {
    throw failure instanceof CannotEdit ? new UnusableInput("file", `This change cannot be made: ${failure.message}.`) : failure;
  }
}

function pageRow(
  { file, rows, testLines }: Loaded["suite"],
  { at, judgement, answer, rule, isClosest }: RowVerdict,
  project: Project | null,
): TestRow[] {
  const row = rows[at];
  if (row === undefined) return [];
  return [
    {
      ...{ file, test: row.test, row: at, line: testLines[row.test - 1] ?? 1, title: row.title, kind: row.kind, name: row.name },
      userLabel: row.userName ?? (row.cohort === null ? userLabel(row.user) : "a cohort"),
      user: row.share === null ? row.user : null,
      projectId: project?.id ?? null,
      tier: row.tier ?? project?.defaultTier ?? "",
      at: row.at,
      ...judgement,
      ...shortFacts(row, judgement, answer),
      state: answer?.state ?? null,
      canAccept: answer !== null && judgement.verdict === "wrong",
      rule,
      isClosest,
    },
  ];
}

/** Only the answer, where that is wrong or nothing is; only the rule, where it alone is wrong. */
function shortFacts(row: ExpectationRow, { expected, got, verdict }: Judgement, answer: JudgedAnswer | null) {
  if (answer === null || row.expect === null || row.because === null) return { shortExpected: expected, shortGot: got };
  const ofAnswer = judge({ expect: row.expect, because: null }, answer);
  const short = ofAnswer.verdict === verdict ? ofAnswer : judge({ expect: null, because: row.because }, answer);
  return { shortExpected: short.expected, shortGot: short.got };
}

function addCoverage(all: Map<string, SuiteRunSummary["coverage"][number]>, added: readonly SuiteRunSummary["coverage"][number][]): void {
  for (const entity of added) {
    const key = `${entity.kind} ${entity.name}`;
    const known = all.get(key);
    const before = new Map(known?.outcomes.map((outcome) => [outcome.key, outcome]));
    all.set(key, {
      ...entity,
      outcomes: entity.outcomes.map((outcome) => {
        const { reachedBy = 0, users = [] } = before.get(outcome.key) ?? {};
        return { ...outcome, reachedBy: outcome.reachedBy + reachedBy, users: [...new Set([...users, ...outcome.users])] };
      }),
    });
  }
}
