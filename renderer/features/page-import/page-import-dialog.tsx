import { useState } from "react";
import { usePastedText } from "#renderer/parts/paste/pasted-text.ts";
import { TallDialog } from "#renderer/ui/tall-dialog.tsx";
import { type PageReading, readPageCopy } from "#shared/domain/user/pasted/page-copy.ts";
import { pageImportLabels } from "./page-import-labels.ts";
import { PageResult } from "./page-result.tsx";
import { type PageProblem, PageSteps } from "./page-steps.tsx";

/** Reads a user and its answers from a running page: the steps to copy them, and then what they are and why they differ from those of now. */
export function PageImportDialog({ onClose }: { onClose: () => void }) {
  const [text, setText] = usePastedText("page");
  const [isLineCopied, setLineCopied] = useState(false);
  const [reading, setReading] = useState<PageReading | null>(null);
  const [problem, setProblem] = useState<PageProblem | null>(null);
  const read = (pasted: string) => {
    const found = readPageCopy(pasted);
    setProblem(found === null ? { kind: "wrong", start: startOf(pasted) } : found.kind === "read" ? null : found);
    if (found?.kind === "read") setReading(found);
  };
  const isResult = reading?.kind === "read";
  /** What was read is used up; what was only pasted is there the next time. */
  const close = () => {
    if (isResult) setText("");
    onClose();
  };
  return (
    <TallDialog
      onClose={close}
      title={pageImportLabels.title}
      about={pageImportLabels.about}
      size={isResult ? "70rem" : "64rem"}
      closeOnClickOutside={text === ""}
      onSubmit={isResult || text.trim() === "" ? null : () => read(text)}
    >
      {isResult ? (
        <PageResult
          copy={reading.copy}
          length={text.length}
          onAgain={() => {
            setReading(null);
            setText("");
          }}
          onClose={close}
        />
      ) : (
        <PageSteps
          text={text}
          onText={(changed) => {
            setText(changed);
            setProblem(null);
          }}
          problem={problem}
          isLineCopied={isLineCopied}
          onLineCopied={() => setLineCopied(true)}
          onRead={read}
          onClose={close}
        />
      )}
    </TallDialog>
  );
}

/** `<html lang="en">…`: the first words of a text, on one line. */
function startOf(text: string): string {
  const start = text.trim().replace(/\s+/g, " ");
  return start.length > 24 ? `${start.slice(0, 24)}…` : start;
}
