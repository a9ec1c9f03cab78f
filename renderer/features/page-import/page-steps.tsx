import { Button, Textarea } from "@mantine/core";
import { CircleAlert, CircleQuestionMark, Copy, ShieldCheck, TriangleAlert } from "lucide-react";
import { useEffect, useRef } from "react";
import { copyText } from "#renderer/ui/copy-button.tsx";
import { SubmitButton } from "#renderer/ui/submit-button.tsx";
import { DialogFoot } from "#renderer/ui/tall-dialog.tsx";
import { maskKeyForms } from "#shared/domain/exchange/key-form.ts";
import { consoleLine } from "#shared/domain/page-import/console-line.ts";
import type { PageReading } from "#shared/domain/user/pasted/page-copy.ts";
import classes from "./page-import.module.css";
import { pageImportLabels } from "./page-import-labels.ts";

export type PageProblem = Exclude<PageReading, { kind: "read" }> | { readonly kind: "wrong"; readonly start: string };

/** The three steps: copy the line, run it on the page, paste what it copied. */
export function PageSteps({
  text,
  onText,
  problem,
  isLineCopied,
  onLineCopied,
  onRead,
  onClose,
}: {
  text: string;
  onText: (text: string) => void;
  problem: PageProblem | null;
  isLineCopied: boolean;
  onLineCopied: () => void;
  onRead: (text: string) => void;
  onClose: () => void;
}) {
  const copyLine = async () => {
    if (await copyText(consoleLine, pageImportLabels.line)) onLineCopied();
  };
  const isPasted = text.trim() !== "";
  const box = useRef<HTMLTextAreaElement>(null);
  // Also after “Paste again”, when the dialog is open already.
  useEffect(() => box.current?.focus(), []);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
      <section className={classes.stepsScroll} aria-label={pageImportLabels.steps} tabIndex={0}>
        <ol className={classes.steps}>
          <li>
            <Step number={1} />
            <h3 className={classes.step}>{pageImportLabels.copyStep}</h3>
            <div className={classes.lineBox}>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
              <section className={classes.line} aria-label={pageImportLabels.line} tabIndex={0}>
                <code>{consoleLine}</code>
              </section>
              <Button
                variant={isLineCopied ? "default" : "filled"}
                leftSection={<Copy size={14} aria-hidden />}
                onClick={() => void copyLine()}
              >
                {pageImportLabels.copy}
              </Button>
            </div>
            <p className={classes.note}>{pageImportLabels.whatItReads}</p>
          </li>
          <li>
            <Step number={2} />
            <h3 className={classes.step}>{pageImportLabels.runStep}</h3>
            <p className={classes.note}>
              Open the page, press <kbd className={classes.kbd}>F12</kbd>, choose <b>Console</b>, paste the line and press{" "}
              <kbd className={classes.kbd}>Enter</kbd>. If the browser refuses to paste, type <code>allow pasting</code> first.
            </p>
          </li>
          <li className={classes.pasteStep}>
            <Step number={3} isCurrent />
            <h3 className={classes.step}>{pageImportLabels.pasteStep}</h3>
            <Textarea
              ref={box}
              aria-label={pageImportLabels.box}
              placeholder="Ctrl V"
              data-autofocus
              spellCheck={false}
              classNames={{ root: classes.pasteRoot ?? "", wrapper: classes.pasteWrapper ?? "", input: classes.pasteBox ?? "" }}
              value={shortened(text)}
              onChange={(event) => onText(event.currentTarget.value)}
              onPaste={(event) => {
                // A text of megabytes is not shown: a field of that size would be slow.
                const pasted = event.clipboardData.getData("text");
                if (pasted === "") return;
                event.preventDefault();
                onText(pasted);
                onRead(pasted);
              }}
            />
            <div aria-live="polite">{problem !== null && <Problem problem={problem} />}</div>
          </li>
        </ol>
      </section>
      <DialogFoot>
        <p className={classes.footText}>
          <ShieldCheck size={15} aria-hidden />
          {pageImportLabels.nothingSent}
        </p>
        <Button variant="default" onClick={onClose}>
          {pageImportLabels.cancel}
        </Button>
        <SubmitButton
          label={pageImportLabels.read}
          variant={isLineCopied || isPasted ? "filled" : "default"}
          disabled={!isPasted}
          onSubmit={() => onRead(text)}
        />
      </DialogFoot>
    </>
  );
}

const maxShown = 4_000;

/** Keys are masked on the screen, too. */
function shortened(text: string): string {
  const shown = maskKeyForms(text.slice(0, maxShown));
  return text.length > maxShown ? `${shown}…` : shown;
}

function Step({ number, isCurrent = false }: { number: number; isCurrent?: boolean }) {
  return (
    <span className={classes.number} data-is-current={isCurrent || undefined} aria-hidden="true">
      {number}
    </span>
  );
}

function Problem({ problem }: { problem: PageProblem }) {
  const { title, text, tone, Icon } = problemView(problem);
  return (
    <div className={classes.problem} data-tone={tone}>
      <b>
        <Icon size={15} aria-hidden /> {title}
      </b>
      <p>{text}</p>
    </div>
  );
}

function problemView(problem: PageProblem) {
  switch (problem.kind) {
    case "no_client":
      return { title: pageImportLabels.noClient, text: pageImportLabels.noClientText, tone: "unknown", Icon: CircleQuestionMark };
    case "newer":
      return { title: pageImportLabels.newer, text: pageImportLabels.newerText(problem.version), tone: "unknown", Icon: TriangleAlert };
    case "damaged":
      return { title: pageImportLabels.damaged, text: `${problem.problem} Run the line again.`, tone: "unreached", Icon: CircleAlert };
    case "wrong":
      return {
        title: pageImportLabels.wrong,
        text: pageImportLabels.wrongText(maskKeyForms(problem.start)),
        tone: "unreached",
        Icon: CircleAlert,
      };
  }
}
