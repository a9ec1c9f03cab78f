import { Checkbox } from "@mantine/core";
import { useState } from "react";
import { protectedTierText } from "#renderer/parts/protected-tier-text.ts";
import { StrongNames } from "#renderer/parts/strong-names.tsx";
import { WriteButton } from "#renderer/parts/write-button.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { ConfirmDialog } from "#renderer/ui/confirm-dialog.tsx";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { eventsLabels } from "../events-labels.ts";
import { confirmLabels, snoozeMinutes } from "./confirm-labels.ts";
import type { ConfirmationFacts } from "./destination.ts";
import classes from "./write-confirmation.module.css";

/** Confirms a write to a protected tier. No key chord confirms it. */
export function WriteConfirmation({
  facts: { what, count, projectName, tier, countsIn, host },
  onCancel,
  onConfirm,
}: {
  facts: ConfirmationFacts;
  onCancel: () => void;
  /** Called with the minutes for which the confirmation is snoozed; 0 for none. */
  onConfirm: (snoozeMinutes: number) => void;
}) {
  const [isSnoozed, setSnoozed] = useState(false);
  const where = countsIn.join(" and ");
  const countLabel = formatCount(count, what === "events" ? "event" : "exposure");
  // Ctrl+Enter opened this dialog and must not also confirm it.
  useCommand("run", () => {}, { enabled: false });
  return (
    <ConfirmDialog
      isOpen
      title={eventsLabels.confirmSend(countLabel, where)}
      onClose={onCancel}
      action={
        <WriteButton isConfirmationNeeded onClick={() => onConfirm(isSnoozed ? snoozeMinutes : 0)}>
          {eventsLabels.send(countLabel, where)}
        </WriteButton>
      }
    >
      <p>
        <StrongNames sentence={protectedTierText(tier, projectName)} names={[tier, projectName]} />{" "}
        {countsIn.includes(tier)
          ? "This changes its metrics and results"
          : `The tier set on the ${count === 1 ? "user" : "users"} is ${where}, so it counts there`}
        , and cannot be undone.
      </p>
      <p className={classes.host}>
        Sent to <code>{host}</code>
      </p>
      <Checkbox
        className={classes.subdued ?? ""}
        checked={isSnoozed}
        onChange={(event) => setSnoozed(event.currentTarget.checked)}
        label={confirmLabels.snooze(tier, snoozeMinutes)}
      />
    </ConfirmDialog>
  );
}
