import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronDown, Download, UsersRound } from "lucide-react";
import { type ReactNode, useState } from "react";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useExport } from "#renderer/parts/files/export-file.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { useProjectId } from "#renderer/session/session.ts";
import { ConfirmDialog } from "#renderer/ui/confirm-dialog.tsx";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import { keepFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { panelId, TabList } from "#renderer/ui/tabs/tab-list.tsx";
import { exportCohort, exportFormats } from "./cohort-export.ts";
import classes from "./cohorts.module.css";
import { cohortsLabels } from "./cohorts-labels.ts";
import { attempt, cancelCohort, checkCohort, clearResult, openCohort, renewCohort, showState, useResult } from "./cohorts-state.ts";
import { type OpenUser, Result } from "./result/result.tsx";
import { Setup } from "./setup/setup.tsx";
import { useQuestion } from "./use-question.ts";

export type CohortsTab = "result" | "what-if" | "setup";

/** Returns the tab named by the rest of the screen's path. */
export function cohortsTabOf(path: string): CohortsTab {
  if (path === "what-if" || path.startsWith("what-if/")) return "what-if";
  return path === "setup" ? "setup" : "result";
}

/** The Cohorts screen: many users at once, set up and evaluated on this machine. */
export function Cohorts({
  tab,
  onTab,
  onOpenUser,
  whatIf,
}: {
  tab: CohortsTab;
  onTab: (tab: CohortsTab) => void;
  /** Opens a user and an entity in Why. */
  onOpenUser: OpenUser;
  /** The content of the tab What if, which evaluates edited rules for the same users. */
  whatIf: ReactNode;
}) {
  const { result, problem } = useResult();
  const current = useQuestion();
  const isRunning = result.is === "starting" || (result.is === "shown" && result.state.phase === "running");
  const check = () => {
    if (current.is !== "ready") {
      announce(current.problem);
      onTab("setup");
      return;
    }
    onTab("result");
    void checkCohort(current.question);
  };
  const cancel = () => void attempt(cancelCohort);
  useCommand("run", check, {
    enabled: tab !== "what-if" && current.is === "ready" && !isRunning,
    label: cohortsLabels.check(current.is === "ready" ? current.users : null),
  });
  useCommand("cancel", cancel, { enabled: tab !== "what-if" && isRunning });
  const isAsked = current.is === "ready" && result.is === "shown" && JSON.stringify(result.question) === JSON.stringify(current.question);
  return (
    <div className={classes.cohorts}>
      <div className={classes.head}>
        <TabList
          id="cohorts"
          label={cohortsLabels.views}
          value={tab}
          onChange={onTab}
          tabs={[
            { value: "result", label: cohortsLabels.result },
            { value: "what-if", label: cohortsLabels.whatIf },
            { value: "setup", label: cohortsLabels.setup },
          ]}
        />
        {tab !== "what-if" && (
          <>
            <CohortMenu onTab={onTab} />
            {tab === "result" && <ExportMenu />}
            {isRunning ? (
              <Button variant="default" rightSection={<Chord chord="Escape" />} onClick={cancel}>
                {cohortsLabels.cancel}
              </Button>
            ) : (
              <Button
                disabled={current.is !== "ready"}
                title={current.is === "ready" ? undefined : current.problem}
                rightSection={<Chord chord="Mod+Enter" bare />}
                onClick={check}
              >
                {isAsked ? cohortsLabels.checkAgain : cohortsLabels.check(current.is === "ready" ? current.users : null)}
              </Button>
            )}
          </>
        )}
      </div>
      {tab !== "what-if" && problem !== null && <p className={classes.problem}>{problem}</p>}
      <div
        ref={keepFocus}
        id={panelId("cohorts")}
        role="tabpanel"
        aria-label={tab === "setup" ? cohortsLabels.setup : tab === "what-if" ? cohortsLabels.whatIf : cohortsLabels.result}
        className={classes.panel}
      >
        {tab === "what-if" ? (
          whatIf
        ) : tab === "setup" ? (
          <Setup />
        ) : (
          <Result current={current} onSetUp={() => onTab("setup")} onCheck={check} onOpenUser={onOpenUser} />
        )}
      </div>
    </div>
  );
}

/** The cohort that is shown, and those that were saved. */
function CohortMenu({ onTab }: { onTab: (tab: CohortsTab) => void }) {
  const { result } = useResult();
  const projectId = useProjectId();
  const queryClient = useQueryClient();
  const { data: cohorts = [] } = useQuery(orpc.cohorts.list.queryOptions({ staleTime: 0 }));
  const [isNaming, setNaming] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const shown = result.is === "shown" ? result.state : null;
  // What was stored of a run that failed is removed.
  const isStored = shown !== null && shown.phase !== "running" && shown.phase !== "failed";
  const listed = cohorts.filter((cohort) => cohort.projectId === projectId && (cohort.name !== "" || cohort.cohortId === shown?.cohortId));
  const label = shown === null ? cohortsLabels.newCohort : shown.name === "" ? shown.sourceText : shown.name;
  const refresh = () => queryClient.invalidateQueries({ queryKey: orpc.cohorts.key() });
  const renew = async () => {
    if (shown === null) return;
    onTab("result");
    await renewCohort(shown);
    await refresh();
  };
  const remove = async () => {
    if (shown === null) return;
    setRemoving(false);
    await client.cohorts.remove({ cohortId: shown.cohortId });
    clearResult();
    await refresh();
    announce(cohortsLabels.removed(label));
  };
  return (
    <>
      <Menu position="bottom-end" onOpen={() => void refresh()}>
        <Menu.Target>
          <button type="button" className={classes.name} aria-label={`${cohortsLabels.cohort}: ${label}`}>
            <UsersRound size={14} aria-hidden />
            <span className="ell">{label}</span>
            <ChevronDown size={13} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {listed.map((cohort) => (
            <Menu.Item
              key={cohort.cohortId}
              onClick={() => {
                onTab("result");
                void openCohort(cohort.cohortId);
              }}
            >
              {cohort.name === "" ? cohort.sourceText : cohort.name}
            </Menu.Item>
          ))}
          {listed.length > 0 && <Menu.Divider />}
          <Menu.Item
            onClick={() => {
              clearResult();
              onTab("setup");
            }}
          >
            {cohortsLabels.newCohort}
          </Menu.Item>
          <Menu.Item disabled={!isStored} onClick={() => setNaming(true)}>
            {cohortsLabels.saveAs}
          </Menu.Item>
          <Menu.Item disabled={!isStored} onClick={() => void renew()}>
            {cohortsLabels.renew}
          </Menu.Item>
          <Menu.Item disabled={shown === null} onClick={() => setRemoving(true)}>
            {cohortsLabels.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        isOpen={isRemoving && shown !== null}
        onClose={() => setRemoving(false)}
        title={cohortsLabels.askToRemove(label)}
        action={<Button onClick={() => void attempt(remove)}>{cohortsLabels.remove}</Button>}
      >
        <p>{cohortsLabels.removeHint}</p>
      </ConfirmDialog>
      {isNaming && shown !== null && (
        <NameDialog
          name={shown.name}
          onClose={() => setNaming(false)}
          onSave={async (name) => {
            showState(await client.cohorts.save({ cohortId: shown.cohortId, name }));
            await refresh();
            announce(cohortsLabels.savedAs(name));
            setNaming(false);
          }}
        />
      )}
    </>
  );
}

function NameDialog({ name, onClose, onSave }: { name: string; onClose: () => void; onSave: (name: string) => Promise<void> }) {
  const [text, setText] = useState(name);
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <OpenDialog onClose={onClose} title={cohortsLabels.saveAs}>
      <form
        className={classes.naming}
        onSubmit={(event) => {
          event.preventDefault();
          onSave(text).catch((failure: unknown) => setProblem(sentenceOf(failure)));
        }}
      >
        <TextInput
          label={cohortsLabels.name}
          data-autofocus
          maxLength={200}
          value={text}
          error={problem}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <p className="second">{cohortsLabels.kept}</p>
        <div className={classes.dialogButtons}>
          <Button variant="default" onClick={onClose}>
            {cohortsLabels.cancel}
          </Button>
          <Button type="submit" disabled={text.trim() === ""}>
            {cohortsLabels.save}
          </Button>
        </div>
      </form>
    </OpenDialog>
  );
}

function ExportMenu() {
  const { result } = useResult();
  const isExporting = useExport((state) => state.isExporting);
  const shown = result.is === "shown" && result.state.users > 0 && result.state.phase !== "failed" ? result.state : null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={cohortsLabels.export} disabled={shown === null}>
          <Download size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {exportFormats.map((each) => (
          <Menu.Item
            key={each.format}
            disabled={isExporting}
            onClick={() => shown !== null && void attempt(() => exportCohort(shown, each))}
          >
            {each.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
