import { useMemo } from "react";
import { PasteDialog, PasteProblem } from "#renderer/parts/paste/paste-dialog.tsx";
import { usePastedText } from "#renderer/parts/paste/pasted-text.ts";
import { readPastedUser } from "#shared/domain/user/pasted-user.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import { compareLabels } from "./compare-labels.ts";

/** A dialog that reads a user for a column from pasted text of any common form. */
export function PasteColumn({ onClose, onUse }: { onClose: () => void; onUse: (user: StatsigUser) => void }) {
  const [text] = usePastedText("column");
  const pasted = useMemo(() => (text.trim() === "" ? null : readPastedUser(text)), [text]);
  const candidate = pasted?.kind === "read" ? pasted.candidates[0] : undefined;
  return (
    <PasteDialog
      place="column"
      title={compareLabels.pasteTitle}
      box={compareLabels.pasteBox}
      placeholder={'{ "userID": "u-1036", "country": "DE" }'}
      submit={compareLabels.usePasted}
      cancel={compareLabels.cancel}
      canSubmit={candidate !== undefined}
      onSubmit={() => candidate !== undefined && onUse(candidate.user)}
      onClose={onClose}
    >
      {pasted?.kind === "unreadable" && <PasteProblem>{pasted.problem}</PasteProblem>}
      {candidate !== undefined && (
        <p>
          <b>{userLabel(candidate.user)}</b>. {[...candidate.lost, ...candidate.notes].join(" ")}
        </p>
      )}
    </PasteDialog>
  );
}
