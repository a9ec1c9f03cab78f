import { Button } from "@mantine/core";
import { WriteButton } from "#renderer/parts/write-button.tsx";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import classes from "../inspect.module.css";
import { inspectLabels } from "../inspect-labels.ts";

type CheckButtonProps = { isLogging: boolean; isConfirmationNeeded: boolean; tier: string; onCheck: () => void };

/** Sends the check. While the session logs exposures, the label says so and the button is styled as a write. */
export function CheckButton({ isLogging, isConfirmationNeeded, tier, onCheck }: CheckButtonProps) {
  if (!isLogging)
    return (
      <Button className={classes.run ?? ""} rightSection={<Chord chord="Mod+Enter" bare />} onClick={onCheck}>
        {inspectLabels.check}
      </Button>
    );
  return (
    <WriteButton className={classes.run ?? ""} isConfirmationNeeded={isConfirmationNeeded} onClick={onCheck}>
      {isConfirmationNeeded ? inspectLabels.checkAndLogIn(tier) : inspectLabels.checkAndLog}
    </WriteButton>
  );
}
