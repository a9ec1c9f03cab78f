import { Button } from "@mantine/core";
import { currentProject, useSession } from "#renderer/session/session.ts";
import { ConfirmDialog } from "#renderer/ui/confirm-dialog.tsx";
import { appLabels } from "../app-labels.ts";
import { askAboutLink, useLinkQuestion } from "../link-question.ts";

/** Asks before a link that was opened outside of the page switches the project. */
export function LinkQuestionDialog() {
  const question = useLinkQuestion();
  const shown = useSession((state) => currentProject(state)?.name ?? "");
  if (question === null) return null;
  const { projectName, follow } = question;
  return (
    <ConfirmDialog
      isOpen
      title={appLabels.linkQuestion}
      onClose={() => askAboutLink(null)}
      action={
        <Button
          onClick={() => {
            askAboutLink(null);
            follow();
          }}
        >
          {appLabels.switchTo(projectName)}
        </Button>
      }
    >
      <p>{appLabels.linkIsOf(projectName, shown)}</p>
    </ConfirmDialog>
  );
}
