import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useProjectId } from "#renderer/session/session.ts";
import classes from "./no-names.module.css";
import { noNamesLabels } from "./no-names-labels.ts";

/** Says why a project has no names to choose, and reads its rules on request: looking at a screen sends nothing. */
export function NoNames() {
  const projectId = useProjectId();
  const queryClient = useQueryClient();
  const { data } = useQuery(orpc.catalog.names.queryOptions({ input: { projectId }, staleTime: 0 }));
  const reading = useMutation(
    orpc.catalog.refresh.mutationOptions({
      onSettled: () => {
        for (const queryKey of [orpc.catalog.key(), orpc.explain.key()]) void queryClient.invalidateQueries({ queryKey });
      },
    }),
  );
  if (data === undefined) return null;
  const problem = reading.error === null ? (reading.data?.problem ?? data.problem) : sentenceOf(reading.error);
  return (
    <div className={classes.noNames}>
      <p>{problem ?? (data.definitionsAtMs === null ? noNamesLabels.unread : noNamesLabels.noneOfUse)}</p>
      <Button variant="default" loading={reading.isPending} onClick={() => reading.mutate({ projectId })}>
        {noNamesLabels.read}
      </Button>
    </div>
  );
}
