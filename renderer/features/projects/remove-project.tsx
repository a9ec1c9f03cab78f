import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { ConfirmDialog } from "#renderer/ui/confirm-dialog.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { unsettledCount } from "#shared/domain/events/event-outbox.ts";
import type { Project } from "#shared/domain/project/project.ts";
import detail from "./project-detail.module.css";
import { useProjectActions } from "./projects.queries.ts";
import { projectsLabels } from "./projects-labels.ts";
import { dropUnsaved } from "./unsaved-forms.ts";

export function RemoveProject({ project, onRemoved }: { project: Project; onRemoved: () => void }) {
  const { removeProject } = useProjectActions();
  const [isConfirming, setConfirming] = useState(false);
  const counts = useQuery(
    orpc.events.outbox.list.queryOptions({ input: { projectId: project.id, limit: 1 }, enabled: isConfirming, staleTime: 0 }),
  ).data?.counts;
  const unsettled = counts === undefined ? 0 : unsettledCount(counts);
  const [failure, setFailure] = useState<string | null>(null);
  const remove = async () => {
    setConfirming(false);
    try {
      await removeProject(project.id);
    } catch (error) {
      return setFailure(`Not removed. ${sentenceOf(error)}`);
    }
    dropUnsaved(project.id);
    announce(`${project.name} and its keys removed.`);
    onRemoved();
  };
  return (
    <section>
      <h3 className={detail.h}>Remove this project</h3>
      <p className={detail.lead}>Its keys are deleted too. Its requests stay in the history.</p>
      <Button variant="default" onClick={() => setConfirming(true)}>
        {projectsLabels.askToRemove(project.name)}
      </Button>
      {failure !== null && <p role="alert">{failure}</p>}
      <ConfirmDialog
        isOpen={isConfirming}
        title={projectsLabels.removeTitle(project.name)}
        onClose={() => setConfirming(false)}
        action={
          <Button color="protected" onClick={() => void remove()}>
            {projectsLabels.remove}
          </Button>
        }
      >
        <p>Its settings and keys are deleted from this machine and cannot be restored. Nothing changes at Statsig.</p>
        {unsettled > 0 && <p>{projectsLabels.unsettled(unsettled)}</p>}
      </ConfirmDialog>
    </section>
  );
}
