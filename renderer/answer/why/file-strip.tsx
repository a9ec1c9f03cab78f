import { FileArchive } from "lucide-react";
import { readAsText } from "#shared/domain/text/text-encodings.ts";
import { putFileAway, useOpenedFile } from "../explain/explain-view.ts";
import classes from "./why.module.css";

/** Shows the name of the opened definitions file, with a button back to the project's own definitions. */
export function FileStrip({ projectId }: { projectId: string }) {
  const file = useOpenedFile(projectId);
  if (file === null) return null;
  return (
    <div className={classes.strip}>
      <FileArchive size={14} aria-hidden />
      <b>Definitions of a file</b>
      <code className="ell">{file.fileName}</code>
      {file.encoding !== null && <span className="subdued">{readAsText(file.encoding)}</span>}
      <button type="button" className={`link ${classes.stripEnd}`} onClick={() => putFileAway(projectId)}>
        Use the project’s own
      </button>
    </div>
  );
}
