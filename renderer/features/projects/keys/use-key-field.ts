import { useState } from "react";
import { type KeyKind, recognizeKeyKind } from "#shared/domain/project/key-info.ts";
import { useSecretField } from "./use-secret-field.ts";

/** A secret field for a key. It knows the kind of the typed key, but not the key; `take` returns the key without blanks at its ends and forgets both. */
export function useKeyField() {
  const secret = useSecretField();
  const [kind, setKind] = useState<KeyKind | null>(null);
  return {
    ...secret,
    kind,
    recognize: (text: string) => setKind(text.trim() === "" ? null : recognizeKeyKind(text.trim())),
    take: () => {
      setKind(null);
      return secret.take().trim();
    },
  };
}
