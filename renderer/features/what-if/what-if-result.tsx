import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Headline } from "#renderer/parts/many/headline.tsx";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import type { RulesUsed } from "#shared/domain/comparison/compare-request.ts";
import type { WhatIfRequest, WhatIfSummary } from "#shared/domain/comparison/what-if.ts";
import { rulesText } from "#shared/domain/explanation/rules-text.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { formatDayAndTime, formatTimeOrDate } from "#shared/domain/text/format-time.ts";
import { ChangeFlow } from "./change-flow.tsx";
import { ChangeList } from "./change-list.tsx";
import { ChangesByUser } from "./changes-by-user.tsx";
import { EntityChanges } from "./entity-changes.tsx";
import type { WhatIfResult } from "./shown-result.ts";
import { changeKey } from "./two-dates.tsx";
import classes from "./what-if.module.css";
import { changeBecause, changeLead, shortName, versionsBecause, whatIfLabels } from "./what-if-labels.ts";
import { cancelCount, countChanges } from "./what-if-state.ts";

type CountedSummary = Extract<WhatIfSummary, { is: "counted" }>;

/** Who changes: a headline, the flow of the edited entity, what changes with it, and the users. `focus` is the entity that is edited, if one is. */
export function WhatIfResultView({
  result,
  focus,
  isDates,
  isEdited,
  edit,
  versions,
}: {
  result: WhatIfResult;
  focus: string | null;
  isDates: boolean;
  isEdited: boolean;
  /** The edit between two versions that is shown; null for all. */
  edit: string | null;
  /** How many versions of the rules are stored; null while that is not known. */
  versions: number | null;
}) {
  const isNarrow = useMediaQuery("(max-width: 1100px)", false, { getInitialValueInEffect: false });
  const summary = result.is === "done" ? result.summary : result.is === "running" ? result.previous : null;
  const shown = summary?.is === "counted" ? summary : null;
  const flow =
    shown?.entities.find(({ name }) => name === focus) ?? shown?.entities.find(({ changed }) => changed > 0) ?? shown?.entities[0];
  const also = shown?.entities.filter((entity) => entity !== flow && entity.changed > 0) ?? [];
  const heads = { before: whatIfLabels.now, after: whatIfLabels.withEdit };
  return (
    <div className={classes.right}>
      <ResultHeadline result={result} isDates={isDates} isEdited={isEdited} isAlone={versions !== null && versions < 2} />
      {shown !== null && isDates && <VersionChanges shown={shown} edit={edit} isNarrow={isNarrow} />}
      {shown !== null && !isDates && isEdited && (
        <>
          {flow !== undefined && (
            <div className={classes.flows}>
              <ChangeFlow moves={flow} heads={heads} />
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
              <section className={classes.also} aria-label={whatIfLabels.alsoChanges} tabIndex={0}>
                <h2>{also.length === 0 ? whatIfLabels.nothingElse : whatIfLabels.alsoChanges}</h2>
                <ul>
                  {also.map(({ kind, name, changed }) => (
                    <li key={`${kind} ${name}`}>
                      <span className={`ell ${classes.data}`}>{name}</span>
                      <b>{formatNumber(changed)}</b>
                    </li>
                  ))}
                </ul>
                <p className="third">{whatIfLabels.othersStay(shown.others)}</p>
              </section>
            </div>
          )}
          <ChangeList rows={shown.rows} changed={shown.changed} focus={focus} heads={heads} isNarrow={isNarrow} />
        </>
      )}
    </div>
  );
}

/** What changes between two versions: the entities, and the users, most changes first; with all edits, or with one alone. */
function VersionChanges({ shown, edit, isNarrow }: { shown: CountedSummary; edit: string | null; isNarrow: boolean }) {
  const chosen = shown.changes.find((change) => changeKey(change) === edit);
  if (chosen !== undefined && chosen.alone === null) return <p className={classes.empty}>{whatIfLabels.notCountedAlone}.</p>;
  const { changed, entities: all, rows } = chosen?.alone ?? shown;
  if (changed === 0)
    return <p className={classes.empty}>{chosen === undefined ? whatIfLabels.nobodyChanges : whatIfLabels.nobodyChangesAlone}</p>;
  const entities = all.filter((entity) => entity.changed > 0).toSorted((a, b) => b.changed - a.changed);
  return (
    <>
      <EntityChanges
        entities={entities}
        others={shown.others + shown.entities.length - entities.length}
        editName={chosen?.name ?? null}
        isNarrow={isNarrow}
      />
      <ChangesByUser key={edit} rows={rows} changed={changed} />
    </>
  );
}

