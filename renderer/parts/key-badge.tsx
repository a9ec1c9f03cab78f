import { VisuallyHidden } from "@mantine/core";
import { KeyRound } from "lucide-react";
import { type KeyInfo, keyKindLabels } from "#shared/domain/project/key-info.ts";
import classes from "./key-badge.module.css";

/** What the page may know of a key: its kind, and its last four. */
export function KeyBadge({ keyInfo }: { keyInfo: Pick<KeyInfo, "kind" | "lastFour"> }) {
  return (
    <span className={classes.badge}>
      <KeyRound size={14} aria-hidden className={classes.icon} />
      {keyKindLabels[keyInfo.kind]}
      <KeyTail lastFour={keyInfo.lastFour} />
    </span>
  );
}

/** A masked key: dots, then the last four. */
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
