import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { CheckCheck, CircleAlert, FolderOpen } from "lucide-react";
import { useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useFollowed } from "#renderer/host/use-followed.ts";
import { Headline, type HeadlineMark, type HeadlineTone } from "#renderer/parts/many/headline.tsx";
import { Chip, Chips, Tools, ToolsFilter } from "#renderer/parts/many/tools.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { useProject, useProjectId } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import { ScreenHead } from "#renderer/ui/screen-head.tsx";
import { Segments } from "#renderer/ui/segments.tsx";
import { panelId } from "#renderer/ui/tabs/tab-list.tsx";
import { describePause } from "#shared/domain/evaluation/slow-down-text.ts";
import { maxLiveRequests, type SuiteFolder, type SuiteRunSummary, type TestRow } from "#shared/domain/expectation/suite-run.ts";
import { hasNewerRules } from "#shared/domain/explanation/newer-rules.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import { hasChangedFiles } from "./changed-files.ts";
import { CoveragePane, CoverageView, coverageCounts, entityKey, sortedCoverage } from "./coverage-view.tsx";
import { FolderDialog } from "./folder-dialog.tsx";
import { RulesSelect } from "./rules-select.tsx";
import { RunFacts } from "./run-facts.tsx";
import { nameOf, RunStrip } from "./run-strip.tsx";
import { rowKey, TestList } from "./test-list.tsx";
import classes from "./tests.module.css";
import { announcedResult, problemText, resultLead, resultRest, testsLabels } from "./tests-labels.ts";
import { type ChosenRules, cancelTests, runTests, type TestsRun, useTestsRun } from "./tests-run.ts";
import { VerdictMark } from "./verdict.tsx";

type Tab = "tests" | "coverage";
type Shown = "all" | TestRow["verdict"];

