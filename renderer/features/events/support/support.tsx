import { Button, MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { caseOfAnswers } from "#renderer/answer/case/case-content.ts";
import { SaveAsCase } from "#renderer/answer/case/save-as-case-part.ts";
import { NotCurrent } from "#renderer/answer/current/not-current-part.ts";
import type { Outdated } from "#renderer/answer/current/outdated.ts";
import { useReasons } from "#renderer/answer/explain/explain.queries.ts";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { Elapsed } from "#renderer/parts/elapsed.tsx";
import { State } from "#renderer/parts/state/state.tsx";
import { runCommand, useCommand } from "#renderer/session/commands.ts";
import { composeExposure, useProjectId } from "#renderer/session/session.ts";
import { useUserProblem } from "#renderer/session/user-problem.ts";
import { CopyButton, copyWithKey } from "#renderer/ui/copy-button.tsx";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { answerSentence, stateLabel } from "#shared/domain/evaluation/answer-text.ts";
import { entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import { type AskedRequest, requestChange } from "#shared/domain/evaluation/request-change.ts";
import { describeRule } from "#shared/domain/evaluation/rule-text.ts";
import { type LedgerRow, ledgerKindLabels } from "#shared/domain/events/event-ledger.ts";
import { exposureFromAnswer } from "#shared/domain/events/exposure-from-answer.ts";
import type { ExposurePreview, ExposurePreviewRow } from "#shared/domain/events/exposure-preview.ts";
import { exposurePreviewText, wouldWriteSentence } from "#shared/domain/events/exposure-preview-text.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { formatDay, formatTimeOfDay, formatUtcDateTime } from "#shared/domain/text/format-time.ts";
import { effectiveTier, type StatsigUser, userForRequest } from "#shared/domain/user/statsig-user.ts";
import { useDestination } from "../confirm/use-destination.ts";
import { eventsLabels } from "../events-labels.ts";
import { Outcome } from "../ledger/ledger.tsx";
import classes from "./support.module.css";
import { supportLabels } from "./support-labels.ts";
import { byKind, choicesNamed, groupedNames, noSelectionText, selectedNames } from "./support-names.ts";
import { setSupport, useSupport } from "./support-view.ts";

type ReportState =
  | { readonly is: "idle" }
  | { readonly is: "checking"; readonly sinceMs: number; readonly abort: AbortController }
  | { readonly is: "failed"; readonly problem: string };

/** Reports for the user in the panel: answers, what a logged check would write, and what was sent for them already. Never logs exposures. */
export function Support({ onOpenExchange }: { onOpenExchange: (exchangeId: string) => void }) {
  const { user, userLabel, ...place } = useDestination();
  const projectId = useProjectId();
  const catalog = useQuery(orpc.catalog.names.queryOptions({ input: { projectId } })).data;
  const known = catalog?.names ?? [];
  const { chosen, report } = useSupport();
  const [typed, setTyped] = useState("");
  const [state, setState] = useState<ReportState>({ is: "idle" });
  /** True from when the field loses the focus: what was typed then stays, which the field would clear. */
  const isLeft = useRef(false);
  const selected = (typedChoices: readonly string[]) => selectedNames([...new Set([...chosen, ...typedChoices])], known);
  const names = selected(choicesNamed(typed, known));
  const count = Object.values(names).flat().length;

  const takeTyped = (choices: readonly string[]) => {
    if (choices.length === 0) return;
    setSupport({ chosen: [...new Set([...chosen, ...choices])] });
    setTyped("");
  };

  const userProblem = useUserProblem();
  const request = { ...place, tier: effectiveTier(user, place.tier), user, userLabel, isLogging: false };
  const checkExposures = async () => {
    if (userProblem !== null) {
      const problem = `Not sent: the JSON of the user in the panel cannot be read. ${userProblem.message}`;
      setState({ is: "failed", problem });
      announce(problem);
      return;
    }
    const typedChoices = choicesNamed(typed, known);
    if (typed.trim() !== "" && typedChoices.length === 0) {
      const problem = `Not sent: “${typed.trim()}” is no known name. Choose in the list what it is, or clear the field.`;
      setState({ is: "failed", problem });
      announce(problem);
      return;
    }
    takeTyped(typedChoices);
    const abort = new AbortController();
    setState({ is: "checking", sinceMs: Date.now(), abort });
    try {
      const preview = await client.events.previewExposures({ request, names }, { signal: abort.signal });
      if (abort.signal.aborted) return;
      setSupport({ report: { preview, request } });
      setState({ is: "idle" });
      announce(`${formatCount(preview.rows.length, "answer")} for ${preview.userLabel}. Nothing was logged.`);
    } catch (error) {
      if (abort.signal.aborted) return;
      setState({ is: "failed", problem: sentenceOf(error) });
      announce(`Request failed. ${sentenceOf(error)}`);
    }
  };
  const cancel = () => {
    if (state.is !== "checking") return;
    state.abort.abort();
    setState({ is: "idle" });
    announce(supportLabels.cancelled);
  };
  const isChecking = state.is === "checking";
  useCommand("run", () => void checkExposures(), { enabled: count > 0 && !isChecking, label: `Check exposures of ${userLabel}` });
  useCommand("cancel", cancel, { enabled: isChecking });
  const change = report && requestChange(report.request, request);
  return (
    <div className={classes.support}>
      <div className={classes.form}>
        <MultiSelect
          className={classes.names ?? ""}
          aria-label={eventsLabels.namesToCheck}
          placeholder={chosen.length === 0 && catalog !== undefined ? noSelectionText(known) : ""}
          searchable
          clearable
          hidePickedOptions
          limit={60}
          data={groupedNames(known, { chosen, typed })}
          searchValue={typed}
          onSearchChange={(text) => {
            if (!isLeft.current) setTyped(text);
          }}
          selectFirstOptionOnChange
          onFocus={() => {
            isLeft.current = false;
          }}
          onBlur={() => {
            isLeft.current = true;
            takeTyped(choicesNamed(typed, known));
          }}
          value={[...chosen]}
          onChange={(next) => setSupport({ chosen: next })}
        />
        <Button
          disabled={count === 0}
          // Not truly disabled while checking, which would take away the focus.
          {...(isChecking && { "data-disabled": true })}
          aria-disabled={isChecking}
          rightSection={<Chord chord="Mod+Enter" bare />}
          onClick={() => {
            if (!isChecking) void checkExposures();
          }}
        >
          {eventsLabels.checkExposures}
        </Button>
      </div>
      {state.is === "checking" && (
        <p className={classes.looking}>
          {supportLabels.checking} <Elapsed sinceMs={state.sinceMs} />
          <button type="button" className="link" onClick={cancel}>
            {supportLabels.cancel}
          </button>
        </p>
      )}
      {state.is === "failed" && (
        <p role="alert" className={classes.problem}>
          {state.problem.startsWith("Not sent") ? state.problem : `Request failed: ${state.problem}`}
        </p>
      )}
      {report === null ? (
        <NoReportState userLabel={userLabel} isNothingKnown={catalog?.names.length === 0} />
      ) : (
        <ExposureReport
          preview={report.preview}
          request={report.request}
          outdated={change && { now: request, change, onCheck: () => void checkExposures() }}
          onOpenExchange={onOpenExchange}
        />
      )}
    </div>
  );
}

function NoReportState({ userLabel, isNothingKnown }: { userLabel: string; isNothingKnown: boolean }) {
  return (
    <EmptyState
      title="What does this user get, and what was logged?"
      actions={
        <>
          <Button variant="default" onClick={() => runCommand("pasteUser")}>
            Paste a user…
          </Button>
          <Button variant="default" onClick={() => runCommand("switchUser")}>
            Choose a saved user…
          </Button>
        </>
      }
    >
      <p>
        The check is for the user in the panel, now {userLabel}. It shows the group of each experiment, what a logged check would write, and
        what was already sent from this machine. Press <Chord chord="Mod+Enter" /> to check; nothing is logged.
      </p>
      {isNothingKnown && <p>{supportLabels.nothingKnown}</p>}
    </EmptyState>
  );
}

function ExposureReport({
  preview: received,
  request,
  outdated,
  onOpenExchange,
}: {
  preview: ExposurePreview;
  request: AskedRequest;
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
  const { userLabel, tier, atMs, problem, rows, written, writtenCount } = preview;
  const { user } = request;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.report} aria-label={eventsLabels.exposuresOf(userLabel)} tabIndex={0}>
      <div className={classes.head}>
        <div className={classes.about}>
          <h2 data-not-current={outdated !== null || undefined}>
            {supportLabels.title(formatCount(rows.length, "answer"), userLabel, tier)}
          </h2>
          <p className={classes.note}>
            {formatTimeOfDay(atMs)}; nothing was logged. {secondarySentence(preview)}
            {problem !== null && ` ${problem}`}
          </p>
          {outdated !== null && <NotCurrent then={request} {...outdated} answer={null} />}
        </div>
        {outdated === null && (
          <SaveAsCase
            isLabelled
            content={() =>
              caseOfAnswers(
                rows.map(({ answer }) => answer),
                request,
                { facts: written.map(writtenFact) },
              )
            }
          />
        )}
        <CopyButton text={() => exposurePreviewText(preview)} what={supportLabels.report} label={supportLabels.copyReport} />
      </div>
      <h3 className={classes.h}>
        Sent from this machine <span>{writtenCount === 0 ? supportLabels.nothingSent : formatCount(writtenCount, "row")}</span>
      </h3>
      {written.length > 0 && <WrittenRows rows={written} onOpenExchange={onOpenExchange} />}
      {byKind(rows).map(({ title, rows: ofKind }) => (
        <section key={title} data-not-current={outdated !== null || undefined}>
          <h3 className={classes.h}>
            {title} <span>{ofKind.length}, and what a logged check would write</span>
          </h3>
          <ul className={classes.rows}>
            {ofKind.map((row) => (
              <li key={row.name}>
                <SupportRow row={row} userLabel={userLabel} tier={tier} user={user} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

/** What was sent for the user, as a line of a case. */
function writtenFact({ atMs, kind, name, detail }: LedgerRow): { title: string; text: string } {
  return { title: `${ledgerKindLabels[kind].one} ${name}`.slice(0, 300), text: `${formatUtcDateTime(atMs)} ${detail}` };
}

function secondarySentence({ method, rows }: ExposurePreview): string {
  if (method === "initialize") return "Secondary exposures are from the initialize response.";
  return rows.some(({ secondary }) => secondary !== null)
    ? "Secondary exposures are from the rules of the project."
    : "Secondary exposures are known only with a client key or with the rules of the project.";
}

function SupportRow({ row, userLabel, tier, user }: { row: ExposurePreviewRow; userLabel: string; tier: string; user: StatsigUser }) {
  const { kind, name, answer, primary, secondary, writtenCount } = row;
  const projectId = useProjectId();
  const exposure = exposureFromAnswer(answer, userForRequest(user, tier));
  const sentence = answerSentence(answer, userLabel, tier);
  return (
    <article className={classes.row} onKeyDown={copyWithKey}>
      <h4>
        <State state={answer.state} word={stateLabel(answer)} size={15} />
        <code className="ell">{name}</code>
        <span className="subdued">{entityKindLabels[kind].one}</span>
        <span className={classes.acts}>
          {writtenCount > 0 && <span className={classes.wrote}>sent {writtenCount === 1 ? "once" : `${writtenCount} times`}</span>}
          {exposure.kind === "draft" && (
            <button type="button" className="link" onClick={() => composeExposure(exposure.draft, projectId)}>
              {answerLabels.logExposure}
            </button>
          )}
          <CopyButton text={sentence} what={`Answer for ${name}`} size={22} isInRow />
        </span>
      </h4>
      <p>{sentence}</p>
      <details className={classes.writes}>
        <summary>{wouldWriteSentence(row)}</summary>
        {primary !== null && (
          <dl className={classes.metadata}>
            {Object.entries(primary.metadata).map(([field, value]) => (
              <div key={field}>
                <dt>{field}</dt>
                <dd>
                  <code>{typeof value === "string" ? value : JSON.stringify(value)}</code>
                </dd>
              </div>
            ))}
            {secondary?.map(({ gate, gateValue, ruleID }) => (
              <div key={`${gate} ${ruleID}`}>
                <dt>{gateValue === "true" ? "passes" : "fails"}</dt>
                <dd>
                  <code>{gate}</code> <span className="subdued">{describeRule(ruleID, null)}</span>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </details>
    </article>
  );
}

function WrittenRows({ rows, onOpenExchange }: { rows: readonly LedgerRow[]; onOpenExchange: (exchangeId: string) => void }) {
  return (
    <ol className={classes.written} aria-label="Sent for this user">
      {rows.map(({ seq, atMs, kind, name, detail, outcome, exchangeId }) => (
        <li key={seq}>
          <time className="num subdued">
            {formatDay(atMs, Date.now())} {formatTimeOfDay(atMs)}
          </time>
          <span>{ledgerKindLabels[kind].one}</span>
          <code className="ell">{name}</code>
          <span className="second ell">{detail}</span>
          <Outcome state={outcome} />
          {exchangeId === null ? (
            <span />
          ) : (
            <button type="button" className="link" onClick={() => onOpenExchange(exchangeId)}>
              Open exchange
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}
