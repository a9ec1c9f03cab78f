import { Button, Textarea } from "@mantine/core";
import { useId, useMemo, useState } from "react";
import { runCommand } from "#renderer/session/commands.ts";
import { JsonText } from "#renderer/ui/json/json-text.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { type PastedUser, readPastedUser, type UserCandidate } from "#shared/domain/user/pasted-user.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import { pasteLabels } from "./paste-labels.ts";
import { formatUser } from "./user-draft.ts";
import classes from "./user-editor.module.css";

/** A dialog that finds users in pasted text of any common form, lets the person choose one of several, and shows it before it is used. */
export function PasteUser({
  text,
  onText,
  onClose,
  onUse,
}: {
  text: string;
  onText: (text: string) => void;
  onClose: () => void;
  onUse: (user: StatsigUser) => void;
}) {
  const pasted = useMemo(() => (text.trim() === "" ? null : readPastedUser(text)), [text]);
  // The choice belongs to the text for which it was made.
  const [choice, setChoice] = useState<{ text: string; index: number }>({ text: "", index: 0 });
  const index = choice.text === text ? choice.index : 0;
  const candidate = pasted?.kind === "read" ? (pasted.candidates[index] ?? pasted.candidates[0]) : null;
  const applyUser = () => {
    if (candidate !== null) onUse(candidate.user);
  };
  return (
    <OpenDialog onClose={onClose} title={pasteLabels.title} size="lg">
      <p className={classes.dialogLead}>
        {pasteLabels.lead}{" "}
        <button
          type="button"
          className="link"
          onClick={() => {
            onClose();
            runCommand("importPage");
          }}
        >
          {pasteLabels.fromPage}
        </button>
      </p>
      <Textarea
        aria-label={pasteLabels.box}
        placeholder={'{ "userID": "u-1036", "country": "DE" }'}
        autosize
        minRows={5}
        maxRows={12}
        data-autofocus
        classNames={{ input: classes.pasteBox ?? "" }}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.stopPropagation();
            applyUser();
          }
        }}
      />
      {pasted?.kind === "read" && pasted.candidates.length > 1 && (
        <CandidateChoice pasted={pasted} index={index} onChoose={(chosen) => setChoice({ text, index: chosen })} />
      )}
      <div className={classes.understood} aria-live="polite">
        {pasted?.kind === "unreadable" && <p className={classes.problem}>{pasted.problem}</p>}
        {pasted?.kind === "read" && pasted.limit !== null && <p className={classes.problem}>{pasted.limit}</p>}
        {candidate !== null && <CandidateView candidate={candidate} />}
      </div>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {pasteLabels.cancel}
        </Button>
        <Button disabled={candidate === null} onClick={applyUser}>
          {pasteLabels.use}
        </Button>
      </div>
    </OpenDialog>
  );
}

function CandidateChoice({
  pasted,
  index,
  onChoose,
}: {
  pasted: Extract<PastedUser, { kind: "read" }>;
  index: number;
  onChoose: (index: number) => void;
}) {
  const name = useId();
  return (
    <fieldset className={classes.candidates}>
      <legend>{pasteLabels.severalUsers(pasted.candidates.length)}</legend>
      {pasted.candidates.map(({ user, place }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew for each text
        <label key={at} className={classes.candidate}>
          <input type="radio" name={name} checked={at === index} onChange={() => onChoose(at)} />
          <span className="ell">{userLabel(user)}</span>
          {place !== "" && <code className={`${classes.candidatePlace} ell`}>{place}</code>}
        </label>
      ))}
    </fieldset>
  );
}

function CandidateView({ candidate: { user, notes, lost } }: { candidate: UserCandidate }) {
  return (
    <>
      {lost.length > 0 && (
        <ul className={classes.lost}>
          {lost.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <p>
        {notes.length === 0 && lost.length === 0 ? (
          <b>Valid JSON, nothing to change.</b>
        ) : (
          <>
            <b>{pasteLabels.understood}:</b> {notes.length === 0 ? "everything else." : notes.join(" ")}
          </>
        )}
      </p>
      <JsonText text={formatUser(user)} label="Resulting user" />
    </>
  );
}
