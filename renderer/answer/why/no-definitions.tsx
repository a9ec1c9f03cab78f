import { FileQuestionMark } from "lucide-react";
import type { NoDefinitions } from "#shared/domain/explanation/explain-request.ts";
import { OpenFileButton } from "./file-strip.tsx";
import classes from "./no-definitions.module.css";

/** What is missing to explain anything, and the ways to get it. */
export function NoDefinitionsYet({ projectId, missing: { reason, nextStep } }: { projectId: string; missing: NoDefinitions }) {
  return (
    <div className={classes.missing}>
      <FileQuestionMark size={20} aria-hidden className={classes.mark} />
      <div>
        <h3>Nothing to explain with yet</h3>
        <p>{reason}</p>
        <p>{nextStep}</p>
        <div className={classes.actions}>
          <OpenFileButton projectId={projectId} />
          <span className={classes.hint}>a download_config_specs answer, as a file: works without a key and without a network</span>
        </div>
      </div>
    </div>
  );
}
