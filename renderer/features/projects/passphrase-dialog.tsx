import { useId } from "react";
import { announce } from "#renderer/ui/live-region.tsx";
import { FormDialog } from "./form-dialog.tsx";
import { InvalidInput } from "./invalid-input.ts";
import classes from "./keys.module.css";
import { useProjectActions } from "./projects.queries.ts";
import { SecretInput } from "./secret-input.tsx";
import { useSecretField } from "./use-secret-field.ts";

const minPassphraseLength = 8;

/** Seals every key anew under a passphrase, asked for twice because nobody can recover it. */
export function PassphraseDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const id = useId();
  const { protectWithPassphrase } = useProjectActions();
  const first = useSecretField();
  const second = useSecretField();
  const seal = async () => {
    if (first.peek().length < minPassphraseLength) throw new InvalidInput(`Use at least ${minPassphraseLength} characters.`);
    if (first.peek() !== second.peek()) throw new InvalidInput("The two are not the same.");
    second.take();
    await protectWithPassphrase(first.take());
    announce("The passphrase seals the keys now.");
  };
  return (
    <FormDialog isOpen={isOpen} title="Seal the keys with a passphrase" action="Seal the keys" onClose={onClose} onSubmit={seal}>
      <p className="second">
        It is asked for at every start. Nobody can recover it: when it is forgotten, the keys have to be added again.
      </p>
      <div className={classes.passphrase}>
        <div>
          <label htmlFor={`${id}-first`}>Passphrase</label>
          <SecretInput ref={first.ref} id={`${id}-first`} autoFocus />
        </div>
        <div>
          <label htmlFor={`${id}-second`}>The same again</label>
          <SecretInput ref={second.ref} id={`${id}-second`} />
        </div>
      </div>
    </FormDialog>
  );
}