/** The Tests screen: runs the suites of a folder, shows what is not as expected and why, and which outcomes no test reaches. */
export function Tests({ onOpenWhy }: { onOpenWhy: (row: TestRow) => Promise<void> }) {
  const projectId = useProjectId();
  const folder = useQuery({ ...orpc.suites.folder.queryOptions({ input: { projectId } }), staleTime: 0 });
  const run = useTestsRun(projectId);
  const [isLive, setIsLive] = useState(false);
  const [tab, setTab] = useState<Tab>("tests");
  const [isChoosing, setIsChoosing] = useState(false);
  const id = useId();
  /** The entity whose coverage is shown. */
  const [entity, setEntity] = useState<string | null>(null);
  const isWide = useMediaQuery("(min-width: 1100px)", true, { getInitialValueInEffect: false });
  const hasFiles = (folder.data?.files.length ?? 0) > 0;
  const tests = folder.data?.files.reduce((sum, file) => sum + file.tests, 0) ?? 0;
  const requests = folder.data?.files.reduce((sum, file) => sum + file.requests, 0) ?? 0;
  const isTooMuch = isLive && requests > maxLiveRequests;
  const runWith = (rules: ChosenRules | null) => void runTests(projectId, { isLive, tests, rules });
  const start = () => runWith(run.rules);
  useCommand("run", start, { enabled: hasFiles && !isTooMuch, label: testsLabels.runCommand });
  useCommand("cancel", cancelTests, { enabled: run.running !== null, label: testsLabels.stopCommand });
  useFollowFolder(projectId);

  // Looking at the screen runs the tests once: nothing is sent, and a second later the result is there.
  const runsFor = hasFiles ? projectId : null;
  const runAtFirst = useEffectEvent(() => {
    if (run.summary === null && run.running === null) void runTests(projectId, { isLive: false, tests, rules: null });
  });
  useEffect(() => {
    if (runsFor !== null) runAtFirst();
  }, [runsFor]);

  const isChanged =
    run.summary !== null &&
    run.startedAtMs !== null &&
    folder.data != null &&
    hasChangedFiles({ files: run.summary.files, startedAtMs: run.startedAtMs }, folder.data, folder.dataUpdatedAt);
  const coverage = run.summary?.coverage ?? [];
  const { reached, total } = coverageCounts(coverage);
  const wrong = firstWrong(run);
  const unfolded = entity ?? (wrong === undefined ? null : entityKey(wrong));
  const shownEntity =
    coverage.find((each) => entityKey(each) === unfolded) ?? sortedCoverage(coverage).find(({ outcomes }) => outcomes.length > 0);
  const shownKey = shownEntity === undefined ? null : entityKey(shownEntity);
  return (
    <div className={classes.screen}>
      <ScreenHead<Tab>
        id={id}
        label={testsLabels.screen}
        tabs={[
          { value: "tests", label: testsLabels.tests, note: formatNumber(tests) },
          {
            value: "coverage",
            label: testsLabels.coverage,
            note: total === 0 ? undefined : testsLabels.reachedOf(reached, total),
          },
        ]}
        value={tab}
        onChange={setTab}
      >
        <div className={classes.headTools}>
          <Button
            variant="default"
            className={classes.folder}
            leftSection={<FolderOpen size={14} aria-hidden />}
            title={testsLabels.folder}
            onClick={() => setIsChoosing(true)}
          >
            <FolderText folder={folder.data ?? null} />
          </Button>
          <Segments
            label={testsLabels.source}
            value={isLive ? "live" : "here"}
            choices={[
              { value: "here", label: testsLabels.here },
              { value: "live", label: testsLabels.live },
            ]}
            onChange={(source) => setIsLive(source === "live")}
          />
          {!isLive && <RulesSelect projectId={projectId} value={run.rules} onChange={runWith} />}
          <Button disabled={!hasFiles || isTooMuch} rightSection={<Chord chord="Mod+Enter" bare />} onClick={start}>
            {testsLabels.run}
          </Button>
        </div>
      </ScreenHead>
      {isLive && hasFiles && (
        <p className={classes.liveNote} data-is-too-much={isTooMuch || undefined} role="status">
          {isTooMuch ? testsLabels.limitLive(requests, maxLiveRequests) : testsLabels.liveCost(requests)}
        </p>
      )}
      <div className={classes.split}>
        <div
          id={panelId(id)}
          role="tabpanel"
          tabIndex={-1}
          aria-label={tab === "tests" ? testsLabels.tests : testsLabels.coverage}
          className={classes.panel}
        >
          {folder.error !== null ? (
            <EmptyState
              title={testsLabels.cannotOpen}
              actions={<Button onClick={() => void folder.refetch()}>{testsLabels.openAgain}</Button>}
            >
              <p>{sentenceOf(folder.error)}</p>
            </EmptyState>
          ) : folder.isSuccess && !hasFiles ? (
            <NoTests folder={folder.data} onChoose={() => setIsChoosing(true)} />
          ) : tab === "coverage" ? (
            <CoverageView run={run} openKey={isWide ? shownKey : entity} isWide={isWide} onOpen={setEntity} onChanged={start} />
          ) : folder.isPending ? (
            <EmptyState title={testsLabels.reading}>
              <p>{testsLabels.readingHint}</p>
            </EmptyState>
          ) : (
            <Result
              key={projectId}
              run={run}
              isChanged={isChanged}
              onRun={start}
              onOpenWhy={onOpenWhy}
              onShow={(row) => setEntity(entityKey(row))}
            />
          )}
        </div>
        {isWide && shownEntity !== undefined && <CoveragePane entity={shownEntity} run={run} onChanged={start} />}
      </div>
      {isChoosing && <FolderDialog folder={folder.data?.folder ?? ""} onClose={() => setIsChoosing(false)} onChosen={start} />}
    </div>
  );
}

function FolderText({ folder }: { folder: SuiteFolder | null }) {
  if (folder === null) return <>{testsLabels.openAsk}</>;
  return (
    <>
      <code>{nameOf(folder.folder)}/</code>&nbsp;<span className={classes.dim}>{formatCount(folder.files.length, "file")}</span>
    </>
  );
}

function NoTests({ folder, onChoose }: { folder: SuiteFolder | null; onChoose: () => void }) {
  const project = useProject();
  return (
    <EmptyState
      title={folder?.problem == null ? testsLabels.noTests : testsLabels.unreadableFolder}
      actions={<Button onClick={onChoose}>{testsLabels.openAsk}</Button>}
    >
      <p>
        {folder?.problem ??
          (folder === null ? testsLabels.noFolder(project?.name ?? testsLabels.thisProject) : testsLabels.noSuite(folder.folder))}
      </p>
    </EmptyState>
  );
}

