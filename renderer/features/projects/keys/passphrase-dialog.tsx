import { useId } from "react";
import { announce } from "#renderer/ui/live-region.tsx";
import { useProjectActions } from "../projects.queries.ts";
import { projectsLabels } from "../projects-labels.ts";
import { FormDialog } from "./form-dialog.tsx";
import { InvalidInput } from "./invalid-input.ts";
import classes from "./keys.module.css";
import { SecretInput } from "./secret-input.tsx";
import { useSecretField } from "./use-secret-field.ts";

export const minPassphraseLength = 8;

/** Protects all keys with a passphrase, which is entered twice because it cannot be recovered. */
export function PassphraseDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const id = useId();
  const { protectWithPassphrase } = useProjectActions();
  const first = useSecretField();
  const second = useSecretField();
  const protect = async () => {
    if (first.peek().length < minPassphraseLength) throw new InvalidInput(`Use at least ${minPassphraseLength} characters.`);
    if (first.peek() !== second.peek()) throw new InvalidInput(projectsLabels.passphrasesDiffer);
    second.take();
    await protectWithPassphrase(first.take());
    announce("Keys are now protected by the passphrase.");
  };
  return (
    <FormDialog
      isOpen={isOpen}
      title={projectsLabels.protectTitle}
      action={projectsLabels.protectKeys}
      onClose={onClose}
      onSubmit={protect}
    >
      <p className="second">You enter it at every start. It cannot be recovered: if you forget it, you have to add the keys again.</p>
      <div className={classes.passphrase}>
        <div>
          <label htmlFor={`${id}-first`}>{projectsLabels.passphrase}</label>
          <SecretInput ref={first.ref} id={`${id}-first`} autoFocus />
        </div>
        <div>
          <label htmlFor={`${id}-second`}>{projectsLabels.repeatPassphrase}</label>
          <SecretInput ref={second.ref} id={`${id}-second`} />
        </div>
      </div>
    </FormDialog>
  );
}
