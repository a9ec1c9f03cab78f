import { Button, Group } from "@mantine/core";
import { WriteButton } from "#renderer/parts/write-button.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { useProject } from "#renderer/session/session.ts";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import type { CheckRequest } from "./check-state.ts";
import classes from "./log-dialog.module.css";

/** Confirms that exposures are logged to a protected tier. No key chord confirms it. */
export function LogDialog({ request, onConfirm, onCancel }: { request: CheckRequest; onConfirm: () => void; onCancel: () => void }) {
  const project = useProject();
  // Ctrl+Enter opened this dialog and must not also confirm it.
  useCommand("run", () => {}, { enabled: false });
  const { kind, names } = request.question;
  return (
    <OpenDialog centered onClose={onCancel} title={`Log exposures in ${request.tier}?`} classNames={{ header: classes.header ?? "" }}>
      <p className={classes.text}>
        Statsig will count <b>{request.userLabel}</b> as exposed to{" "}
        {names.length === 1 ? <code>{names[0]}</code> : `${names.length} ${entityKindLabels[kind].many}`} in <b>{request.tier}</b> of{" "}
        <b>{project?.name}</b>. This changes the results there and cannot be undone.
      </p>
      <Group justify="flex-end" gap="sm" mt="lg">
        <Button variant="default" onClick={onCancel} data-autofocus>
          Do not log
        </Button>
        <WriteButton isConfirmationNeeded onClick={onConfirm}>
          Check and log in {request.tier}
        </WriteButton>
      </Group>
    </OpenDialog>
  );
}
