import { FileQuestionMark } from "lucide-react";
import type { NoDefinitions } from "#shared/domain/explanation/explain-request.ts";
import { OpenFileButton } from "../explain/open-file-button.tsx";
import classes from "./no-definitions.module.css";

/** Shows why there are no definitions to explain with, and how to get some. */
export function NoDefinitionsYet({ projectId, missing: { reason, nextStep } }: { projectId: string; missing: NoDefinitions }) {
  return (
    <div className={classes.missing}>
      <FileQuestionMark size={20} aria-hidden className={classes.mark} />
      <div>
        <h3>No rules loaded</h3>
        <p>{reason}</p>
        <p>{nextStep}</p>
        <div className={classes.actions}>
          <OpenFileButton projectId={projectId} />
          <span className={classes.hint}>a download_config_specs response saved as a file; works offline and without a key</span>
        </div>
      </div>
    </div>
  );
}
