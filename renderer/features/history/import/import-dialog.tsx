import { Button, Textarea } from "@mantine/core";
import { FileUp } from "lucide-react";
import { type ClipboardEvent, type DragEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { FileProblem } from "#renderer/parts/files/file-problem.tsx";
import { nameOfFile } from "#renderer/parts/files/read-file.ts";
import { maxShownPasteLength, usePastedText } from "#renderer/parts/paste/pasted-text.ts";
import { ChooseFile } from "#renderer/ui/choose-file.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { SubmitButton } from "#renderer/ui/submit-button.tsx";
import { foundText } from "#shared/domain/history/import/import-text.ts";
import { UnusableRecording } from "#shared/domain/history/import/read-recording.ts";
import { formatBytes, formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import { formatDateTime } from "#shared/domain/text/format-time.ts";
import classes from "./import.module.css";
import { importLabels } from "./import-labels.ts";
import { importRecording, type ReadRecording, readRecordingBeside } from "./import-recording.ts";
import type { FoundRecording, RecordingSource } from "./recording-messages.ts";

type ImportState =
  | { readonly is: "choosing" }
  | { readonly is: "working"; readonly text: string }
  | { readonly is: "found"; readonly source: string; readonly found: FoundRecording }
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
  const [text, setText] = usePastedText("recording");
  const work = useRef<AbortController | null>(null);
  const opened = useRef<ReadRecording | null>(null);

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
  const stop = () => {
    work.current?.abort();
    opened.current?.close();
    opened.current = null;
  };
  const read = (source: string, content: RecordingSource) => {
    stop();
    return run(source, async (signal) => {
      const showProgress = (bytes: number) => {
        if (!signal.aborted) setState({ is: "working", text: importLabels.reading(formatBytes(bytes), formatBytes(sizeOf(content))) });
      };
      showProgress(0);
      const recording = await readRecordingBeside(content, { signal, onRead: showProgress });
      opened.current = recording;
      setState({ is: "found", source, found: recording.found });
    });
  };
  const readFile = (chosen: File) => read(nameOfFile(chosen), chosen);
  const readPasted = (pasted: string) => read(importLabels.pasted, pasted);
  const importFound = (source: string, { callCount }: FoundRecording) =>
    run(source, async (signal) => {
      const recording = opened.current;
      if (recording === null) return;
      const total = formatNumber(callCount);
      const showProgress = (done: number) => setState({ is: "working", text: importLabels.importing(formatNumber(done), total) });
      showProgress(0);
      onImported(await importRecording({ source, recording }, { signal, onImported: showProgress }));
      setText("");
    });
  const close = () => {
    stop();
    onClose();
  };
  const readGiven = useEffectEvent(() => {
    if (file !== null) void readFile(file);
  });
  const stopAtEnd = useEffectEvent(stop);
  useEffect(() => {
    readGiven();
    return () => stopAtEnd();
  }, []);
  /** A field with megabytes of text would block the page. */
  const paste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData("text/plain");
    if (pasted.length <= maxShownPasteLength) return;
    event.preventDefault();
    void readPasted(pasted);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const [dropped] = event.dataTransfer.files;
    if (dropped !== undefined) void readFile(dropped);
  };

  const isChoosing = state.is === "choosing" || state.is === "failed";
  const canRead = isChoosing && text.trim() !== "";

  return (
    <OpenDialog onClose={close} title={importLabels.title} size="lg" onSubmit={canRead ? () => void readPasted(text) : null}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an alternative to the button within */}
      <div className={classes.body} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        {state.is === "found" ? (
          <Found found={state.found} />
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
            <ChooseFile accept=".har,.json,.ndjson,.txt,.gz" onChoose={(chosen) => void readFile(chosen)}>
              {(props) => (
                <Button {...props} variant="default" className={classes.choose ?? ""} leftSection={<FileUp size={14} aria-hidden />}>
                  {importLabels.chooseFile}
                </Button>
              )}
            </ChooseFile>
            <Textarea
              ref={focusOnMount}
              label={importLabels.paste}
              placeholder={'fetch("https://featureassets.org/v1/initialize?k=…", { "body": … });'}
              rows={7}
              data-autofocus
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              onPaste={paste}
            />
          </>
        )}
        <div className={classes.buttons}>
          {state.is === "found" && (
            <Button
              ref={state.found.callCount === 0 ? focusOnMount : null}
              variant="default"
              onClick={() => {
                stop();
                setState({ is: "choosing" });
              }}
            >
              {importLabels.another}
            </Button>
          )}
          <Button ref={state.is === "working" ? focusOnMount : null} variant="default" onClick={close}>
            {importLabels.cancel}
          </Button>
          {state.is === "found" && state.found.callCount > 0 && (
            <Button ref={focusOnMount} onClick={() => void importFound(state.source, state.found)}>
              {importLabels.importNow(formatCount(state.found.callCount, "request"))}
            </Button>
          )}
          {isChoosing && <SubmitButton label={importLabels.read} disabled={!canRead} onSubmit={() => void readPasted(text)} />}
        </div>
      </div>
    </OpenDialog>
  );
}

function Found({ found: { firstCalls, callCount, requests, otherRequests } }: { found: FoundRecording }) {
  return (
    <>
      <p role="status">{foundText({ calls: callCount, requests, otherRequests })}</p>
      {callCount > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reached by keyboard
        <ul className={classes.calls} aria-label={importLabels.found} tabIndex={0}>
          {firstCalls.map(({ atMs, endpoint, method, host, status }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew for each recording
            <li key={at}>
              <span className="num">{status ?? "–"}</span>
              <code>{endpoint}</code>
              <span className="ell">
                {method} {host}
              </span>
              <span className={`num ${classes.time}`}>{atMs === null ? importLabels.noTime : formatDateTime(atMs)}</span>
            </li>
          ))}
          {callCount > firstCalls.length && <li>{importLabels.more(formatNumber(callCount - firstCalls.length))}</li>}
        </ul>
      )}
      {callCount > 0 && <p className={classes.lead}>{importLabels.oldOnes}</p>}
    </>
  );
}

/** The field or button that had the focus is gone, because what was found takes its place. */
function focusOnMount(control: HTMLElement | null): void {
  control?.focus();
}

function sizeOf(content: RecordingSource): number {
  return typeof content === "string" ? content.length : content.size;
}
