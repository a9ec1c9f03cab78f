import { TextInput } from "@mantine/core";
import { useId } from "react";
import { FormDialog } from "./keys/form-dialog.tsx";
import { SecretInput } from "./keys/secret-input.tsx";
import { useSecretField } from "./keys/use-secret-field.ts";
import { projectsLabels } from "./projects-labels.ts";

/** Asks for the confirmation that the core requires before the keys of a project go to new hosts. */
export interface KeyMove {
  readonly origins: readonly string[];
  readonly by: "passphrase" | "host";
}

/** Confirms that the keys of a project will be sent to new hosts, with the passphrase of the keys or by typing the hosts. */
export function MoveKeysDialog({
  move: { origins, by },
  projectName,
  onConfirm,
  onClose,
}: {
  move: KeyMove;
  projectName: string;
  /** Throws if the core does not accept the consent. */
  onConfirm: (consent: string) => Promise<void>;
  onClose: () => void;
}) {
  const id = useId();
  const field = useSecretField();
  const hosts = [...new Set(origins.map((origin) => new URL(origin).host))];
  return (
    <FormDialog
      isOpen
      title={projectsLabels.moveKeysTitle}
      action={projectsLabels.moveKeys}
      onClose={onClose}
      onSubmit={() => onConfirm(field.peek())}
    >
      <p>
        After saving, requests of {projectName}, each with a key, go to{" "}
        {hosts.map((host, at) => (
          <span key={host}>
            {at > 0 && ", "}
            <code>{host}</code>
          </span>
        ))}
        . Whoever runs that host can read the keys. Save only if you trust it.
      </p>
      {by === "passphrase" ? (
        <div>
          <label htmlFor={id}>{projectsLabels.passphrase}</label>
          <SecretInput ref={field.ref} id={id} autoFocus />
        </div>
      ) : (
        <TextInput
          ref={field.ref}
          label={projectsLabels.typeHost(hosts)}
          data-autofocus
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
        />
      )}
    </FormDialog>
  );
}
