import { Button } from "@mantine/core";
import { Chord, chordText } from "./keyboard/kbd.tsx";

/** The button that uses what was pasted or typed in an `OpenDialog`, whose `onSubmit` does the same with Mod+Enter. */
export function SubmitButton({
  label,
  disabled = false,
  variant = "filled",
  onSubmit,
}: {
  label: string;
  disabled?: boolean;
  variant?: "filled" | "default";
  onSubmit: () => void;
}) {
  return (
    <Button
      variant={variant}
      disabled={disabled}
      title={`${label} (${chordText("Mod+Enter")})`}
      rightSection={<Chord chord="Mod+Enter" bare />}
      onClick={onSubmit}
    >
      {label}
    </Button>
  );
}
