import { Button, Textarea } from "@mantine/core";
import { JsonText } from "#renderer/ui/json-text.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { readPastedUser } from "#shared/domain/user/pasted-user.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { formatUser } from "./user-draft.ts";
import classes from "./user-editor.module.css";
import { userLabels } from "./user-labels.ts";

/** A dialog that reads a user from pasted text of any common form and shows the result before it is used. */
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
  const pasted = text.trim() === "" ? null : readPastedUser(text);
  const applyUser = () => {
    if (pasted?.kind === "read") onUse(pasted.user);
  };
  return (
    <OpenDialog onClose={onClose} title={userLabels.pasteTitle} size="lg">
      <p className={classes.dialogLead}>Paste JSON, a log line, a request body, a JavaScript object, an ID or an e-mail address.</p>
      <Textarea
        aria-label={userLabels.pasteBox}
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
      <div className={classes.understood} aria-live="polite">
        {pasted?.kind === "unreadable" && <p className={classes.problem}>{pasted.problem}</p>}
        {pasted?.kind === "read" && (
          <>
            <p>
              {pasted.notes.length === 0 ? (
                <b>Valid JSON, nothing to change.</b>
              ) : (
                <>
                  <b>{userLabels.understood}:</b> {pasted.notes.join(" ")}
                </>
              )}
            </p>
            <JsonText text={formatUser(pasted.user)} label="Resulting user" />
          </>
        )}
      </div>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {userLabels.cancelPaste}
        </Button>
        <Button disabled={pasted?.kind !== "read"} onClick={applyUser}>
          {userLabels.usePasted}
        </Button>
      </div>
    </OpenDialog>
  );
}
