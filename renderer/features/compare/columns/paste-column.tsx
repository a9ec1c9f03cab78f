import { Button, Textarea } from "@mantine/core";
import { useMemo, useState } from "react";
import { useCommand } from "#renderer/session/commands.ts";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { readPastedUser } from "#shared/domain/user/pasted-user.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import { compareLabels } from "../compare-labels.ts";
import classes from "./subject-bar.module.css";

/** A dialog that reads a user for a column from pasted text of any common form. */
export function PasteColumn({ onClose, onUse }: { onClose: () => void; onUse: (user: StatsigUser) => void }) {
  const [text, setText] = useState("");
  const pasted = useMemo(() => (text.trim() === "" ? null : readPastedUser(text)), [text]);
  const candidate = pasted?.kind === "read" ? pasted.candidates[0] : undefined;
  const use = () => {
    if (candidate !== undefined) onUse(candidate.user);
  };
  useCommand("run", use, { enabled: candidate !== undefined, label: compareLabels.usePasted, isOnTop: true });
  return (
    <OpenDialog onClose={onClose} title={compareLabels.pasteTitle} attributes={{ content: { "data-commands": "run" } }}>
      <Textarea
        aria-label={compareLabels.pasteBox}
        className={classes.paste ?? ""}
        placeholder={'{ "userID": "u-1036", "country": "DE" }'}
        autosize
        minRows={5}
        maxRows={12}
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.understood} aria-live="polite">
        {pasted?.kind === "unreadable" && <p>{pasted.problem}</p>}
        {candidate !== undefined && (
          <p>
            <b>{userLabel(candidate.user)}</b>. {[...candidate.lost, ...candidate.notes].join(" ")}
          </p>
        )}
      </div>
      <div className={classes.buttons}>
        <Button disabled={candidate === undefined} rightSection={<Chord chord="Mod+Enter" bare />} onClick={use}>
          {compareLabels.usePasted}
        </Button>
      </div>
    </OpenDialog>
  );
}
