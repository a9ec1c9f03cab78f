import { FileArchive } from "lucide-react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { nameOfFile } from "#renderer/parts/files/read-file.ts";
import { ChooseFile } from "#renderer/ui/choose-file.tsx";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { readAsText } from "#shared/domain/text/text-encodings.ts";
import { useOpenFile } from "../explain/explain.queries.ts";
import { putFileAway, useOpenedFile } from "../explain/explain-view.ts";
import classes from "./why.module.css";
import { whyLabels } from "./why-labels.ts";

const FileProblem = lazyPart(async () => (await import("#renderer/parts/files/file-problem.tsx")).FileProblem);

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

/** Shows the button that opens a definitions file, for explanations without a network. */
export function OpenFileButton({ projectId }: { projectId: string }) {
  const open = useOpenFile(projectId);
  return (
    <>
      <ChooseFile accept="application/json,.json,.gz" onChoose={(file) => open.mutate({ file, encoding: null })}>
        {(props) => (
          <button type="button" className="link" disabled={open.isPending} {...props}>
            {open.isPending ? "Reading the file…" : whyLabels.openFile}
          </button>
        )}
      </ChooseFile>
      {open.isError && (
        <div className={classes.problem}>
          <FileProblem
            fileName={nameOfFile(open.variables.file)}
            failure={open.error}
            sentence={sentenceOf(open.error)}
            onRead={(encoding) => open.mutate({ file: open.variables.file, encoding })}
          />
        </div>
      )}
    </>
  );
}
