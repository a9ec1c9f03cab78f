import { Button, type ButtonProps } from "@mantine/core";
import { LockKeyhole } from "lucide-react";
import type { ReactNode } from "react";
import classes from "./write-button.module.css";

type WriteButtonProps = ButtonProps & {
  /** True if the tier requires a confirmation before each write: the button has a lock and another colour instead of the lamp. */
  isConfirmationNeeded: boolean;
  onClick: () => void;
  children: ReactNode;
};

/** Shows a button that writes to Statsig. Every such button uses this component. */
export function WriteButton({ isConfirmationNeeded, children, ...rest }: WriteButtonProps) {
  const classNames = { root: classes.root ?? "", label: classes.label ?? "" };
  return isConfirmationNeeded ? (
    <Button color="protected" leftSection={<LockKeyhole size={14} strokeWidth={2.3} aria-hidden />} classNames={classNames} {...rest}>
      {children}
    </Button>
  ) : (
    <Button variant="default" leftSection={<span className={classes.lamp} />} classNames={classNames} {...rest}>
      {children}
    </Button>
  );
}
