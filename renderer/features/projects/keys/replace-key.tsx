import { useId, useState } from "react";
import { type KeyInfo, type KeyKind, keyProblem, recognizeKeyKind } from "#shared/domain/project/key-info.ts";
import { useProjectActions } from "../projects.queries.ts";
import { FormDialog } from "./form-dialog.tsx";
import { InvalidInput } from "./invalid-input.ts";
import { KeyKindLine } from "./key-kind-line.tsx";
import { SecretInput } from "./secret-input.tsx";
import { useSecretField } from "./use-secret-field.ts";

export function ReplaceKey({ keyInfo, isOpen, onClose }: { keyInfo: KeyInfo; isOpen: boolean; onClose: () => void }) {
  const id = useId();
  const { replaceKey } = useProjectActions();
  const secret = useSecretField();
  const [kind, setKind] = useState<KeyKind | null>(null);
  const replace = async () => {
    const problem = keyProblem(secret.peek());
    if (problem !== null) throw new InvalidInput(problem);
    setKind(null);
    await replaceKey(keyInfo.id, secret.take().trim());
  };
  return (
    <FormDialog
      isOpen={isOpen}
      title={`Replace the key ending in ${keyInfo.lastFour}`}
      action="Replace key"
      onClose={onClose}
      onSubmit={replace}
    >
      <div>
        <label htmlFor={id}>New key</label>
        <SecretInput
          ref={secret.ref}
          id={id}
          autoFocus
          describedBy={`${id}-kind`}
          onType={(text) => setKind(text.trim() === "" ? null : recognizeKeyKind(text.trim()))}
        />
        <KeyKindLine id={`${id}-kind`} kind={kind} />
      </div>
    </FormDialog>
  );
}