function Result({
  run,
  isChanged,
  onRun,
  onOpenWhy,
  onShow,
}: {
  run: TestsRun;
  /** True if a file is another one than the run has read. */
  isChanged: boolean;
  onRun: () => void;
  onOpenWhy: (row: TestRow) => Promise<void>;
  /** Called with the test that was selected. */
  onShow: (row: TestRow) => void;
}) {
  const { rows } = run;
  const [shown, setShown] = useState<Shown>("all");
  const [text, setText] = useState("");
  /** Undefined until one is unfolded or folded: then the first one that is wrong is unfolded. */
  const [chosenKey, setOpenKey] = useState<string | null>();
  const wrong = firstWrong(run);
  const openKey = chosenKey === undefined ? (wrong === undefined ? null : rowKey(wrong)) : chosenKey;
  const open = (key: string | null) => {
    setOpenKey(key);
    const row = rows.find((each) => rowKey(each) === key);
    if (row !== undefined) onShow(row);
  };
  const filter = useRef<HTMLInputElement>(null);
  useCommand("find", () => filter.current?.select());
  const count = (verdict: TestRow["verdict"]) => rows.filter((row) => row.verdict === verdict).length;
  const wanted = text.trim().toLowerCase();
  const kept = rows.filter(
    (row) =>
      (shown === "all" || row.verdict === shown) &&
      (wanted === "" || `${row.title} ${row.name} ${row.userLabel} ${row.because}`.toLowerCase().includes(wanted)),
  );
  const chips: readonly Shown[] = ["all", "wrong", "undecided", "as_expected"];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: F is a key for the controls inside
    <div
      onKeyDown={({ key, target, ctrlKey, metaKey, altKey }) => {
        if (key.toLowerCase() !== "f" || ctrlKey || metaKey || altKey || target instanceof HTMLInputElement) return;
        setShown(shown === "wrong" ? "all" : "wrong");
      }}
    >
      <TestsHeadline run={run} isChanged={isChanged} onRun={onRun} />
      <RunStrip rows={rows} selectedKey={openKey} keyOf={rowKey} onSelect={(row) => open(rowKey(row))} />
      <Tools end={<ToolsFilter label={testsLabels.filter} text={text} onText={setText} inputRef={filter} />}>
        <Chips label={testsLabels.verdicts}>
          {chips.map((each) => (
            <Chip key={each} isOn={shown === each} count={each === "all" ? rows.length : count(each)} onClick={() => setShown(each)}>
              {each === "all"
                ? testsLabels.all
                : { wrong: testsLabels.wrong, undecided: testsLabels.undecided, as_expected: testsLabels.asExpected }[each]}
            </Chip>
          ))}
        </Chips>
      </Tools>
      {run.summary?.files
        .filter(({ problems }) => problems.length > 0)
        .map((file) => (
          <p key={file.file} className={classes.unreadable}>
            <CircleAlert size={14} aria-hidden /> {problemText(file)}
            {file.problems.length > 1 && ` ${testsLabels.moreMistakes(file.problems.length - 1)}`}
          </p>
        ))}
      {rows.length > 0 && kept.length === 0 ? (
        <EmptyState title={testsLabels.noMatch}>
          <p>{wanted === "" ? testsLabels.noneWithResult : testsLabels.noneMatches(text.trim())}</p>
        </EmptyState>
      ) : (
        <TestList rows={kept} openKey={openKey} onOpen={open} onOpenWhy={onOpenWhy} onChanged={onRun} />
      )}
    </div>
  );
}

