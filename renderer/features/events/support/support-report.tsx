import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, useMemo, useRef } from "react";
import { caseOfAnswers } from "#renderer/answer/case/case-content.ts";
import { SaveAsCase } from "#renderer/answer/case/save-as-case-part.ts";
import { NotCurrent } from "#renderer/answer/current/not-current-part.ts";
import type { Outdated } from "#renderer/answer/current/outdated.ts";
import { RulesChanged } from "#renderer/answer/current/rules-changed.tsx";
import { consoleLabels } from "#renderer/answer/explain/console-labels.ts";
import { type ConsoleOverridesState, useConsoleOverrides } from "#renderer/answer/explain/console-overrides.queries.ts";
import { useReasons } from "#renderer/answer/explain/explain.queries.ts";
import { ForgetUserButton } from "#renderer/answer/forget/forget-user-button.tsx";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { runCommand, useCommand } from "#renderer/session/commands.ts";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { SearchField } from "#renderer/ui/search-field.tsx";
import { Segments } from "#renderer/ui/segments.tsx";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { ExposurePreview } from "#shared/domain/events/exposure-preview.ts";
import { answeredText } from "#shared/domain/events/exposure-preview-text.ts";
import { versionBefore, versionLabel } from "#shared/domain/explanation/kept-versions.ts";
import { listedOnce } from "#shared/domain/explanation/user-override.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { eventsLabels } from "../events-labels.ts";
import { copiedReport } from "./copied-text.ts";
import { AnswerLine, LineChoice, TextLine, WrittenLine } from "./line-views.tsx";
import classes from "./support.module.css";
import { useChangesSince, useOverrides } from "./support.queries.ts";
import { supportLabels } from "./support-labels.ts";
import { caseParts, filteredLines, linesToSave, type SupportLine, type SupportPart, supportLines, supportParts } from "./support-lines.ts";
import { byKind } from "./support-names.ts";
import { setSupport, useSupport } from "./support-view.ts";

const none = { rows: [], editTimes: [] } as const;

