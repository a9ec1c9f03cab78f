import { Button, NativeSelect, NumberInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { FileQuestion, TriangleAlert } from "lucide-react";
import { useRef, useState } from "react";
import { currentLabels } from "#renderer/answer/current/current-labels.ts";
import { client, orpc } from "#renderer/host/client.ts";
import { AgreementNote, Headline } from "#renderer/parts/many/headline.tsx";
import { Chip, Chips, Tools, ToolsDivider, ToolsFilter, ToolsLabel } from "#renderer/parts/many/tools.tsx";
import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { projectNameOf, useKeyId, useProjectId, useSession } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import { TabList, TabPanel } from "#renderer/ui/tabs/tab-list.tsx";
import { type CohortState, type CohortView, type EntityShares, type LiveCheck, shownKindOf } from "#shared/domain/cohort/cohort.ts";
import { judgedSplits } from "#shared/domain/cohort/cohort-text.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import { rulesText } from "#shared/domain/explanation/rules-text.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import { formatDayAndTime, formatTimeOrDate } from "#shared/domain/text/format-time.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { tierText } from "#shared/domain/user/statsig-user.ts";
import { fieldLabel, isPrivatePath } from "#shared/domain/user/user-mapping.ts";
import classes from "../cohorts.module.css";
import { becauseAbout, becauseOf, cohortsLabels, leadAbout, leadOf, progressText } from "../cohorts-labels.ts";
import {
  attempt,
  continueCohort,
  followCohort,
  renewCohort,
  repeatCohort,
  type ShownCohort,
  selectEntity,
  showState,
  useResult,
} from "../cohorts-state.ts";
import { type NotCurrentReason, notCurrentReason } from "../not-current.ts";
import type { CurrentQuestion } from "../use-question.ts";
import { type ChosenPart, SharesTable } from "./shares-table.tsx";
import { UsersMatrix } from "./users-matrix.tsx";

/** The cohort from which a user is opened. */
export interface CohortOfUser {
  readonly cohortId: string;
  readonly projectId: string;
  readonly tier: string;
}

/** Opens a user and an entity in Why, with the rules of the cohort. */
export type OpenUser = (user: StatsigUser, kind: ExplainedKind, name: string, cohort: CohortOfUser) => Promise<void>;

/** The result of a cohort: the headline, the shares of every entity, and the users with their answers. */
export function Result({
  current,
  onSetUp,
  onCheck,
  onOpenUser,
}: {
  current: CurrentQuestion;
  onSetUp: () => void;
  onCheck: () => void;
  onOpenUser: OpenUser;
}) {
  const { result } = useResult();
  const projectId = useProjectId();
  const shownProjectId = result.is === "shown" ? result.state.question.projectId : projectId;
  const newest = useQuery(orpc.explain.definitions.queryOptions({ input: { projectId: shownProjectId } })).data;
  switch (result.is) {
    case "none":
      return (
        <EmptyState title={cohortsLabels.emptyTitle} actions={<Button onClick={onSetUp}>{cohortsLabels.setUpFirst}</Button>}>
          <p>{cohortsLabels.emptyText}</p>
        </EmptyState>
      );
    case "starting":
      return (
        <Headline
          label={cohortsLabels.result}
          mark="unfinished"
          lead={cohortsLabels.readingRules}
          because={cohortsLabels.evaluatedHere}
          announced={cohortsLabels.readingRules}
        />
      );
    case "refused":
      return (
        <Headline
          label={cohortsLabels.result}
          mark="none"
          tone="unsent"
          icon={<FileQuestion size={22} aria-hidden />}
          lead={cohortsLabels.nothingChecked}
          because={result.problem}
          actions={
            <Button variant="default" onClick={onSetUp}>
              {cohortsLabels.setup}
            </Button>
          }
          announced={`${cohortsLabels.nothingChecked}. ${result.problem}`}
        />
      );
    case "shown": {
      const question = current.is === "ready" ? current.question : null;
      const reason = notCurrentReason(result.state, result.question, { projectId, question, newest, nowMs: Date.now() });
      return (
        <Shown
          key={result.state.cohortId}
          state={result.state}
          reason={reason}
          onCheck={checkAgainOf(result, reason) ?? onCheck}
          onSetUp={onSetUp}
          onOpenUser={onOpenUser}
        />
      );
    }
  }
}

/** What checks a cohort again of which the set-up does not say what it asks: a stored or renewed one. Null for one that the set-up asks. */
function checkAgainOf({ state, question }: ShownCohort, reason: NotCurrentReason): (() => void) | null {
  if (question !== null) return null;
  if (reason === "new_rules") return () => void renewCohort(state);
  return reason === null && state.question.source.kind === "stored" ? () => void repeatCohort(state) : null;
}

function Shown({
  state,
  reason,
  onCheck,
  onSetUp,
  onOpenUser,
}: {
  state: CohortState;
  reason: NotCurrentReason;
  onCheck: () => void;
  onSetUp: () => void;
  onOpenUser: OpenUser;
}) {
  const [groupBy, setGroupBy] = useState<string | null>(null);
  const [filter, setFilter] = useState("");
  const [chosen, setChosen] = useState<ChosenPart | null>(null);
  const entity = useResult((shown) => shown.entity);
  const at = state.shares.findIndex(({ kind, name }) => kind === entity?.kind && name === entity.name);
  const selected = at === -1 ? null : at;
  const select = (index: number | null) => selectEntity(index === null ? null : (state.shares[index] ?? null));
  const [sort, setSort] = useState<CohortView["sort"]>(null);
  const filterInput = useRef<HTMLInputElement>(null);
  useCommand("find", () => filterInput.current?.select());
  const isRunning = state.phase === "running";
  // The users of a run that failed are not kept.
  const hasUsers = state.phase !== "failed";
  const isLow = useMediaQuery("(max-height: 43.75em)", false, { getInitialValueInEffect: false });
  const [part, setPart] = useState<"shares" | "users">("shares");
  const about = state.shares[selected ?? (state.shares.length === 1 ? 0 : -1)] ?? null;
  const outcome = chosen === null ? null : { entity: chosen.entity, codes: [...chosen.codes] };
  const view: CohortView = { filter: filter.trim(), outcome, group: null, sort: isRunning ? null : sort };
  const open = async (row: number, entity: number) => {
    const share = state.shares[entity];
    if (share === undefined) return;
    const { user } = await client.cohorts.user({ cohortId: state.cohortId, row });
    await onOpenUser(user, shownKindOf(share), share.name, {
      cohortId: state.cohortId,
      projectId: state.question.projectId,
      tier: state.question.tier,
    });
  };
  const sharesTable = (
    <SharesTable
      shares={state.shares}
      selected={selected}
      onSelect={select}
      onChoose={(chosenPart) => {
        setChosen(chosenPart);
        select(chosenPart.entity);
        setPart("users");
      }}
    />
  );
  const moreFields = fieldsBeyondColumns(state);
  const usersTable = (
    <>
      <Tools end={<ToolsFilter label={cohortsLabels.filterUsers} text={filter} onText={setFilter} inputRef={filterInput} />}>
        <b>{cohortsLabels.users}</b>
        <NativeSelect
          size="xs"
          aria-label={cohortsLabels.groupBy}
          disabled={isRunning}
          value={groupBy ?? ""}
          data={[
            { value: "", label: cohortsLabels.noGroups },
            ...state.columns
              .filter(({ values }) => values !== null && values > 0)
              .map(({ path }) => ({ value: path, label: cohortsLabels.by(fieldLabel(path)) })),
            ...(moreFields > 0 ? [{ value: "more", label: cohortsLabels.moreFields(moreFields), disabled: true }] : []),
          ]}
          onChange={(event) => setGroupBy(event.currentTarget.value === "" ? null : event.currentTarget.value)}
        />
        <ToolsDivider />
        <Chips label={cohortsLabels.filterUsers}>
          <Chip isOn={chosen === null} count={state.users} onClick={() => setChosen(null)}>
            {cohortsLabels.everyone}
          </Chip>
          {chosen !== null && (
            <Chip isOn count={countOf(state, chosen)} onClick={() => setChosen(null)}>
              {chosen.word}
            </Chip>
          )}
        </Chips>
        {isRunning ? (
          <ToolsLabel>{cohortsLabels.groupsFollow}</ToolsLabel>
        ) : (
          groupBy !== null && <ToolsLabel>{cohortsLabels.groupShare}</ToolsLabel>
        )}
      </Tools>
      <UsersMatrix
        state={state}
        view={view}
        groupBy={groupBy}
        selectedEntity={selected}
        onSort={(by) =>
          setSort((before) =>
            before !== null && JSON.stringify(before.by) === JSON.stringify(by)
              ? before.isDescending
                ? null
                : { by, isDescending: true }
              : { by, isDescending: false },
          )
        }
        onOpen={(row, entity) => void attempt(() => open(row, entity))}
      />
    </>
  );
  return (
    <>
      <ResultHeadline state={state} about={about} reason={reason} onCheck={onCheck} onSetUp={onSetUp} />
      {state.live !== null && <LiveDifferences live={state.live} state={state} onOpenUser={onOpenUser} />}
      {state.users > 0 && (
        <div className={classes.tables} data-not-current={reason !== null || undefined}>
          {!hasUsers ? (
            sharesTable
          ) : isLow ? (
            <>
              <div className={classes.parts}>
                <TabList
                  id="cohort-parts"
                  label={cohortsLabels.sharesOrUsers}
                  value={part}
                  onChange={setPart}
                  tabs={[
                    { value: "shares", label: cohortsLabels.shares, note: formatNumber(state.shares.length) },
                    { value: "users", label: cohortsLabels.users, note: formatNumber(state.users) },
                  ]}
                />
              </div>
              <TabPanel id="cohort-parts" value={part} className={classes.part ?? ""}>
                {part === "shares" ? sharesTable : usersTable}
              </TabPanel>
            </>
          ) : (
            <>
              {sharesTable}
              {usersTable}
            </>
          )}
        </div>
      )}
    </>
  );
}

function countOf({ shares }: CohortState, { entity, codes }: ChosenPart): number {
  return codes.reduce((sum, code) => sum + (shares[entity]?.outcomes[code]?.users ?? 0), 0);
}

function ResultHeadline({
  state,
  about,
  reason,
  onCheck,
  onSetUp,
}: {
  state: CohortState;
  /** The entity that the sentence is about; null for all. */
  about: EntityShares | null;
  reason: NotCurrentReason;
  onCheck: () => void;
  onSetUp: () => void;
}) {
  const { phase, users, shares, question, live, rulesOfMs, rulesReadAtMs, rulesFileName } = state;
  const { off } = judgedSplits(about === null ? shares : [about]);
  const isRunning = phase === "running";
  const isAboutOne = about !== null && phase === "done";
  const facts = becauseOf(isAboutOne ? { ...state, shares: [] } : state);
  const reasons = isAboutOne ? [becauseAbout(about), facts].join(" ").trim() : facts;
  const projectThen = useSession((session) => projectNameOf(session, question.projectId));
  const projectNow = useSession((session) => projectNameOf(session, session.projectId));
  const isOfOtherProject = reason === "other_project";
  const isCurrent = reason === null || (isRunning && !isOfOtherProject);
  const notCurrent = {
    other_project: cohortsLabels.otherProject(projectThen, projectNow),
    edited: cohortsLabels.edited,
    new_rules: cohortsLabels.rulesChanged,
  };
  const because = isCurrent || reason === null ? reasons : `${notCurrent[reason]} ${reasons}`;
  const lead = isAboutOne ? leadAbout(about, users) : leadOf(state);
  return (
    <Headline
      label={cohortsLabels.result}
      mark={phase === "failed" ? "none" : phase !== "done" ? "unfinished" : isCurrent ? "checked" : "stale"}
      {...(phase === "failed" ? { tone: "unsent" as const } : {})}
      icon={
        phase === "failed" ? (
          <FileQuestion size={22} aria-hidden />
        ) : off.length > 0 && phase === "done" ? (
          <TriangleAlert size={22} color="var(--gs-unknown)" aria-hidden />
        ) : undefined
      }
      lead={lead}
      rest={
        phase === "failed" ? undefined : (
          <>
            {isAboutOne ? (
              <>
                <code>{about.name}</code>
                {cohortsLabels.inTier}
              </>
            ) : (
              <>
                {!isRunning && <b>{formatCount(users, "user")}</b>}
                {cohortsLabels.entitiesIn(shares.length)}
              </>
            )}
            <b>{tierText(question.tier)}</b>
            {isOfOtherProject && (
              <>
                {cohortsLabels.ofProject}
                <b>{projectThen}</b>
              </>
            )}
          </>
        )
      }
      because={because}
      meta={
        <>
          <ProvenanceMark provenance={{ kind: "explained_here", ofMs: null }} />
          {question.draft !== undefined && <b>{cohortsLabels.onDraft(question.draft.name)}</b>}
          <span title={rulesOfMs === null ? undefined : cohortsLabels.lastChanged(formatDayAndTime(rulesOfMs, Date.now()))}>
            {rulesText({ time: formatTimeOrDate(rulesReadAtMs, Date.now()), fileName: rulesFileName })}
          </span>
          {isRunning ? (
            <span>{progressText(state)}</span>
          ) : (
            <span>{cohortsLabels.answersIn(users * shares.length, Math.round(state.elapsedMs / 10) / 100)}</span>
          )}
          {live !== null && <LiveNote live={live} />}
          <code>{state.sourceText}</code>
          <span>{cohortsLabels.nothingLogged}</span>
        </>
      }
      actions={
        phase === "cancelled" ? (
          <>
            <Button variant="default" onClick={() => void attempt(() => continueCohort(state.cohortId))}>
              {cohortsLabels.continue}
            </Button>
            <Button variant="default" onClick={onCheck}>
              {cohortsLabels.startOver}
            </Button>
          </>
        ) : phase === "failed" ? (
          <Button variant="default" onClick={onSetUp}>
            {cohortsLabels.setup}
          </Button>
        ) : !isCurrent && !isRunning ? (
          <Button variant="default" onClick={onCheck}>
            {isOfOtherProject ? currentLabels.checkIn(cohortsLabels.checkVerb, projectNow) : cohortsLabels.checkAgain}
          </Button>
        ) : phase === "done" && question.draft === undefined ? (
          <LiveControls state={state} />
        ) : undefined
      }
      progress={isRunning ? { done: Math.round(state.progress * 1_000), total: 1_000, text: progressText(state) } : undefined}
      announced={isRunning ? progressText(state) : `${lead}. ${because}${announcedLive(live)}`}
    />
  );
}

/** How many of the users that had an answer agree, and how many had none. */
function LiveNote({ live: { agreeing, checked, unanswered } }: { live: LiveCheck }) {
  const answered = checked - unanswered;
  return (
    <>
      {answered > 0 && <AgreementNote agreeing={agreeing} checked={answered} text={cohortsLabels.liveAgree(agreeing, answered)} />}
      {unanswered > 0 && <b>{cohortsLabels.liveUnansweredShort(unanswered)}</b>}
    </>
  );
}

/** How many fields a file has besides the columns that the table of users keeps. */
function fieldsBeyondColumns({ question: { source }, columns }: CohortState): number {
  if (source.kind !== "file" || source.mapping === null) return 0;
  const fields = new Set(source.mapping.flatMap(({ to }) => (to === null || isPrivatePath(to) ? [] : [to])));
  for (const { path } of columns) fields.delete(path);
  return fields.size;
}

/** What is said of a sample below its result: that it ended or was cancelled, and whose answers did not come. */
function liveSentence({ phase, checked, size, problem, unanswered, unansweredBecause }: LiveCheck): string {
  return [
    ...(problem === null ? [] : [cohortsLabels.liveEnded(checked, problem)]),
    ...(phase === "cancelled" ? [cohortsLabels.liveCancelled(checked, size)] : []),
    ...(unanswered > 0 ? [cohortsLabels.liveUnanswered(unanswered, problem === null ? (unansweredBecause ?? "") : "")] : []),
  ].join(" ");
}

/** What is announced of a sample once it has ended. */
function announcedLive(live: LiveCheck | null): string {
  if (live === null || live.phase === "running" || live.phase === "waiting") return "";
  const answered = live.checked - live.unanswered;
  const agree = answered > 0 ? ` ${cohortsLabels.liveAgree(live.agreeing, answered)}.` : "";
  return `${agree} ${liveSentence(live)}`.trimEnd();
}

/** Checks a sample live, on request: it is the only thing here that sends anything. */
function LiveControls({ state }: { state: CohortState }) {
  const { live, cohortId, users } = state;
  const [size, setSize] = useState(Math.min(200, users));
  const keyId = useKeyId();
  const isRunning = live?.phase === "running" || live?.phase === "waiting";
  const cancel = () => void attempt(() => client.cohorts.cancelLive({ cohortId }));
  useCommand("cancel", cancel, { enabled: isRunning, label: cohortsLabels.cancelLive, isOnTop: true });
  if (isRunning)
    return (
      <>
        <span className="second">
          {cohortsLabels.liveProgress(live.checked, live.size)}
          {live.continuesAtMs !== null && cohortsLabels.liveContinues(live.continuesAtMs)}
        </span>
        <Button variant="default" rightSection={<Chord chord="Escape" />} onClick={cancel}>
          {cohortsLabels.cancel}
        </Button>
      </>
    );
  const start = async () => {
    showState(await client.cohorts.checkLive({ cohortId, keyId, size }));
    const { result } = useResult.getState();
    void followCohort(cohortId, result.is === "shown" ? result.question : null);
  };
  const gates = state.shares.some(({ kind }) => kind === "gate") ? 1 : 0;
  const requests = size * (gates + state.shares.filter(({ kind }) => kind !== "gate").length);
  return (
    <div className={classes.live}>
      <label htmlFor="live-size">{cohortsLabels.liveSize}</label>
      <NumberInput
        id="live-size"
        w="5.5rem"
        min={1}
        max={Math.min(10_000, users)}
        allowDecimal={false}
        value={size}
        onChange={(value) => setSize(Math.min(users, Math.max(1, Number(value) || 1)))}
      />
      <Button variant="default" onClick={() => void attempt(start)} title={cohortsLabels.liveRequests(requests)}>
        {cohortsLabels.checkLive}
      </Button>
    </div>
  );
}

function LiveDifferences({ live, state, onOpenUser }: { live: LiveCheck; state: CohortState; onOpenUser: OpenUser }) {
  const sentence = liveSentence(live);
  const problem = sentence !== "" && <p className={classes.problem}>{sentence}</p>;
  if (live.differences.length === 0) return problem;
  const differences = (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.differences} aria-label={cohortsLabels.liveDiffers} tabIndex={0}>
      <ul>
        {live.differences.map((difference) => (
          <li key={`${difference.row} ${difference.name}`}>
            <button
              type="button"
              className="link"
              onClick={() =>
                void attempt(async () => {
                  const { user } = await client.cohorts.user({ cohortId: state.cohortId, row: difference.row });
                  await onOpenUser(user, difference.kind, difference.name, {
                    cohortId: state.cohortId,
                    projectId: state.question.projectId,
                    tier: state.question.tier,
                  });
                })
              }
            >
              {difference.userLabel}
            </button>{" "}
            <code>{difference.name}</code>
            {cohortsLabels.liveDifference(difference.here, difference.live, difference.cause)}
          </li>
        ))}
      </ul>
    </section>
  );
  return (
    <>
      {problem}
      {differences}
    </>
  );
}