/** Says how the suites stand: how many tests are wrong, how many are as expected, and what could not be decided or read. */
function TestsHeadline({
  run: { rows, summary, running, problem, rules },
  isChanged,
  onRun,
}: Pick<Parameters<typeof Result>[0], "run" | "isChanged" | "onRun">) {
  // Rules of another time, and a draft, are what they were chosen to be.
  const hasNewRules = useHasNewRules(summary) && rules === null;
  const wrong = rows.filter(({ verdict }) => verdict === "wrong").length;
  const undecidedRows = rows.filter(({ verdict }) => verdict === "undecided");
  const unreadable = summary?.files.filter(({ problems }) => problems.length > 0).length ?? 0;
  const tone = wrong > 0 || unreadable > 0 ? "unreached" : undecidedRows.length > 0 ? "unknown" : undefined;
  const counts = { total: rows.length, wrong, undecided: undecidedRows.length };
  const undecided = undecidedRows[0];
  const because =
    problem ??
    (running !== null ? (
      <>
        {testsLabels.progress(running.done, running.total, running.wrong)}
        {running.continuesAtMs !== null && ` ${describePause(running.continuesAtMs)}.`}
        {summary !== null && ` ${testsLabels.earlierRun}`}{" "}
        <button type="button" className={classes.link} onClick={cancelTests}>
          {testsLabels.cancel}
        </button>
      </>
    ) : summary === null ? (
      testsLabels.notRunHint
    ) : isChanged || hasNewRules ? (
      <>
        {isChanged ? testsLabels.changed : testsLabels.rulesChanged}{" "}
        <button type="button" className={classes.link} onClick={onRun}>
          {testsLabels.runAgain}
        </button>
      </>
    ) : undecided !== undefined ? (
      testsLabels.undecidedBecause(undecidedRows.length, undecided.because)
    ) : unreadable > 0 ? (
      testsLabels.othersRan(unreadable)
    ) : wrong > 0 ? (
      testsLabels.wrongHint
    ) : (
      testsLabels.nothingToDo
    ));
  return (
    <Headline
      label={testsLabels.result}
      icon={
        summary === null ? undefined : wrong > 0 ? (
          <VerdictMark verdict="wrong" size={22} />
        ) : unreadable > 0 ? (
          <CircleAlert size={22} aria-hidden />
        ) : undecidedRows.length > 0 ? (
          <VerdictMark verdict="undecided" size={22} />
        ) : (
          <CheckCheck size={22} color="var(--gs-accent)" aria-hidden />
        )
      }
      lead={summary !== null ? resultLead(counts, unreadable) : running === null ? testsLabels.notRun : testsLabels.running}
      rest={summary === null ? undefined : resultRest(counts, unreadable)}
      because={because}
      meta={
        summary !== null && (
          <>
            <RunFacts {...{ summary, rules }} />
            <span>{summary.isLive ? testsLabels.requests(rows.length) : testsLabels.nothingSent}</span>
          </>
        )
      }
      mark={markOf({ isUnfinished: running !== null || summary === null, isStale: isChanged || hasNewRules, wrong, tone })}
      {...(tone !== undefined && { tone })}
      progress={
        running === null
          ? undefined
          : { done: running.done, total: running.total, text: testsLabels.progressText(running.done, running.total) }
      }
      announced={
        running !== null
          ? running.continuesAtMs === null
            ? testsLabels.runningTests
            : describePause(running.continuesAtMs)
          : (problem ?? (summary === null ? testsLabels.notRun : announcedResult(counts, unreadable)))
      }
    />
  );
}

/** The first test that is wrong, once the run has ended: rows that still arrive would move what is unfolded. */
function firstWrong({ rows, running }: Pick<TestsRun, "rows" | "running">): TestRow | undefined {
  return running === null ? rows.find(({ verdict }) => verdict === "wrong") : undefined;
}

function markOf({
  isUnfinished,
  isStale,
  wrong,
  tone,
}: {
  isUnfinished: boolean;
  isStale: boolean;
  wrong: number;
  tone: HeadlineTone | undefined;
}): HeadlineMark {
  if (isUnfinished) return "unfinished";
  if (isStale) return "stale";
  if (wrong > 0) return "failed";
  return tone === undefined ? "good" : "none";
}

/** True if a project has newer rules than those that the run used. */
function useHasNewRules(summary: SuiteRunSummary | null): boolean {
  const used = summary?.rules ?? [];
  const newest = useQueries({ queries: used.map(({ projectId }) => orpc.explain.definitions.queryOptions({ input: { projectId } })) });
  return used.some(({ snapshotId }, at) => {
    return summary !== null && hasNewerRules({ snapshotId, atMs: summary.atMs }, newest[at]?.data, Date.now());
  });
}

/** Reads the folder again when a file in it changes, while the screen is shown. */
function useFollowFolder(shownId: string): void {
  const queries = useQueryClient();
  useFollowed(
    shownId,
    (projectId, options) => client.suites.follow({ projectId }, options),
    () => ({
      take() {
        void queries.invalidateQueries({ queryKey: orpc.suites.key() });
      },
    }),
  );
}