/** One person in one view: what changed, overrides, what was sent, and every answer; filtered, and each line for the case and the reply. */
export function SupportReport({
  preview: received,
  request,
  status,
  outdated,
  onOpenExchange,
}: {
  preview: ExposurePreview;
  request: EvaluationRequest;
  /** How a check that runs, or that failed, is going. */
  status: ReactNode;
  /** Set if the report is not about the current user, tier, project or key. */
  outdated: Outdated | null;
  onOpenExchange: (exchangeId: string) => void;
}) {
  const answers = useReasons(
    useMemo(() => received.rows.map(({ answer }) => answer), [received]),
    request,
  );
  const preview = useMemo(
    () => ({ ...received, rows: received.rows.map((row, at) => ({ ...row, answer: answers[at] ?? row.answer })) }),
    [received, answers],
  );
  const { filter, part, lines: chosen, sinceId } = useSupport();
  const definitions = useQuery(orpc.explain.definitions.queryOptions({ input: { projectId: request.projectId } })).data;
  const hasRules = definitions === undefined || definitions.snapshotId !== null;
  const versions = definitions?.snapshots.filter(({ id }) => id !== definitions.snapshotId) ?? [];
  const since = versions.find(({ id }) => id === sinceId)?.id ?? versionBefore(definitions);
  const changes = useChangesSince(request, since, definitions?.snapshotId ?? null);
  const overrides = useOverrides(request);
  const inConsole = useConsoleOverrides({ ...request, snapshotId: null });
  const all = supportLines({
    preview,
    changes: changes.data ?? none,
    overrides: listedOnce(overrides.data ?? [], inConsole.data?.overrides ?? []),
  });
  const shown = filteredLines(all, { text: filter, part });
  const saved = caseParts(linesToSave(shown, chosen), all);
  const chosenCount = shown.filter(({ id }) => chosen.has(id)).length;
  const { userLabel, tier, atMs, problem, rows, writtenCount } = preview;
  const isFiltered = filter.trim() !== "" || part !== null;
  const of = (which: SupportPart) => shown.filter((line) => line.part === which);
  /** A part without a line is shown while nothing is filtered: that there is none is an answer, too. */
  const isShown = (which: SupportPart) => of(which).length > 0 || !isFiltered || (part === which && filter.trim() === "");
  const isOld = outdated !== null || undefined;
  return (
    <section className={classes.report} aria-label={eventsLabels.exposuresOf(userLabel)}>
      <div className={classes.head}>
        <div className={classes.about}>
          <h2 data-not-current={isOld}>{supportLabels.title(answeredText(rows), userLabel, tier)}</h2>
          <div className={classes.under}>
            <p className={classes.note} data-is-covered={status !== null || undefined}>
              {formatTimeOfDay(atMs)}; nothing was logged. {secondarySentence(preview)}
              {problem !== null && ` ${problem}`} {!isOld && <RulesChanged projectId={request.projectId} atMs={atMs} />}
            </p>
            {status}
          </div>
          {outdated !== null && <NotCurrent then={request} {...outdated} answer={null} />}
        </div>
        {outdated === null && (
          <SaveAsCase
            isLabelled
            startsWithReply
            isDisabled={saved.answers.length === 0}
            content={() => caseOfAnswers(saved.answers, request, { facts: saved.facts })}
          />
        )}
        <CopyButton text={() => copiedReport(preview, request)} what={supportLabels.report} label={supportLabels.copyReport} />
        <ForgetUserButton user={request.user} />
      </div>
      <FilterBar counts={Object.fromEntries(supportParts.map((each) => [each, filteredLines(all, { text: filter, part: each }).length]))} />
      <p className={classes.chosen} aria-live="polite">
        {shown.length === 0
          ? all.length === 0
            ? supportLabels.noneAtAll
            : supportLabels.noLines
          : supportLabels.chosen(chosenCount, shown.length)}
        {shown.length > 0 && saved.answers.length === 0 && `. ${supportLabels.noAnswer}`}{" "}
        {chosenCount > 0 && (
          <button type="button" className="link" onClick={() => setSupport({ lines: new Set() })}>
            {supportLabels.clearChosen}
          </button>
        )}
        {shown.length === 0 && all.length > 0 && (
          <button type="button" className="link" onClick={() => setSupport({ filter: "", part: null })}>
            {supportLabels.showAll}
          </button>
        )}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.lines} aria-label={supportLabels.linesOf(userLabel)} tabIndex={0}>
        {isShown("changes") && (
          <Part
            title={supportLabels.changesTitle}
            control={
              versions.length > 0 && (
                <NativeSelect
                  aria-label={supportLabels.since}
                  value={since ?? ""}
                  data={[
                    ...(since === null ? [{ value: "", label: supportLabels.chooseSince }] : []),
                    ...versions.map((version) => ({ value: version.id, label: versionLabel(version, Date.now()) })),
                  ]}
                  onChange={(event) => setSupport({ sinceId: event.currentTarget.value })}
                />
              )
            }
            note={changesNote({
              hasRules,
              hasVersions: versions.length > 0,
              isComparing: changes.isFetching,
              error: changes.error,
              changes: changes.data,
              count: of("changes").length,
            })}
          >
            <TextLines lines={of("changes")} isOld={isOld} />
          </Part>
        )}
        {isShown("overrides") && (
          <Part
            title={supportLabels.overridesTitle}
            note={
              overrides.error !== null
                ? sentenceOf(overrides.error)
                : overrides.data === undefined
                  ? supportLabels.comparing
                  : overrides.data.length > 0
                    ? supportLabels.inRules
                    : hasRules
                      ? supportLabels.noOverrides
                      : supportLabels.noRules
            }
          >
            <TextLines lines={of("overrides").filter((line) => !isOfConsole(line))} isOld={isOld} />
            <ConsoleRead state={inConsole} />
            <TextLines lines={of("overrides").filter(isOfConsole)} isOld={isOld} />
          </Part>
        )}
        {isShown("written") && (
          <Part title={supportLabels.writtenTitle} note={writtenCount === 0 ? supportLabels.nothingSent : formatCount(writtenCount, "row")}>
            {of("written").length > 0 && (
              <ol className={classes.written} aria-label="Sent for this user">
                {of("written").map((line) => (
                  <li key={line.id}>
                    {line.part === "written" && <WrittenLine row={line.row} line={line} onOpenExchange={onOpenExchange} />}
                  </li>
                ))}
              </ol>
            )}
          </Part>
        )}
        {byKind(of("answers").flatMap((line) => (line.part === "answers" ? [{ line, row: line.row, kind: line.row.kind }] : []))).map(
          ({ title, rows: ofKind }) => (
            <section key={title} data-not-current={isOld}>
              <h3 className={classes.h}>
                {title} <span>{ofKind.length}, and what a logged check would write</span>
              </h3>
              <ul className={classes.rows}>
                {ofKind.map(({ line, row }) => (
                  <li key={row.name}>
                    <AnswerLine row={row} userLabel={userLabel} tier={tier} user={request.user} choice={<LineChoice line={line} />} />
                  </li>
                ))}
              </ul>
            </section>
          ),
        )}
      </section>
    </section>
  );
}

