import { VisuallyHidden } from "@mantine/core";
import { KeyRound } from "lucide-react";
import { type KeyInfo, keyKindLabels } from "#shared/domain/project/key-info.ts";
import classes from "./key-badge.module.css";

/** Shows a key's kind and last four characters. The page never receives the rest. */
export function KeyBadge({ keyInfo }: { keyInfo: Pick<KeyInfo, "kind" | "lastFour"> }) {
  return (
    <span className={classes.badge}>
      <KeyRound size={14} aria-hidden className={classes.icon} />
      {keyKindLabels[keyInfo.kind]}
      <KeyTail lastFour={keyInfo.lastFour} />
    </span>
  );
}

/** Shows a masked key: dots, then the last four characters. */
export function KeyTail({ lastFour }: { lastFour: string }) {
  return (
    <span className={classes.tail}>
      <span aria-hidden="true" className={classes.dots}>
        ••••
      </span>
      <VisuallyHidden>ends in </VisuallyHidden>
      <code>{lastFour}</code>
    </span>
  );
}
