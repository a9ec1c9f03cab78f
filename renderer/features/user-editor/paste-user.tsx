import { useId, useMemo, useState } from "react";
import { PasteDialog, PasteProblem } from "#renderer/parts/paste/paste-dialog.tsx";
import { usePastedText } from "#renderer/parts/paste/pasted-text.ts";
import { runCommand } from "#renderer/session/commands.ts";
import { JsonText } from "#renderer/ui/json/json-text.tsx";
import { type PastedUser, readPastedUser, type UserCandidate } from "#shared/domain/user/pasted-user.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import { pasteLabels } from "./paste-labels.ts";
import { formatUser } from "./user-draft.ts";
import classes from "./user-editor.module.css";

/** A dialog that finds users in pasted text of any common form, lets the person choose one of several, and shows it before it is used. */
export function PasteUser({ onClose, onUse }: { onClose: () => void; onUse: (user: StatsigUser) => void }) {
  const [text] = usePastedText("user");
  const pasted = useMemo(() => (text.trim() === "" ? null : readPastedUser(text)), [text]);
  // The choice belongs to the text for which it was made.
  const [choice, setChoice] = useState<{ text: string; index: number }>({ text: "", index: 0 });
  const index = choice.text === text ? choice.index : 0;
  const candidate = pasted?.kind === "read" ? (pasted.candidates[index] ?? pasted.candidates[0]) : null;
  return (
    <PasteDialog
      place="user"
      title={pasteLabels.title}
      lead={
        <>
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
        </>
      }
      box={pasteLabels.box}
      placeholder={'{ "userID": "u-1036", "country": "DE" }'}
      submit={pasteLabels.use}
      cancel={pasteLabels.cancel}
      canSubmit={candidate !== null}
      onSubmit={() => candidate !== null && onUse(candidate.user)}
      onClose={onClose}
    >
      {pasted?.kind === "read" && pasted.candidates.length > 1 && (
        <CandidateChoice pasted={pasted} index={index} onChoose={(chosen) => setChoice({ text, index: chosen })} />
      )}
      {pasted?.kind === "unreadable" && <PasteProblem>{pasted.problem}</PasteProblem>}
      {pasted?.kind === "read" && pasted.limit !== null && <PasteProblem>{pasted.limit}</PasteProblem>}
      {candidate !== null && <CandidateView candidate={candidate} />}
    </PasteDialog>
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
