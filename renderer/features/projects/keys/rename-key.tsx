import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { KeyInfo } from "#shared/domain/project/key-info.ts";
import { useProjectActions } from "../projects.queries.ts";
import { FormDialog } from "./form-dialog.tsx";

export function RenameKey({ keyInfo, isOpen, onClose }: { keyInfo: KeyInfo; isOpen: boolean; onClose: () => void }) {
  const { renameKey } = useProjectActions();
  const [label, setLabel] = useState(keyInfo.label);
  return (
    <FormDialog
      isOpen={isOpen}
      title="Rename this key"
      action="Rename key"
      onClose={onClose}
      onSubmit={async () => {
        await renameKey(keyInfo.id, label);
      }}
    >
      <TextInput label="Label" data-autofocus value={label} maxLength={80} onChange={(event) => setLabel(event.currentTarget.value)} />
    </FormDialog>
  );
}
