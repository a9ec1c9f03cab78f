import { Button, FileButton, Textarea } from "@mantine/core";
import { FileUp } from "lucide-react";
import { type DragEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { FileProblem } from "#renderer/parts/files/file-problem.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { foundText } from "#shared/domain/history/import/import-text.ts";
import { type Recording, UnusableRecording } from "#shared/domain/history/import/read-recording.ts";
import { formatBytes, formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import { formatDateTime } from "#shared/domain/text/format-time.ts";
import classes from "./import.module.css";
import { importLabels } from "./import-labels.ts";
import { importRecording, type ReadSource, readFileRecording, readPastedRecording } from "./import-recording.ts";

type ImportState =
  | { readonly is: "choosing" }
  | { readonly is: "working"; readonly text: string }
  | { readonly is: "found"; readonly found: ReadSource }
  | { readonly is: "failed"; readonly fileName: string; readonly failure: unknown };

export type Imported = Awaited<ReturnType<typeof importRecording>>;

/** Reads a recording, shows what it has, and imports it. With `file`, that is read at once. */
export function ImportDialog({
  file,
  onClose,
  onImported,
}: {
  file: File | null;
  onClose: () => void;
  onImported: (imported: Imported) => void;
}) {
  const [state, setState] = useState<ImportState>({ is: "choosing" });
  const [text, setText] = useState("");
  const work = useRef<AbortController | null>(null);

  /** Does one thing at a time; closing the dialog cancels it. */
  const run = async (fileName: string, act: (signal: AbortSignal) => Promise<void>) => {
    work.current?.abort();
    const own = new AbortController();
    work.current = own;
    try {
      await act(own.signal);
    } catch (failure) {
      if (!own.signal.aborted) setState({ is: "failed", fileName, failure });
    }
  };
  const readFile = (chosen: File) =>
    run(chosen.name, async (signal) => {
      const onRead = (bytes: number) => {
        if (!signal.aborted) setState({ is: "working", text: importLabels.reading(formatBytes(bytes), formatBytes(chosen.size)) });
      };
      onRead(0);
      const found = await readFileRecording(chosen, { signal, onRead });
      if (!signal.aborted) setState({ is: "found", found });
    });
  const readPasted = () =>
    run(importLabels.pasted, async (signal) => {
      const found = await readPastedRecording(text, { signal });
      if (!signal.aborted) setState({ is: "found", found });
    });
  const importFound = (found: ReadSource) =>
    run(found.source, async (signal) => {
      const total = formatNumber(found.recording.calls.length);
      const showProgress = (done: number) => setState({ is: "working", text: importLabels.importing(formatNumber(done), total) });
      showProgress(0);
      onImported(await importRecording(found, { signal, onImported: showProgress }));
    });
  const close = () => {
    work.current?.abort();
    onClose();
  };
  const readGiven = useEffectEvent(() => {
    if (file !== null) void readFile(file);
  });
  useEffect(() => {
    readGiven();
    return () => work.current?.abort();
  }, []);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const [dropped] = event.dataTransfer.files;
    if (dropped !== undefined) void readFile(dropped);
  };

  return (
    <OpenDialog onClose={close} title={importLabels.title} size="lg">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an alternative to the button within */}
      <div className={classes.body} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        {state.is === "found" ? (
          <Found recording={state.found.recording} />
        ) : state.is === "working" ? (
          <p role="status">{state.text}</p>
        ) : (
          <>
            <p className={classes.lead}>{importLabels.lead}</p>
            {state.is === "failed" && (
              <FileProblem
                fileName={state.fileName}
                failure={state.failure}
                sentence={
                  state.failure instanceof UnusableRecording
                    ? `${state.fileName}: ${state.failure.message}`
                    : `${importLabels.notImported}: ${sentenceOf(state.failure)}`
                }
                onRead={() => undefined}
              />
            )}
            <FileButton accept=".har,.json,.txt,.gz" onChange={(chosen) => chosen && void readFile(chosen)}>
              {(props) => (
                <Button {...props} variant="default" className={classes.choose ?? ""} leftSection={<FileUp size={14} aria-hidden />}>
                  {importLabels.chooseFile}
                </Button>
              )}
            </FileButton>
            <Textarea
              label={importLabels.paste}
              placeholder={'fetch("https://featureassets.org/v1/initialize?k=…", { "body": … });'}
              rows={7}
              data-autofocus
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && text.trim() !== "") {
                  event.stopPropagation();
                  void readPasted();
                }
              }}
            />
          </>
        )}
        <div className={classes.buttons}>
          {state.is === "found" && (
            <Button variant="default" onClick={() => setState({ is: "choosing" })}>
              {importLabels.another}
            </Button>
          )}
          <Button variant="default" onClick={close}>
            {importLabels.cancel}
          </Button>
          {state.is === "found" && state.found.recording.calls.length > 0 && (
            <Button data-autofocus onClick={() => void importFound(state.found)}>
              {importLabels.importNow(formatCount(state.found.recording.calls.length, "request"))}
            </Button>
          )}
          {(state.is === "choosing" || state.is === "failed") && (
            <Button disabled={text.trim() === ""} onClick={() => void readPasted()}>
              {importLabels.read}
            </Button>
          )}
        </div>
      </div>
    </OpenDialog>
  );
}

const maxShown = 100;

function Found({ recording }: { recording: Recording }) {
  const { calls } = recording;
  return (
    <>
      <p role="status">{foundText(recording)}</p>
      {calls.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reached by keyboard
        <ul className={classes.calls} aria-label={importLabels.found} tabIndex={0}>
          {calls.slice(0, maxShown).map(({ exchange: { atMs, endpoint, method, url, outcome } }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew for each recording
            <li key={at}>
              <span className="num">{"status" in outcome ? outcome.status : "–"}</span>
              <code>{endpoint}</code>
              <span className="ell">
                {method} {new URL(url).host}
              </span>
              <span className={`num ${classes.time}`}>{atMs === null ? importLabels.noTime : formatDateTime(atMs)}</span>
            </li>
          ))}
          {calls.length > maxShown && <li>{importLabels.more(formatNumber(calls.length - maxShown))}</li>}
        </ul>
      )}
      {calls.length > 0 && <p className={classes.lead}>{importLabels.oldOnes}</p>}
    </>
  );
}