function ResultHeadline({
  result,
  isDates,
  isEdited,
  isAlone,
}: {
  result: WhatIfResult;
  isDates: boolean;
  isEdited: boolean;
  /** Whether there is no second version to compare with. */
  isAlone: boolean;
}) {
  const copy = isDates ? null : (
    <span className={classes.copy}>
      <i aria-hidden="true" />
      {whatIfLabels.onCopy}
    </span>
  );
  const mark = isDates ? "checked" : "copy";
  if ((!isDates && !isEdited) || result.is === "none")
    return isDates ? (
      <Headline
        label={whatIfLabels.title}
        lead={isAlone ? whatIfLabels.nothingToCompare : whatIfLabels.chooseTwo}
        because={isAlone ? whatIfLabels.onlyOneVersion : whatIfLabels.chooseTwoHint}
        mark="unfinished"
        announced={isAlone ? whatIfLabels.nothingToCompare : whatIfLabels.chooseTwo}
      />
    ) : (
      <Headline
        label={whatIfLabels.title}
        lead={whatIfLabels.nothingEdited}
        because={whatIfLabels.nothingEditedHint}
        mark="copy"
        meta={
          <>
            {copy}
            <span>{whatIfLabels.notWritten}</span>
          </>
        }
        announced={whatIfLabels.nothingEdited}
      />
    );
  if (result.is === "running") {
    const { progress } = result;
    const done = progress?.done ?? 0;
    const text = progress?.total == null ? whatIfLabels.readingRules : whatIfLabels.counted(done, progress.total);
    return (
      <Headline
        label={whatIfLabels.title}
        lead={whatIfLabels.counting}
        because={text}
        mark="unfinished"
        progress={{ done, total: progress?.total ?? 1, text }}
        actions={
          <Button variant="default" rightSection={<Chord chord="Escape" />} onClick={cancelCount}>
            {whatIfLabels.cancel}
          </Button>
        }
        announced={text}
      />
    );
  }
  if (result.is === "cancelled")
    return (
      <Headline
        label={whatIfLabels.title}
        lead={whatIfLabels.cancelled}
        because={whatIfLabels.cancelledHint}
        mark="unfinished"
        actions={<CountButton request={result.request} />}
        announced={whatIfLabels.cancelled}
      />
    );
  if (result.is === "failed")
    return (
      <Headline
        label={whatIfLabels.title}
        lead={whatIfLabels.failed}
        because={result.problem}
        mark="none"
        tone="refused"
        actions={<CountButton request={result.request} />}
        announced={result.problem}
      />
    );
  return <SettledHeadline summary={result.summary} copy={copy} mark={mark} isDates={isDates} />;
}

function SettledHeadline({
  summary,
  copy,
  mark,
  isDates,
}: {
  summary: WhatIfSummary;
  copy: ReactNode;
  mark: "checked" | "copy";
  isDates: boolean;
}) {
  switch (summary.is) {
    case "counted": {
      const lead = changeLead(summary);
      const because = isDates ? versionsBecause(summary) : changeBecause(summary);
      const [edited] = summary.entities.filter(({ isEdited }) => isEdited);
      const [move] = edited?.moves ?? [];
      return (
        <Headline
          label={whatIfLabels.title}
          lead={lead}
          rest={
            isDates
              ? sinceText(summary)
              : move !== undefined && edited?.moves.length === 1 && edited.changed === summary.changed
                ? whatIfLabels.fromTo(shortName(move.from), shortName(move.to))
                : undefined
          }
          because={because}
          mark={mark}
          meta={
            <>
              {copy}
              <RulesOf rules={summary.older} />
              {isDates && (
                <>
                  <span aria-hidden="true">→</span>
                  <RulesOf rules={summary.newer} />
                </>
              )}
              <span>{formatDuration(summary.elapsedMs)}</span>
              <span className={classes.optional}>{whatIfLabels.notWritten}</span>
              {summary.newer.problem !== null && <span>{summary.newer.problem}</span>}
            </>
          }
          announced={`${lead}. ${because}`}
        />
      );
    }
    case "does_not_fit":
      return (
        <Headline
          label={whatIfLabels.title}
          lead={whatIfLabels.unfit}
          because={summary.misfits.map(({ problem }) => problem).join(" ")}
          mark="none"
          tone="unknown"
          announced={`${whatIfLabels.unfit}. ${whatIfLabels.unfitHint}`}
        />
      );
    case "no_rules":
    case "no_users":
    case "stopped": {
      const because = `${summary.reason} ${summary.nextStep}`;
      return (
        <Headline
          label={whatIfLabels.title}
          lead={whatIfLabels.leads[summary.is]}
          because={because}
          mark="none"
          tone="unreached"
          announced={because}
        />
      );
    }
  }
}

/** `since 24 Nov, 14:02`. Nothing for a file and a version of one name, which have no place in time: the line below names both. */
function sinceText({ older: { readAtMs, fileName, draftName }, newer }: CountedSummary): string | undefined {
  if (draftName !== undefined || fileName !== null) return undefined;
  const time = formatDayAndTime(readAtMs, Date.now());
  return newer.fileName === null && newer.draftName === undefined && newer.readAtMs >= readAtMs
    ? whatIfLabels.since(time)
    : whatIfLabels.comparedWith(time);
}

/** Which rules these are, by when they were read, as every screen says it. When Statsig's rules last changed is in the tooltip. */
function RulesOf({ rules: { timeMs, readAtMs, fileName, draftName } }: { rules: RulesUsed }) {
  const nowMs = Date.now();
  return (
    <span title={timeMs === null ? undefined : whatIfLabels.lastChanged(formatDayAndTime(timeMs, nowMs))}>
      {rulesText({ time: formatTimeOrDate(readAtMs, nowMs), fileName, draftName })}
    </span>
  );
}

/** Counts what did not finish. Its key is the screen's. */
function CountButton({ request }: { request: WhatIfRequest }) {
  return (
    <Button variant="default" rightSection={<Chord chord="Mod+Enter" />} onClick={() => void countChanges(request)}>
      {whatIfLabels.run}
    </Button>
  );
}
