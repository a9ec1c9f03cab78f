import { ActionIcon, Button } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import { type KeyboardEvent, useEffect, useState } from "react";
import { copiedText } from "./copied-text.ts";
import { announce } from "./live-region.tsx";

const outcomeMs = 1_600;

/** Copies a text and announces the outcome. Returns false if the browser does not allow it. */
export async function copyText(text: string, what: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    announce(`Could not copy: this browser does not let the page write to the clipboard.`);
    return false;
  }
  announce(copiedText(what));
  return true;
}

/**
 * Shows a button that copies `text` (or its return value) to the clipboard. `what` is used in its texts: `Copy value`, `Value copied`.
 * Without `label` it is only an icon.
 */
export function CopyButton({
  text,
  what,
  label,
  size = 24,
  isInRow = false,
}: {
  text: string | (() => string);
  what: string;
  label?: string;
  size?: number;
  /** True in a row of a long list: Tab skips the button, and C on the row presses it. */
  isInRow?: boolean;
}) {
  const [outcome, setOutcome] = useState<"idle" | "copied" | "failed">("idle");
  useEffect(() => {
    if (outcome === "idle") return;
    const timer = setTimeout(() => setOutcome("idle"), outcomeMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => setOutcome((await copyText(typeof text === "string" ? text : text(), what)) ? "copied" : "failed");
  const icon = outcome === "copied" ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />;
  if (label === undefined)
    return (
      <ActionIcon
        size={size}
        aria-label={`Copy ${inSentence(what)}`}
        title={`Copy ${inSentence(what)}${isInRow ? " (C)" : ""}`}
        {...(isInRow && { tabIndex: -1, "data-copy": "" })}
        onClick={() => void copy()}
      >
        {icon}
      </ActionIcon>
    );
  return (
    <Button variant="default" leftSection={icon} onClick={() => void copy()}>
      {outcome === "idle" ? label : outcome === "copied" ? "Copied" : "Could not copy"}
    </Button>
  );
}

/** Presses the copy button of a row when C is pressed anywhere in it; the `onKeyDown` of the row. */
export function copyWithKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "c" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.matches("input, textarea, select")) return;
  event.currentTarget.querySelector<HTMLElement>("[data-copy]")?.click();
}

/** Makes only the first letter lower case, for use within a sentence: `Value of userID` becomes `value of userID`. */
function inSentence(what: string): string {
  return what.charAt(0).toLowerCase() + what.slice(1);
}
