import { Button, MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useKeyToSend } from "#renderer/answer/current/used-key.ts";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { runCommand, useCommand } from "#renderer/session/commands.ts";
import { useProjectId } from "#renderer/session/session.ts";
import { useUserProblem } from "#renderer/session/user-problem.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { type AskedRequest, requestChange } from "#shared/domain/evaluation/request-change.ts";
import { answeredText } from "#shared/domain/events/exposure-preview-text.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { effectiveTier } from "#shared/domain/user/statsig-user.ts";
import { useDestination } from "../confirm/use-destination.ts";
import { eventsLabels } from "../events-labels.ts";
import classes from "./support.module.css";
import { supportLabels } from "./support-labels.ts";
import { choicesNamed, groupedNames, noSelectionText, selectedNames } from "./support-names.ts";
import { SupportReport } from "./support-report.tsx";
import { SupportStatus } from "./support-status.tsx";
import { endSupportCheck, setSupport, useSupport } from "./support-view.ts";

/** Everything about the user in the panel, in one view: answers and reasons, what changed, overrides, and what was sent for them already. Never logs exposures. */
export function Support({ onOpenExchange }: { onOpenExchange: (exchangeId: string) => void }) {
  const { user, userLabel, ...place } = useDestination();
  const projectId = useProjectId();
  const catalog = useQuery(orpc.catalog.names.queryOptions({ input: { projectId } })).data;
  const known = catalog?.names ?? [];
  const { chosen, report, state } = useSupport();
  const [typed, setTyped] = useState("");
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
  const usedKey = useKeyToSend(place, "check");
  const request: AskedRequest = {
    ...place,
    ...{ tier: effectiveTier(user, place.tier), user, userLabel, isLogging: false, userProblem: userProblem?.message ?? null },
    // The sandbox has no keys.
    ...(projectId !== sandboxProjectId && { usedKey }),
  };
  const checkExposures = async () => {
    if (userProblem !== null) {
      const problem = `Not sent: the JSON of the user in the panel cannot be read. ${userProblem.message}`;
      setSupport({ state: { is: "failed", problem } });
      announce(problem);
      return;
    }
    const typedChoices = choicesNamed(typed, known);
    if (typed.trim() !== "" && typedChoices.length === 0) {
      const problem = `Not sent: “${typed.trim()}” is no known name. Choose in the list what it is, or clear the field.`;
      setSupport({ state: { is: "failed", problem } });
      announce(problem);
      return;
    }
    takeTyped(typedChoices);
    const abort = new AbortController();
    setSupport({ state: { is: "checking", sinceMs: Date.now(), abort } });
    try {
      const preview = await client.events.previewExposures({ request, names }, { signal: abort.signal });
      if (abort.signal.aborted) return;
      setSupport({ report: { preview, request }, lines: new Set(), state: { is: "idle" } });
      announce(`${answeredText(preview.rows)} for ${preview.userLabel}. Nothing was logged.`);
    } catch (error) {
      if (abort.signal.aborted) return;
      setSupport({ state: { is: "failed", problem: sentenceOf(error) } });
      announce(`Request failed. ${sentenceOf(error)}`);
    }
  };
  const cancel = () => {
    if (state.is !== "checking") return;
    endSupportCheck();
    announce(supportLabels.cancelled);
  };
  const isChecking = state.is === "checking";
  useCommand("run", () => void checkExposures(), { enabled: count > 0 && !isChecking, label: `Check exposures of ${userLabel}` });
  useCommand("cancel", cancel, { enabled: isChecking });
  const change = report && requestChange(report.request, request);
  const status = state.is === "idle" ? null : <SupportStatus state={state} onCancel={cancel} />;
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
      {report === null && status !== null && <div className={classes.head}>{status}</div>}
      {report === null && !isChecking && <NoReportState userLabel={userLabel} isNothingKnown={catalog?.names.length === 0} />}
      {report !== null && (
        <SupportReport
          preview={report.preview}
          request={report.request}
          status={status}
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
        The check is for the user in the panel, now {userLabel}. It shows every answer with its reason, what changed since earlier rules,
        which overrides name this user, and what was already sent from this machine. Press <Chord chord="Mod+Enter" /> to check; nothing is
        logged.
      </p>
      {isNothingKnown && <p>{supportLabels.nothingKnown}</p>}
    </EmptyState>
  );
}
