import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useProjectId } from "#renderer/session/session.ts";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import classes from "./tests.module.css";
import { testsLabels } from "./tests-labels.ts";

/** Chooses the folder of a project's suites, on the machine where Gatescope runs. */
export function FolderDialog({ folder, onClose, onChosen }: { folder: string; onClose: () => void; onChosen: () => void }) {
  const projectId = useProjectId();
  const queries = useQueryClient();
  const [path, setPath] = useState(folder);
  const [problem, setProblem] = useState<string | null>(null);
  const choose = async () => {
    try {
      const chosen = await client.suites.choose({ projectId, path });
      queries.setQueryData(orpc.suites.folder.queryKey({ input: { projectId } }), chosen);
      onChosen();
      onClose();
    } catch (failure) {
      setProblem(sentenceOf(failure));
    }
  };
  return (
    <OpenDialog title={testsLabels.openTitle} onClose={onClose}>
      <form
        className={classes.folderForm}
        onSubmit={(event) => {
          event.preventDefault();
          void choose();
        }}
      >
        <TextInput
          data-autofocus
          label={testsLabels.path}
          description={testsLabels.openHint}
          placeholder={testsLabels.pathExample}
          value={path}
          error={problem}
          onChange={(event) => {
            setPath(event.currentTarget.value);
            setProblem(null);
          }}
        />
        <Button type="submit" disabled={path.trim() === ""}>
          {testsLabels.choose}
        </Button>
      </form>
    </OpenDialog>
  );
}
