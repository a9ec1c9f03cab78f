import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { selectProject, setScreen, useProject, useProjectId } from "#renderer/session/session.ts";
import { missingRulesStep } from "#shared/domain/explanation/missing-rules.ts";
import { findKeyFor } from "#shared/domain/project/key-use.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { OpenFileButton } from "../explain/open-file-button.tsx";
import classes from "./no-names.module.css";
import { noNamesLabels } from "./no-names-labels.ts";

/**
 * Says why a project has no names to choose, or no rules to evaluate, and what to do: read the rules, add a key, and where the screen can evaluate a definitions
 * file, open one or use the sandbox. Sends nothing unasked: looking at a screen sends nothing.
 */
export function NoNames({ takesFile = false }: { takesFile?: boolean }) {
  const projectId = useProjectId();
  const project = useProject();
  const isReal = project?.kind === "statsig";
  const queryClient = useQueryClient();
  const { data } = useQuery(orpc.catalog.names.queryOptions({ input: { projectId }, staleTime: 0 }));
  const { data: keys } = useQuery(orpc.keys.list.queryOptions({ input: { projectId }, enabled: isReal }));
  const reading = useMutation(
    orpc.catalog.refresh.mutationOptions({
      onSettled: () => {
        for (const queryKey of [orpc.catalog.key(), orpc.explain.key()]) void queryClient.invalidateQueries({ queryKey });
      },
    }),
  );
  if (data === undefined) return null;
  const isKeyMissing = isReal && keys !== undefined && findKeyFor("definitions", keys) === undefined;
  const { problem, nextStep } = reading.data ?? data;
  const text =
    reading.error !== null
      ? sentenceOf(reading.error)
      : problem !== null
        ? `${problem} ${takesFile ? missingRulesStep(nextStep) : (nextStep ?? "")}`.trim()
        : data.definitionsAtMs === null
          ? noNamesLabels.unread
          : noNamesLabels.noneOfUse;
  return (
    <div className={classes.noNames}>
      <p>{text}</p>
      <div className={classes.actions}>
        {isKeyMissing ? (
          <Button variant="default" onClick={() => setScreen("settings/projects")}>
            {noNamesLabels.addKey}
          </Button>
        ) : (
          <Button variant="default" loading={reading.isPending} onClick={() => reading.mutate({ projectId })}>
            {noNamesLabels.read}
          </Button>
        )}
        {takesFile && <OpenFileButton projectId={projectId} />}
        {takesFile && isReal && (
          <button type="button" className="link" onClick={() => selectProject(sandboxProjectId)}>
            {noNamesLabels.useSandbox}
          </button>
        )}
      </div>
    </div>
  );
}
