import { sentenceOf } from "#renderer/host/failure.ts";
import { nameOfFile } from "#renderer/parts/files/read-file.ts";
import { ChooseFile } from "#renderer/ui/choose-file.tsx";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { useOpenFile } from "./explain.queries.ts";
import { explainLabels } from "./explain-labels.ts";
import classes from "./open-file-button.module.css";

const FileProblem = lazyPart(async () => (await import("#renderer/parts/files/file-problem.tsx")).FileProblem);

/** Shows the button that opens a definitions file, for explanations without a network. */
export function OpenFileButton({ projectId }: { projectId: string }) {
  const open = useOpenFile(projectId);
  return (
    <>
      <ChooseFile accept="application/json,.json,.gz" onChoose={(file) => open.mutate({ file, encoding: null })}>
        {(props) => (
          <button type="button" className="link" disabled={open.isPending} {...props}>
            {open.isPending ? "Reading the file…" : explainLabels.openFile}
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
