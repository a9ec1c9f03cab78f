import { useEffect } from "react";
import { type CommandName, runCommand } from "#renderer/session/commands.ts";

/** Every key chord there is. `Mod` is Ctrl, on a Mac ⌘. */
export const shortcuts: readonly { readonly command: CommandName; readonly chord: string; readonly does: string }[] = [
  { command: "run", chord: "Mod+Enter", does: "Run or send" },
  { command: "cancel", chord: "Escape", does: "Cancel what is running" },
  { command: "palette", chord: "Mod+K", does: "Search or run: screens, names, users, past requests" },
  { command: "switchUser", chord: "Mod+U", does: "Switch saved user" },
  { command: "switchProject", chord: "Mod+E", does: "Switch project" },
  { command: "history", chord: "Mod+H", does: "History" },
  { command: "find", chord: "Mod+F", does: "Find in the list" },
  { command: "copyCurl", chord: "Mod+Shift+C", does: "Copy as cURL" },
  { command: "settings", chord: "Mod+,", does: "Settings" },
  { command: "shortcuts", chord: "?", does: "This list (outside of inputs)" },
];

export type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/** The command of a key press, if any. Keys that type a character mean nothing while somebody types. */
export function commandOf(press: KeyPress, isTyping: boolean): CommandName | undefined {
  return shortcuts.find(({ chord }) => {
    const parts = chord.split("+");
    const key = parts.at(-1) ?? "";
    const wantsMod = parts.includes("Mod");
    if (press.altKey || wantsMod !== (press.ctrlKey || press.metaKey)) return false;
    if (!wantsMod && isTyping && key.length === 1) return false;
    // A sign such as ? may need Shift on one keyboard and not on another; a letter's Shift is part of the chord.
    if (wantsMod && press.shiftKey !== parts.includes("Shift")) return false;
    return press.key.toLowerCase() === key.toLowerCase();
  })?.command;
}

/** Listens for the chords everywhere, before an editor that has the focus could take them for something else. */
export function useShortcuts(): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const command = event.isComposing ? undefined : commandOf(event, isTyping(event.target));
      if (command === undefined || !isHeard(command, event.target) || !runCommand(command)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("keydown", hear, { capture: true });
    return () => window.removeEventListener("keydown", hear, { capture: true });
  }, []);
}

/**
 * What lies over the screen keeps its keys to itself: Escape closes an open list or menu before it cancels anything, and a dialog lets through
 * only the commands it names in `data-commands`.
 */
function isHeard(command: CommandName, target: EventTarget | null): boolean {
  const isInPopup =
    target instanceof Element && target.closest(`[role="menu"], [role="listbox"], [aria-haspopup][aria-expanded="true"]`) !== null;
  if (command === "cancel" && isInPopup) return false;
  const dialogs = document.querySelectorAll<HTMLElement>('[role="dialog"][aria-modal="true"]');
  const uppermost = [...dialogs].at(-1);
  const heard = uppermost?.dataset.commands;
  return uppermost === undefined || heard === "all" || heard === command;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
