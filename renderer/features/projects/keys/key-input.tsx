import { KeyKindLine } from "./key-kind-line.tsx";
import { SecretInput } from "./secret-input.tsx";
import type { useKeyField } from "./use-key-field.ts";

/** The input for a key, and below it the kind of the typed key with what that kind can do. */
export function KeyInput({
  field,
  id,
  placeholder = "",
  problem = null,
  autoFocus = false,
  onType,
}: {
  field: ReturnType<typeof useKeyField>;
  id: string;
  placeholder?: string;
  problem?: string | null;
  autoFocus?: boolean;
  onType?: () => void;
}) {
  return (
    <>
      <SecretInput
        ref={field.ref}
        id={id}
        autoFocus={autoFocus}
        placeholder={placeholder}
        problem={problem}
        describedBy={`${id}-kind`}
        onType={(text) => {
          onType?.();
          field.recognize(text);
        }}
      />
      <KeyKindLine id={`${id}-kind`} kind={field.kind} />
    </>
  );
}

/** The keys that a new project or its list of keys takes. */
export const keyPlaceholder = "secret-…, client-… or console-…";
