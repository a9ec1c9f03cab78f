import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Headline } from "#renderer/parts/many/headline.tsx";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import type { RulesUsed } from "#shared/domain/comparison/compare-request.ts";
import type { WhatIfSummary } from "#shared/domain/rules-draft/what-if.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { formatDateTime, formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { ChangeFlow } from "./change-flow.tsx";
import { ChangeList } from "./change-list.tsx";
import classes from "./what-if.module.css";
import { changeBecause, changeLead, whatIfLabels } from "./what-if-labels.ts";
import { cancelCount, type WhatIfResult } from "./what-if-state.ts";

/** Who changes: a headline, the flow of the edited entity, what changes with it, and the users. `focus` is the entity that is edited, if one is. */
export function WhatIfResultView({
  result,
  focus,
  isDates,
  isEdited,
}: {
  result: WhatIfResult;
  focus: string | null;
  isDates: boolean;
  isEdited: boolean;
}) {
  const summary = result.is === "done" ? result.summary : result.is === "running" ? result.previous : null;
  const shown = summary?.is === "counted" ? summary : null;
  const flow =
    shown?.entities.find(({ name }) => name === focus) ?? shown?.entities.find(({ changed }) => changed > 0) ?? shown?.entities[0];
  const also = shown?.entities.filter((entity) => entity !== flow && entity.changed > 0) ?? [];
  const listed = (isDates && flow !== undefined ? [flow, ...also] : also).filter(({ changed }) => changed > 0);
  const entitiesTitle = isDates ? whatIfLabels.entitiesThatChange : whatIfLabels.alsoChanges;
  const heads = isDates
    ? { before: whatIfLabels.olderAnswer, after: whatIfLabels.newerAnswer }
    : { before: whatIfLabels.now, after: whatIfLabels.withEdit };
  return (
    <div className={classes.right}>
      <ResultHeadline result={result} isDates={isDates} isEdited={isEdited} />
      {shown !== null && (isDates || isEdited) && (
        <>
          {flow !== undefined && (
            <div className={classes.flows}>
              <ChangeFlow moves={flow} heads={heads} />
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
              <section className={classes.also} aria-label={entitiesTitle} tabIndex={0}>
                <h2>{listed.length === 0 ? whatIfLabels.nothingElse : entitiesTitle}</h2>
                <ul>
                  {listed.map(({ kind, name, changed }) => (
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
          <ChangeList rows={shown.rows} changed={shown.changed} focus={isDates ? null : focus} heads={heads} />
        </>
      )}
    </div>
  );
}

function ResultHeadline({ result, isDates, isEdited }: { result: WhatIfResult; isDates: boolean; isEdited: boolean }) {
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
        lead={whatIfLabels.chooseTwo}
        because={whatIfLabels.chooseTwoHint}
        mark="unfinished"
        announced={whatIfLabels.chooseTwo}
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
      const [edited] = summary.entities.filter(({ isEdited }) => isEdited);
      const [move] = edited?.moves ?? [];
      return (
        <Headline
          label={whatIfLabels.title}
          lead={lead}
          rest={
            isDates
              ? whatIfLabels.since(rulesTime(summary.older))
              : move !== undefined && edited?.moves.length === 1 && edited.changed === summary.changed
                ? whatIfLabels.fromTo(move.from, move.to)
                : undefined
          }
          because={changeBecause(summary)}
          mark={mark}
          meta={
            <>
              {copy}
              <span>{whatIfLabels.rulesAsOf(rulesTime(summary.older), isDates ? rulesTime(summary.newer) : null)}</span>
              <span>{formatDuration(summary.elapsedMs)}</span>
              <span className={classes.optional}>{whatIfLabels.notWritten}</span>
              {summary.newer.problem !== null && <span>{summary.newer.problem}</span>}
            </>
          }
          announced={`${lead}. ${changeBecause(summary)}`}
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

/** The time of the rules: of the last change, or of reading them. */
export function rulesTime({
  timeMs,
  readAtMs,
  isNewest,
  fileName,
}: Pick<RulesUsed, "timeMs" | "readAtMs" | "isNewest" | "fileName">): string {
  if (fileName !== null) return fileName;
  return isNewest ? formatTimeOfDay(readAtMs) : formatDateTime(timeMs ?? readAtMs);
}
