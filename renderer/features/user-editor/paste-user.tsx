import { Button, Modal, Textarea } from "@mantine/core";
import { useState } from "react";
import { JsonText } from "#renderer/ui/json-text.tsx";
import { readPastedUser } from "#shared/domain/user/pasted-user.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { formatUser } from "./user-draft.ts";
import classes from "./user-editor.module.css";
import { userLabels } from "./user-labels.ts";

/** A user out of whatever is in the clipboard: what was understood is shown before it is taken. */
export function PasteUser({ isOpen, onClose, onTake }: { isOpen: boolean; onClose: () => void; onTake: (user: StatsigUser) => void }) {
  const [text, setText] = useState("");
  const pasted = text.trim() === "" ? null : readPastedUser(text);
  const take = () => {
    if (pasted?.kind !== "read") return;
    onTake(pasted.user);
    setText("");
  };
  return (
    <Modal opened={isOpen} onClose={onClose} title={userLabels.pasteTitle} size="lg">
      <p className={classes.dialogLead}>
        JSON, a line of a log, a request body, a JavaScript object, an ID or an e-mail address: whatever you have.
      </p>
      <Textarea
        aria-label={userLabels.pasteBox}
        placeholder={'{ "userID": "u-1036", "country": "DE" }'}
        autosize
        minRows={5}
        maxRows={12}
        data-autofocus
        classNames={{ input: classes.pasteBox ?? "" }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.stopPropagation();
            take();
          }
        }}
      />
      <div className={classes.understood} aria-live="polite">
        {pasted?.kind === "unreadable" && <p className={classes.problem}>{pasted.problem}</p>}
        {pasted?.kind === "read" && (
          <>
            <p>
              <b>{pasted.notes.length === 0 ? `${userLabels.understood} as it stands.` : `${userLabels.understood}:`}</b>{" "}
              {pasted.notes.join(" ")}
            </p>
            <JsonText text={formatUser(pasted.user)} label="The user as understood" />
          </>
        )}
      </div>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {userLabels.cancelPaste}
        </Button>
        <Button disabled={pasted?.kind !== "read"} onClick={take}>
          {userLabels.usePasted}
        </Button>
      </div>
    </Modal>
  );
}
