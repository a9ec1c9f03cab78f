import { useId } from "react";
import { type KeyInfo, keyProblem } from "#shared/domain/project/key-info.ts";
import { useProjectActions } from "../projects.queries.ts";
import { FormDialog } from "./form-dialog.tsx";
import { InvalidInput } from "./invalid-input.ts";
import { KeyInput } from "./key-input.tsx";
import { useKeyField } from "./use-key-field.ts";

export function ReplaceKey({ keyInfo, isOpen, onClose }: { keyInfo: KeyInfo; isOpen: boolean; onClose: () => void }) {
  const id = useId();
  const { replaceKey } = useProjectActions();
  const field = useKeyField();
  const replace = async () => {
    const problem = keyProblem(field.peek());
    if (problem !== null) throw new InvalidInput(problem);
    await replaceKey(keyInfo.id, field.take());
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
        <KeyInput field={field} id={id} autoFocus />
      </div>
    </FormDialog>
  );
}
