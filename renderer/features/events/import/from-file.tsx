import { Button } from "@mantine/core";
import { ClipboardPaste, FileUp } from "lucide-react";
import { type DragEvent, useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { FileProblem } from "#renderer/parts/files/file-problem.tsx";
import { PasteDialog } from "#renderer/parts/paste/paste-dialog.tsx";
import { maxShownPasteLength, usePastedText } from "#renderer/parts/paste/pasted-text.ts";
import { useProjectId } from "#renderer/session/session.ts";
import { ChooseFile } from "#renderer/ui/choose-file.tsx";
import { formatBytes } from "#shared/domain/text/format-number.ts";
import classes from "./from-file.module.css";
import { useRuns } from "./import.queries.ts";
import { importLabels } from "./import-labels.ts";
import { ImportReview } from "./import-review.tsx";
import { closeFile, openFile, openText, readInEncoding, useImportSource } from "./import-source.ts";
import { RunList } from "./run-list.tsx";

/** Sends events from a file: opens it, maps its columns, previews the rows, sends them and shows the outcome of each row. */
export function FromFile({ onOpenOutbox }: { onOpenOutbox: () => void }) {
  const source = useImportSource((state) => state.source);
  const runs = useRuns(useProjectId());
  const [isOver, setOver] = useState(false);
  const openDropped = (event: DragEvent) => {
    setOver(false);
    // The page takes files: it knows what each is.
    if (event.dataTransfer.files.length > 0) return;
    event.preventDefault();
    const text = event.dataTransfer.getData("text/plain");
    if (text !== "") void openText(text);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an alternative to the button within
    <div
      className={classes.place}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setOver(false);
      }}
      onDrop={openDropped}
    >
      {source.is === "read" ? (
        <ImportReview
          key={source.importId}
          importId={source.importId}
          fileName={source.fileName}
          encoding={source.encoding}
          mapping={source.mapping}
        />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={classes.start} aria-label="Files" tabIndex={0}>
          {source.is === "failed" && (
            <div className={classes.problem}>
              <FileProblem
                fileName={source.fileName}
                failure={source.failure}
                sentence={`${source.fileName} could not be read: ${sentenceOf(source.failure)}`}
                onRead={(encoding) => void readInEncoding(encoding)}
              />
            </div>
          )}
          {source.is === "reading" ? <ReadingFile {...source} /> : <Chooser isSmall={runs.length > 0 || source.is === "failed"} />}
          {runs.length > 0 && <RunList runs={runs} onOpenOutbox={onOpenOutbox} />}
        </section>
      )}
    </div>
  );
}

const acceptedExtensions = ".csv,.tsv,.tab,.json,.jsonl,.ndjson,.txt,.log,.gz";

function Chooser({ isSmall }: { isSmall: boolean }) {
  const [isPasting, setPasting] = useState(false);
  return (
    <div className={classes.chooser} data-small={isSmall || undefined}>
      <h2>{isSmall ? "Send another file" : importLabels.title}</h2>
      <p>
        Drop a CSV, JSON or NDJSON file of any size here, also as gzip. Before anything is sent, you map its columns and see which rows
        cannot be sent.
      </p>
      <div className={classes.buttons}>
        <ChooseFile accept={acceptedExtensions} onChoose={(file) => void openFile(file)}>
          {(props) => (
            <Button {...props} variant={isSmall ? "default" : "filled"} leftSection={<FileUp size={14} aria-hidden />}>
              Choose a file…
            </Button>
          )}
        </ChooseFile>
        <Button variant="default" leftSection={<ClipboardPaste size={14} aria-hidden />} onClick={() => setPasting(true)}>
          {importLabels.pasteRows}
        </Button>
      </div>
      {!isSmall && (
        <pre className={classes.sample}>
          {"event,value,userID,sku,currency\nadd_to_cart,49.9,u-1036,lamp-arc-02,EUR\ncheckout_step,shipping,u-1036,,EUR"}
        </pre>
      )}
      {isPasting && <PasteRows onClose={() => setPasting(false)} />}
    </div>
  );
}

function PasteRows({ onClose }: { onClose: () => void }) {
  const [text] = usePastedText("event rows");
  return (
    <PasteDialog
      place="event rows"
      title="Paste rows"
      box={importLabels.rows}
      placeholder={"event,value,userID\nadd_to_cart,49.9,u-1036"}
      submit={importLabels.reviewRows}
      cancel="Cancel"
      canSubmit={text.trim() !== ""}
      onSubmit={() => void openText(text)}
      onPaste={(pasted) => {
        const isLong = text === "" && pasted.length >= maxShownPasteLength;
        if (isLong) void openText(pasted);
        return isLong;
      }}
      onClose={onClose}
    />
  );
}

function ReadingFile({ fileName, readBytes, size: totalBytes }: { fileName: string; readBytes: number; size: number }) {
  return (
    <div className={classes.chooser}>
      <h2>Reading {fileName}</h2>
      <p>
        <span className="num">
          {formatBytes(readBytes)} of {formatBytes(totalBytes)}
        </span>
        . Nothing is sent yet.
      </p>
      <svg
        className={classes.progress}
        role="img"
        aria-label={`${totalBytes === 0 ? 0 : Math.round((readBytes / totalBytes) * 100)} percent read`}
      >
        <rect width="100%" height="4" fill="var(--gs-line)" />
        <rect width={`${totalBytes === 0 ? 0 : (readBytes / totalBytes) * 100}%`} height="4" fill="var(--gs-accent)" />
      </svg>
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => void closeFile()}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
