import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { setInspectTab, setName, useIsProtected, useProject, useSession } from "#renderer/session/session.ts";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { isProtectedTier } from "#shared/domain/project/project.ts";
import { EverythingPanel, EverythingQuestion } from "./everything-screen.tsx";
import { FirstRun } from "./first-run.tsx";
import classes from "./inspect.module.css";
import { check, checkEverything, useHasAsked } from "./inspect.queries.ts";
import { InspectHead } from "./inspect-head.tsx";
import { LogDialog } from "./log-dialog.tsx";
import { NamePanel, NameQuestion } from "./name-screen.tsx";
import { NoKeyYet, NothingAskedYet } from "./nothing-yet.tsx";
import type { Asked } from "./request-of-answer.ts";
import { useEvaluationRequest } from "./use-evaluation-request.ts";

export type InspectProps = {
  /** Opens the form for a project of the person's own. */
  onAddProject: () => void;
  /** Opens the place where the project in hand gets its key. */
  onAddKey: () => void;
};

/** Ask what a person gets: one thing by name, or everything at once. */
export function Inspect({ onAddProject, onAddKey }: InspectProps) {
  const tab = useSession((state) => state.inspectTab);
  const request = useEvaluationRequest();
  const project = useProject();
  const isTopBarProtected = useIsProtected();
  // A user's own tier is the one that is written to, the top bar's the one in view: either is reason enough to ask first.
  const isProtected = isTopBarProtected || (project !== undefined && isProtectedTier(project, request.tier));
  const queryClient = useQueryClient();
  /** A logged check on a protected tier, waiting for a word. */
  const [toConfirm, setToConfirm] = useState<Asked | null>(null);

  const send = async (asked: Asked) => {
    await check(asked);
    // Names that were answered are known names from now on.
    await queryClient.invalidateQueries({ queryKey: orpc.catalog.names.key() });
  };
  const ask = (kind: EntityKind, names: readonly string[]) => {
    const asked: Asked = { ...request, question: { kind, names: [...names] } };
    if (request.isLogging && isProtected) setToConfirm(asked);
    else void send(asked);
  };
  const askName = (kind: EntityKind, name: string) => {
    setName(kind, name);
    setInspectTab(kind);
    ask(kind, [name]);
  };
  const askEverything = () => {
    setInspectTab("everything");
    void checkEverything(request);
  };

  const nothingYet = <NothingYet onAsk={askName} onEverything={askEverything} onAddProject={onAddProject} onAddKey={onAddKey} />;
  return (
    <div className={classes.inspect}>
      {/* One head for all kinds: it holds the focus while the arrow keys go through them. */}
      <InspectHead tab={tab} onTab={setInspectTab}>
        {tab === "everything" ? (
          <EverythingQuestion request={request} />
        ) : (
          <NameQuestion key={tab} kind={tab} request={request} isConfirmationNeeded={isProtected} onAsk={(names) => ask(tab, names)} />
        )}
      </InspectHead>
      {tab === "everything" ? (
        <EverythingPanel request={request} nothingYet={nothingYet} onCheckName={askName} />
      ) : (
        <NamePanel
          key={tab}
          kind={tab}
          request={request}
          nothingYet={nothingYet}
          onAsk={(names) => ask(tab, names)}
          onCheckName={(name) => askName(tab, name)}
        />
      )}
      {toConfirm !== null && (
        <LogDialog
          asked={toConfirm}
          onCancel={() => setToConfirm(null)}
          onConfirm={() => {
            setToConfirm(null);
            void send(toConfirm);
          }}
        />
      )}
    </div>
  );
}

type NothingYetProps = InspectProps & { onAsk: (kind: EntityKind, name: string) => void; onEverything: () => void };

/** What stands where no answer is yet: what is missing, the first steps, or what this place is for. */
function NothingYet({ onAsk, onEverything, onAddProject, onAddKey }: NothingYetProps) {
  const tab = useSession((state) => state.inspectTab);
  const project = useProject();
  const hasAsked = useHasAsked();
  const isSandbox = project?.kind === "sandbox";
  const keys = useQuery(orpc.keys.list.queryOptions({ input: { projectId: project?.id ?? "" }, enabled: project?.kind === "statsig" }));
  if (project !== undefined && keys.data?.length === 0) return <NoKeyYet project={project} onAddKey={onAddKey} />;
  if (isSandbox && !hasAsked) return <FirstRun onAsk={onAsk} onEverything={onEverything} onAddProject={onAddProject} />;
  return <NothingAskedYet tab={tab} />;
}