function isOfConsole(line: SupportLine): boolean {
  return line.part === "overrides" && line.override.source === "console";
}

/** What was asked of the console about overrides, when, and what could not be read. Nothing without a console key. */
function ConsoleRead({ state: { data, problem, isReading, again } }: { state: ConsoleOverridesState }) {
  const remarks = [...(problem === null ? [] : [problem]), ...(data?.notes ?? [])];
  if ((data === null || !data.hasKey) && remarks.length === 0) return null;
  const readAtMs = data?.readAtMs ?? null;
  const time = readAtMs === null ? "" : formatTimeOfDay(readAtMs);
  const retry = data === null || data.retryAtMs === null ? [] : [consoleLabels.againFrom(formatTimeOfDay(data.retryAtMs))];
  return (
    <p className={`${classes.note} ${classes.aside}`}>
      {readAtMs !== null &&
        (data?.overrides.length === 0 ? consoleLabels.noneInConsole(data.idTypes, time) : consoleLabels.inConsole(time))}{" "}
      {[...remarks, ...retry].join(" ")}{" "}
      {data?.hasKey && (
        <button type="button" className="link" disabled={isReading} onClick={again}>
          {consoleLabels.readAgain}
        </button>
      )}
    </p>
  );
}

/** The words and the part by which the lines are filtered. Enter opens the reply and the case of what is shown. */
function FilterBar({ counts }: { counts: Readonly<Record<string, number>> }) {
  const { filter, part } = useSupport();
  const input = useRef<HTMLInputElement>(null);
  useCommand("find", () => input.current?.focus());
  const openWithEnter = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.target !== input.current) return;
    event.preventDefault();
    runCommand("saveCase");
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter in the field of the bar
    <div className={classes.filter} data-support-filter onKeyDown={openWithEnter}>
      <div className={classes.search}>
        <SearchField
          label={supportLabels.filter}
          placeholder={supportLabels.filterHint}
          text={filter}
          onText={(text) => setSupport({ filter: text })}
          inputRef={input}
        />
      </div>
      <Segments
        label={supportLabels.parts}
        value={part ?? "all"}
        onChange={(chosen) => setSupport({ part: chosen === "all" ? null : chosen })}
        choices={[
          { value: "all" as const, label: supportLabels.all },
          ...supportParts.map((each) => ({ value: each, label: `${supportLabels.partNames[each]} ${counts[each]}` })),
        ]}
      />
    </div>
  );
}

function Part({ title, control = null, note, children }: { title: string; control?: ReactNode; note: string; children: ReactNode }) {
  return (
    <section>
      <h3 className={classes.h}>
        {title} {control} <span>{note}</span>
      </h3>
      {children}
    </section>
  );
}

function TextLines({ lines, isOld }: { lines: readonly SupportLine[]; isOld: true | undefined }) {
  return (
    <ul className={classes.rows} data-not-current={isOld}>
      {lines.map((line) => (
        <li key={line.id}>
          <TextLine line={line} />
        </li>
      ))}
    </ul>
  );
}

function changesNote({
  hasRules,
  hasVersions,
  isComparing,
  error,
  changes,
  count,
}: {
  hasRules: boolean;
  hasVersions: boolean;
  isComparing: boolean;
  error: unknown;
  changes: { readonly problem: string | null } | undefined;
  count: number;
}): string {
  if (!hasRules) return supportLabels.noRules;
  if (!hasVersions) return supportLabels.noVersions;
  if (isComparing) return supportLabels.comparing;
  if (error !== null) return sentenceOf(error);
  if (changes === undefined) return "";
  return changes.problem ?? (count === 0 ? supportLabels.noChanges : formatCount(count, "answer"));
}

function secondarySentence({ method, rows }: ExposurePreview): string {
  if (method === "initialize") return "Secondary exposures are from the initialize response.";
  return rows.some(({ secondary }) => secondary !== null)
    ? "Secondary exposures are from the rules of the project."
    : "Secondary exposures are known only with a client key or with the rules of the project.";
}
