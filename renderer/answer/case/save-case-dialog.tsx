import { Button, Radio, Textarea, TextInput } from "@mantine/core";
import { CheckCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { JsonText } from "#renderer/ui/json/json-text.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { Segments } from "#renderer/ui/segments.tsx";
import { SubmitButton } from "#renderer/ui/submit-button.tsx";
import { DialogFoot, TallDialog } from "#renderer/ui/tall-dialog.tsx";
import type { CaseFormat, PreparedCase } from "#shared/domain/case/case-request.ts";
import { changesSentence, leftoversSentence } from "#shared/domain/case/case-text.ts";
import type { RedactionChoice } from "#shared/domain/case/redaction.ts";
import { formatBytes } from "#shared/domain/text/format-number.ts";
import { caseLabels } from "./case-labels.ts";
import type { CaseToSave } from "./case-to-save.ts";
import { RedactionTable } from "./redaction-table.tsx";
import { ReplyBox } from "./reply-box.tsx";
import classes from "./save-case.module.css";
import { usePreparedCase } from "./use-prepared-case.ts";

const formats = ["case", "html", "markdown"] as const satisfies readonly CaseFormat[];

/** Saves answers as a case: lists every field with what replaces it, says whether the answers stay, and offers the formats and a reply. */
export function SaveCaseDialog({
  content,
  startsWithReply,
  onClose,
}: {
  content: CaseToSave;
  startsWithReply: boolean;
  onClose: () => void;
}) {
  const [name, setName] = useState(content.name);
  const [note, setNote] = useState("");
  const [choices, setChoices] = useState<[string, RedactionChoice][]>([]);
  const [format, setFormat] = useState<CaseFormat>("case");
  const [side, setSide] = useState<"file" | "reply">(startsWithReply ? "reply" : "file");
  const [problem, setProblem] = useState<string | null>(null);
  const { prepared, isOld, error, save } = usePreparedCase(content, { name, note, choices });
  const isTyped = note !== "" || name !== content.name || choices.length > 0;
  const canSave = prepared !== undefined && name.trim() !== "";
  const saveAndClose = async () => {
    try {
      announce(caseLabels.saved(await save(format)));
      onClose();
    } catch (failure) {
      setProblem(sentenceOf(failure));
    }
  };
  return (
    <TallDialog
      onClose={onClose}
      title={caseLabels.title}
      about={caseLabels.about}
      size="70rem"
      onSubmit={canSave ? () => void saveAndClose() : null}
      closeOnEscape={!isTyped}
      closeOnClickOutside={!isTyped}
    >
      <div className={classes.split} aria-busy={isOld || undefined}>
        <div className={classes.left}>
          <h3 className={classes.h}>
            {caseLabels.whatIsReplaced} <span>{caseLabels.equalTags}</span>
          </h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
          <section className={classes.scroll} aria-label={caseLabels.fields} tabIndex={0}>
            {prepared === undefined ? (
              <p className={classes.waiting}>{error === null ? caseLabels.preparing : sentenceOf(error)}</p>
            ) : (
              <RedactionTable
                rows={prepared.rows}
                changes={prepared.changes}
                onChoose={({ id }, choice) => setChoices([...choices.filter(([other]) => other !== id), [id, choice]])}
              />
            )}
          </section>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
        <section className={classes.side} aria-label={caseLabels.side} tabIndex={0}>
          <Segments
            label={caseLabels.side}
            value={side}
            onChange={setSide}
            choices={[
              { value: "file", label: caseLabels.file },
              { value: "reply", label: caseLabels.reply },
            ]}
          />
          {side === "reply" ? (
            prepared !== undefined && (
              <ReplyBox key={prepared.caseId} caseId={prepared.caseId} about={caseLabels.replyNote} isCopyFocused={startsWithReply} />
            )
          ) : (
            <>
              <Radio.Group
                label={caseLabels.format}
                value={format}
                onChange={(chosen) => setFormat(formats.find((each) => each === chosen) ?? "case")}
              >
                {formats.map((each) => (
                  <Radio
                    key={each}
                    value={each}
                    label={caseLabels.formats[each].label}
                    description={caseLabels.formats[each].note}
                    className={classes.format ?? ""}
                  />
                ))}
              </Radio.Group>
              <TextInput label={caseLabels.name} value={name} maxLength={200} onChange={(event) => setName(event.currentTarget.value)} />
              <Textarea
                label={caseLabels.note}
                placeholder={caseLabels.notePlaceholder}
                data-autofocus
                autosize
                minRows={2}
                maxRows={6}
                maxLength={20_000}
                value={note}
                onChange={(event) => setNote(event.currentTarget.value)}
              />
              {prepared !== undefined && (
                <div className={classes.preview}>
                  <h3 className={classes.h}>
                    {caseLabels.preview} <span>{formatBytes(prepared.bytes)}</span>
                  </h3>
                  <JsonText text={prepared.preview} label={caseLabels.previewOf} />
                </div>
              )}
            </>
          )}
        </section>
      </div>
      <DialogFoot>
        <Verdict prepared={prepared} problem={problem} />
        <Button variant="default" onClick={onClose}>
          {caseLabels.cancel}
        </Button>
        <SubmitButton label={caseLabels.saveFile} disabled={!canSave} onSubmit={() => void saveAndClose()} />
      </DialogFoot>
    </TallDialog>
  );
}

/** Says whether the answers survive the redaction, what could not be replaced, and what the case lacks. */
function Verdict({ prepared, problem }: { prepared: PreparedCase | undefined; problem: string | null }) {
  if (problem !== null)
    return (
      <p role="alert" className={classes.verdict} data-warns>
        <TriangleAlert size={15} aria-hidden className={classes.verdictIcon} />
        <span>{problem}</span>
      </p>
    );
  if (prepared === undefined) return <p className={classes.verdict} />;
  const sentences = [changesSentence(prepared.changes, prepared.rows), leftoversSentence(prepared.rows), ...prepared.notes].filter(
    (sentence) => sentence !== null,
  );
  return (
    <p aria-live="polite" className={classes.verdict} data-warns={sentences.length > 0 || undefined}>
      {sentences.length > 0 ? (
        <TriangleAlert size={15} aria-hidden className={classes.verdictIcon} />
      ) : (
        <CheckCheck size={15} aria-hidden className={classes.verdictIcon} />
      )}
      <span>{sentences.length > 0 ? sentences.join(" ") : caseLabels.sameAnswer}</span>
    </p>
  );
}
