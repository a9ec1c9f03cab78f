import { ActionIcon, Button } from "@mantine/core";
import { FileArchive } from "lucide-react";
import { useState } from "react";
import { useCommand } from "#renderer/session/commands.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { caseLabels } from "./case-labels.ts";
import type { CaseToSave } from "./case-to-save.ts";

const SaveCaseDialog = lazyPart(async () => (await import("./save-case-dialog.tsx")).SaveCaseDialog);

/**
 * Opens the dialog that saves what a view shows as a case. `content` is called when it is pressed. An icon, or with `isLabelled` a button with its text;
 * with `startsWithReply` the dialog shows the reply first, and the button says so.
 */
export function SaveAsCase({
  content,
  isLabelled = false,
  startsWithReply = false,
  isDisabled = false,
}: {
  content: () => CaseToSave;
  isLabelled?: boolean;
  startsWithReply?: boolean;
  isDisabled?: boolean;
}) {
  const [opened, setOpened] = useState<CaseToSave | null>(null);
  const open = () => setOpened(content());
  useCommand("saveCase", open, { enabled: !isDisabled });
  return (
    <>
      {isLabelled ? (
        <Button variant="default" disabled={isDisabled} leftSection={<FileArchive size={14} aria-hidden />} onClick={open}>
          {startsWithReply ? caseLabels.replyOrSave : caseLabels.save}
        </Button>
      ) : (
        <ActionIcon aria-label={caseLabels.save} title={caseLabels.save} onClick={open}>
          <FileArchive size={15} aria-hidden />
        </ActionIcon>
      )}
      {opened !== null && <SaveCaseDialog content={opened} startsWithReply={startsWithReply} onClose={() => setOpened(null)} />}
    </>
  );
}
