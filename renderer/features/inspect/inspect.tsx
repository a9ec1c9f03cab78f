import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { flushSync } from "react-dom";
import type { UploadUsers } from "#renderer/answer/comparison/file-column.tsx";
import { orpc } from "#renderer/host/client.ts";
import { isConfirmationNeeded, setInspectTab, setName, setOpenAnswer, useProject, useSession } from "#renderer/session/session.ts";
import { resultAttribute } from "#renderer/ui/keyboard/keep-focus.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { answerKey } from "./answers/answers-table.ts";
import type { CheckRequest } from "./check-state.ts";
import { EverythingForm, EverythingPanel } from "./everything/everything-screen.tsx";
import { FirstRun } from "./first-run.tsx";
import classes from "./inspect.module.css";
import { check, checkEverything, useHasChecked } from "./inspect.queries.ts";
import { NoKeyState, NotCheckedState } from "./inspect-empty-states.tsx";
import { InspectHead, inspectPanelId } from "./inspect-head.tsx";
import { NameForm, NamePanel } from "./one-name/name-screen.tsx";
import { useEvaluationRequest } from "./use-evaluation-request.ts";

const StoreForm = lazyPart(async () => (await import("./store/store-screen.tsx")).StoreForm);
const StorePanel = lazyPart(async () => (await import("./store/store-screen.tsx")).StorePanel);
const LogDialog = lazyPart(async () => (await import("./log-dialog.tsx")).LogDialog);

export type InspectProps = {
  /** Opens the form that adds a Statsig project. */
  onAddProject: () => void;
  /** Opens the settings of the current project, where a key is added. */
  onAddKey: () => void;
  uploadUsers: UploadUsers;
};

/** The Inspect screen: checks one name, or everything, for the user in the panel. */
export function Inspect({ onAddProject, onAddKey, uploadUsers }: InspectProps) {
  const tab = useSession((state) => state.inspectTab);
  const openAnswer = useSession((state) => state.openAnswer);
  const request = useEvaluationRequest();
  const isProtected = useSession(isConfirmationNeeded);
  const queryClient = useQueryClient();
  /** A check that logs to a protected tier and waits for confirmation. */
  const [toConfirm, setToConfirm] = useState<CheckRequest | null>(null);

  const runCheck = async (checkRequest: CheckRequest, { isConfirmed } = { isConfirmed: false }) => {
    const outcome = await check(checkRequest, { isConfirmed });
    if (outcome === "unconfirmed") return setToConfirm(checkRequest);
    // The answer added its names to the catalog.
    await queryClient.invalidateQueries({ queryKey: orpc.catalog.names.key() });
  };
  const startCheck = (kind: EntityKind, names: readonly string[]) => {
    const checkRequest: CheckRequest = { ...request, question: { kind, names: [...names] } };
    if (!names.some((name) => answerKey({ kind, name }) === openAnswer)) setOpenAnswer(null);
    if (request.isLogging && isProtected && request.userProblem === null) setToConfirm(checkRequest);
    else void runCheck(checkRequest);
  };
  const checkName = (kind: EntityKind, name: string) => {
    flushSync(() => {
      setName(kind, name);
      setInspectTab(kind);
      startCheck(kind, [name]);
    });
    // The button of another tab is gone with its panel.
    if (document.activeElement === document.body) document.querySelector<HTMLElement>(`#${inspectPanelId} [${resultAttribute}]`)?.focus();
  };
  const showEverything = () => {
    setInspectTab("everything");
    void checkEverything(request);
  };

  const emptyState = (
    <InspectEmptyState onCheck={checkName} onEverything={showEverything} onAddProject={onAddProject} onAddKey={onAddKey} />
  );
  return (
    <div className={classes.inspect}>
      {/* One head for all kinds, so that it keeps the focus while the arrow keys switch tabs. */}
      <InspectHead tab={tab} onTab={setInspectTab}>
        {tab === "store" ? (
          <StoreForm request={request} />
        ) : tab === "everything" ? (
          <EverythingForm request={request} />
        ) : (
          <NameForm key={tab} kind={tab} request={request} isConfirmationNeeded={isProtected} onCheck={(names) => startCheck(tab, names)} />
        )}
      </InspectHead>
      {tab === "store" ? (
        <StorePanel request={request} onCheckName={checkName} />
      ) : tab === "everything" ? (
        <EverythingPanel request={request} emptyState={emptyState} onCheckName={checkName} uploadUsers={uploadUsers} />
      ) : (
        <NamePanel
          key={tab}
          kind={tab}
          request={request}
          emptyState={emptyState}
          onCheck={(names) => startCheck(tab, names)}
          onCheckName={(name) => checkName(tab, name)}
        />
      )}
      {toConfirm !== null && (
        <LogDialog
          request={toConfirm}
          onCancel={() => setToConfirm(null)}
          onConfirm={() => {
            setToConfirm(null);
            void runCheck(toConfirm, { isConfirmed: true });
          }}
        />
      )}
    </div>
  );
}

type InspectEmptyStateProps = Omit<InspectProps, "uploadUsers"> & {
  onCheck: (kind: EntityKind, name: string) => void;
  onEverything: () => void;
};

/** Shown before the first check: a missing key, the first steps, or what the tab is for. */
function InspectEmptyState({ onCheck, onEverything, onAddProject, onAddKey }: InspectEmptyStateProps) {
  const tab = useSession((state) => state.inspectTab);
  const project = useProject();
  const hasChecked = useHasChecked();
  const isSandbox = project?.kind === "sandbox";
  const keys = useQuery(orpc.keys.list.queryOptions({ input: { projectId: project?.id ?? "" }, enabled: project?.kind === "statsig" }));
  if (project?.kind === "statsig" && keys.data?.length === 0) return <NoKeyState project={project} onAddKey={onAddKey} />;
  if (isSandbox && !hasChecked) return <FirstRun onCheck={onCheck} onEverything={onEverything} onAddProject={onAddProject} />;
  return tab === "store" ? null : <NotCheckedState tab={tab} />;
}
