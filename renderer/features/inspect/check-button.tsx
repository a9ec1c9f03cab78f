import { Button } from "@mantine/core";
import { WriteButton } from "#renderer/parts/write-button.tsx";
import { Chord } from "#renderer/ui/kbd.tsx";
import classes from "./inspect.module.css";

type CheckButtonProps = { isLogging: boolean; isConfirmationNeeded: boolean; tier: string; onCheck: () => void };

/** Looks; or while the switch says Logging, looks and logs, and then says so and wears the mark of a write. */
export function CheckButton({ isLogging, isConfirmationNeeded, tier, onCheck }: CheckButtonProps) {
  if (!isLogging)
    return (
      <Button className={classes.run ?? ""} rightSection={<Chord chord="Mod+Enter" bare />} onClick={onCheck}>
        Check
      </Button>
    );
  return (
    <WriteButton className={classes.run ?? ""} isConfirmationNeeded={isConfirmationNeeded} onClick={onCheck}>
      {isConfirmationNeeded ? `Check and log in ${tier}…` : "Check and log"}
    </WriteButton>
  );
}
