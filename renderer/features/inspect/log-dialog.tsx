import { Button, Group } from "@mantine/core";
import { WriteButton } from "#renderer/parts/write-button.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { useProject } from "#renderer/session/session.ts";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import type { CheckRequest } from "./check-state.ts";
import classes from "./log-dialog.module.css";

/** Asks by name before anything is written to a protected tier. No key chord confirms it. */
export function LogDialog({ request, onConfirm, onCancel }: { request: CheckRequest; onConfirm: () => void; onCancel: () => void }) {
  const project = useProject();
  // While this is open, Ctrl+Enter belongs to nobody: it opened the question, and must not answer it.
  useCommand("run", () => {}, { enabled: false });
  const { kind, names } = request.question;
  return (
    <OpenDialog centered onClose={onCancel} title={`Log exposures in ${request.tier}?`} classNames={{ header: classes.header ?? "" }}>
      <p className={classes.text}>
        This check makes Statsig count <b>{request.userLabel}</b> as exposed to{" "}
        {names.length === 1 ? <code>{names[0]}</code> : `${names.length} ${entityKindLabels[kind].many}`} in <b>{request.tier}</b> of{" "}
        <b>{project?.name}</b>. It becomes part of the results there, and cannot be taken back.
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
