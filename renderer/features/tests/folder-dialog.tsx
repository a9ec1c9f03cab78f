import { Button, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useProjectId } from "#renderer/session/session.ts";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import type { SuiteFolder } from "#shared/domain/expectation/suite-run.ts";
import classes from "./tests.module.css";
import { testsLabels } from "./tests-labels.ts";

/** Chooses the folder of a project's suites, on the machine where Gatescope runs. */
export function FolderDialog({ folder, onClose, onChosen }: { folder: string; onClose: () => void; onChosen: () => void }) {
  const projectId = useProjectId();
  const queries = useQueryClient();
  const [path, setPath] = useState(folder);
  const [problem, setProblem] = useState<string | null>(null);
  const { data: host } = useQuery(orpc.host.info.queryOptions());
  const open = async (ask: () => Promise<SuiteFolder | null>) => {
    try {
      const chosen = await ask();
      if (chosen === null) return;
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
          void open(() => client.suites.choose({ projectId, path }));
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
        <div className={classes.buttons}>
          <Button type="submit" disabled={path.trim() === ""}>
            {testsLabels.choose}
          </Button>
          {host?.hasFolderDialog === true && (
            <Button variant="default" onClick={() => void open(() => client.suites.chooseInDialog({ projectId }))}>
              {testsLabels.chooseInDialog}
            </Button>
          )}
        </div>
      </form>
    </OpenDialog>
  );
}
