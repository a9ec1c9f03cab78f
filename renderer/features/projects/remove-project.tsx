import { Button } from "@mantine/core";
import { useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { ConfirmDialog } from "#renderer/ui/confirm-dialog.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import type { Project } from "#shared/domain/project/project.ts";
import detail from "./project-detail.module.css";
import { useProjectActions } from "./projects.queries.ts";
import { dropUnsaved } from "./unsaved-forms.ts";

export function RemoveProject({ project, onRemoved }: { project: Project; onRemoved: () => void }) {
  const { removeProject } = useProjectActions();
  const [isConfirming, setConfirming] = useState(false);
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
        Remove {project.name}…
      </Button>
      {failure !== null && <p role="alert">{failure}</p>}
      <ConfirmDialog
        isOpen={isConfirming}
        title={`Remove ${project.name}?`}
        onClose={() => setConfirming(false)}
        action={
          <Button color="protected" onClick={() => void remove()}>
            Remove project and keys
          </Button>
        }
      >
        <p>Its settings and keys are deleted from this machine and cannot be restored. Nothing changes at Statsig.</p>
      </ConfirmDialog>
    </section>
  );
}
