import { WriteButton } from "#renderer/parts/write-button.tsx";
import { ConfirmDialog } from "#renderer/ui/confirm-dialog.tsx";

/** Shows the confirmation that is required before checks in a protected tier log exposures. */
export function LoggingConfirmation({
  tier,
  projectName,
  onClose,
  onConfirm,
}: {
  tier: string;
  projectName: string;
  onClose: () => void;
  onConfirm: () => void;
}) {
  return (
    <ConfirmDialog
      isOpen
      title={`Log exposures in ${tier}?`}
      onClose={onClose}
      action={
        <WriteButton isConfirmationNeeded onClick={onConfirm}>
          Log in {tier}
        </WriteButton>
      }
    >
      <p>
        <b>{tier}</b> of <b>{projectName}</b> is protected. From now on each check there counts as a real exposure of its user and reaches
        your experiments’ results. It stays on until you choose Looking, another tier or another project.
      </p>
    </ConfirmDialog>
  );
}
