import { PasswordInput } from "@mantine/core";
import type { Ref } from "react";

/** A password field for a secret: uncontrolled, so that it never enters React state, and ignored by password managers. */
export function SecretInput({
  ref,
  id,
  placeholder,
  problem,
  describedBy,
  autoFocus = false,
  onType,
}: {
  ref: Ref<HTMLInputElement>;
  id: string;
  placeholder?: string;
  problem?: string | null;
  describedBy?: string;
  autoFocus?: boolean;
  /** Called with the current text, which must not be stored. */
  onType?: (text: string) => void;
}) {
  return (
    <PasswordInput
      ref={ref}
      id={id}
      error={problem}
      placeholder={placeholder ?? ""}
      aria-describedby={describedBy}
      autoFocus={autoFocus}
      // A dialog gives its focus to this field instead of its first button.
      data-autofocus={autoFocus || undefined}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      data-1p-ignore=""
      data-lpignore="true"
      visibilityToggleButtonProps={{ "aria-label": "Show typed text", "aria-hidden": false, tabIndex: 0 }}
      onChange={(event) => onType?.(event.currentTarget.value)}
    />
  );
}
