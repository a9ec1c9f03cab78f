import { ActionIcon, Button } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { announce } from "./live-region.tsx";

const thanksMs = 1_600;

/** Copies, and says so; false when the browser would not let us. */
export async function copyText(text: string, what: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    announce(`Could not copy: this browser does not let the page write to the clipboard.`);
    return false;
  }
  announce(`${what} copied.`);
  return true;
}

/**
 * Copies `text` (or what it gives when asked) to the clipboard. `what` is said and shown: `Copy value`, `Value copied`.
 * Without `label` it is an icon alone.
 */
export function CopyButton({
  text,
  what,
  label,
  size = 24,
}: {
  text: string | (() => string);
  what: string;
  label?: string;
  size?: number;
}) {
  const [outcome, setOutcome] = useState<"idle" | "copied" | "failed">("idle");
  useEffect(() => {
    if (outcome === "idle") return;
    const timer = setTimeout(() => setOutcome("idle"), thanksMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => setOutcome((await copyText(typeof text === "string" ? text : text(), what)) ? "copied" : "failed");
  const icon = outcome === "copied" ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />;
  if (label === undefined)
    return (
      <ActionIcon size={size} aria-label={`Copy ${inSentence(what)}`} title={`Copy ${inSentence(what)}`} onClick={() => void copy()}>
        {icon}
      </ActionIcon>
    );
  return (
    <Button variant="default" leftSection={icon} onClick={() => void copy()}>
      {outcome === "idle" ? label : outcome === "copied" ? "Copied" : "Could not copy"}
    </Button>
  );
}

/** `Value of userID` within a sentence: only the first letter gives way, names stay as they are written. */
function inSentence(what: string): string {
  return what.charAt(0).toLowerCase() + what.slice(1);
}
