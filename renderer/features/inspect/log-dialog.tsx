import { Button, Group } from "@mantine/core";
import { logExposuresTitle } from "#renderer/parts/protected-tier-text.ts";
import { StrongNames } from "#renderer/parts/strong-names.tsx";
import { WriteButton } from "#renderer/parts/write-button.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { useProject } from "#renderer/session/session.ts";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import type { CheckRequest } from "./check-state.ts";
import classes from "./log-dialog.module.css";
import { logLabels } from "./log-labels.ts";

/** Confirms that exposures are logged to a protected tier. No key chord confirms it. */
export function LogDialog({ request, onConfirm, onCancel }: { request: CheckRequest; onConfirm: () => void; onCancel: () => void }) {
  const project = useProject();
  // Ctrl+Enter opened this dialog and must not also confirm it.
  useCommand("run", () => {}, { enabled: false });
  const { kind, names } = request.question;
  return (
    <OpenDialog centered onClose={onCancel} title={logExposuresTitle(request.tier)} classNames={{ header: classes.header ?? "" }}>
      <p className={classes.text}>
        <StrongNames
          sentence={logLabels.exposed({
            who: request.userLabel,
            what: names.length === 1 ? (names[0] ?? "") : `${names.length} ${entityKindLabels[kind].many}`,
            tier: request.tier,
            projectName: project?.name ?? "",
          })}
          names={[request.userLabel, request.tier, project?.name ?? ""]}
        />{" "}
        This changes the results there and cannot be undone.
      </p>
      <Group justify="flex-end" gap="sm" mt="lg">
        <Button variant="default" onClick={onCancel} data-autofocus>
          Do not log
        </Button>
        <WriteButton isConfirmationNeeded onClick={onConfirm}>
          {logLabels.confirm(request.tier)}
        </WriteButton>
      </Group>
    </OpenDialog>
  );
}
