import { useEffect } from "react";
import { type CommandName, runCommand } from "#renderer/session/commands.ts";
import { isApple } from "#renderer/ui/keyboard/kbd.tsx";

/** All key chords. `Mod` is Ctrl, or ⌘ on a Mac. */
export const shortcuts: readonly { readonly command: CommandName; readonly chord: string; readonly does: string }[] = [
  { command: "run", chord: "Mod+Enter", does: "Run or send" },
  { command: "cancel", chord: "Escape", does: "Cancel what is running" },
  { command: "palette", chord: "Mod+K", does: "Search or run: screens, names, users, past requests" },
  { command: "switchUser", chord: "Mod+U", does: "Switch saved user" },
  { command: "switchProject", chord: "Mod+E", does: "Switch project" },
  { command: "history", chord: "Mod+H", does: "History" },
  { command: "find", chord: "Mod+F", does: "Find in the list" },
  { command: "copyChat", chord: "M", does: "Copy the answer for chat (outside of inputs)" },
  { command: "copyPicture", chord: "P", does: "Copy the answer as a picture (outside of inputs)" },
  { command: "copySentence", chord: "Mod+C", does: "Copy the answer’s sentence, if no text is selected (outside of inputs)" },
  { command: "copyLink", chord: "L", does: "Copy a link to this screen (outside of inputs)" },
  { command: "copyCurl", chord: "Mod+Shift+C", does: "Copy as cURL" },
  { command: "expectThis", chord: "E", does: "Expect this answer in a test (outside of inputs)" },
  { command: "compareWith", chord: "C", does: "Compare this answer with another (outside of inputs)" },
  { command: "saveCase", chord: "S", does: "Save what is shown as a case (outside of inputs)" },
  { command: "addTag", chord: "T", does: "Add a tag to what the history shows (outside of inputs)" },
  { command: "editNote", chord: "N", does: "Write a note about what the history shows (outside of inputs)" },
  { command: "settings", chord: "Mod+,", does: "Settings" },
  { command: "undo", chord: "Mod+Z", does: "Undo the last removal (in a field, first what was typed)" },
  { command: "back", chord: "Alt+ArrowLeft", does: "Back to the screen before" },
  { command: "forward", chord: "Alt+ArrowRight", does: "Forward again" },
  { command: "shortcuts", chord: "?", does: "This list (outside of inputs)" },
];

export type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/** Returns the command of a key press, if any. Keys that type a character are ignored while the focus is in a field. */
export function commandOf(press: KeyPress, isTyping: boolean): CommandName | undefined {
  return shortcuts.find(({ chord }) => {
    const parts = chord.split("+");
    const key = parts.at(-1) ?? "";
    const wantsMod = parts.includes("Mod");
    if (press.altKey !== parts.includes("Alt") || wantsMod !== (press.ctrlKey || press.metaKey)) return false;
    if (!wantsMod && isTyping && key.length === 1) return false;
    // A field undoes its own typing, and copies its own text.
    if (isTyping && (chord === "Mod+Z" || chord === "Mod+C")) return false;
    // In a field of a Mac, ⌥ and an arrow key move by a word.
    if (isApple && isTyping && parts.includes("Alt")) return false;
    // A character such as ? needs Shift on some keyboards only; for a letter, Shift is part of the chord.
    if (wantsMod && press.shiftKey !== parts.includes("Shift")) return false;
    return press.key.toLowerCase() === key.toLowerCase();
  })?.command;
}

/** Listens for the chords on the whole page, before a focused editor can handle them. */
export function useShortcuts(): void {
  useEffect(() => {
    /** The field that was typed in since it has the focus. */
    let typedIn: EventTarget | null = null;
    const handleFocus = () => {
      typedIn = null;
    };
    const handleInput = (event: Event) => {
      typedIn = event.target;
    };
    const handleKeyDown = (event: KeyboardEvent) => {
      const command = event.isComposing ? undefined : commandHere(event, typedIn);
      if (command === undefined || isForMenu(event, command) || !isAllowed(command, event.target) || !runCommand(command)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("keydown", handleKeyDown, { capture: true });
    window.addEventListener("focusin", handleFocus, { capture: true });
    window.addEventListener("input", handleInput, { capture: true });
    return () => {
      window.removeEventListener("keydown", handleKeyDown, { capture: true });
      window.removeEventListener("focusin", handleFocus, { capture: true });
      window.removeEventListener("input", handleInput, { capture: true });
    };
  }, []);
}

/**
 * Returns the command of a key press on the focused element. In a field that was not typed in, Ctrl+Z has nothing of its own to undo: a removal may have moved
 * the focus there. An editor keeps its own past.
 */
function commandHere(event: KeyboardEvent, typedIn: EventTarget | null): CommandName | undefined {
  const { target } = event;
  const command = commandOf(event, isTyping(target));
  if (command !== undefined || target === typedIn || !(target instanceof HTMLElement) || target.isContentEditable) return command;
  return commandOf(event, false) === "undo" ? "undo" : undefined;
}

/** True for a character that is typed in an open menu, which finds an item by it. A menu whose items show such keys has their commands in `data-commands`. */
function isForMenu({ key, ctrlKey, metaKey, target }: KeyboardEvent, command: CommandName): boolean {
  const menu = target instanceof Element ? target.closest<HTMLElement>("[role=menu]") : null;
  return menu !== null && key.length === 1 && !ctrlKey && !metaKey && !(menu.dataset.commands ?? "").split(" ").includes(command);
}

/**
 * True if the command may run now. Escape closes an open list or menu, and clears a filter with `data-escape-clears`, before it cancels anything, and an open
 * dialog allows only the commands in its `data-commands`.
 */
function isAllowed(command: CommandName, target: EventTarget | null): boolean {
  const isInPopup =
    target instanceof Element && target.closest(`[role="menu"], [role="listbox"], [aria-haspopup][aria-expanded="true"]`) !== null;
  const hasFilterText = target instanceof HTMLInputElement && target.dataset.escapeClears !== undefined && target.value !== "";
  if (command === "cancel" && (isInPopup || hasFilterText)) return false;
  if (command === "copySentence" && document.getSelection()?.isCollapsed === false) return false;
  const dialogs = document.querySelectorAll<HTMLElement>('[role="dialog"][aria-modal="true"]');
  const uppermost = [...dialogs].at(-1);
  const allowed = uppermost?.dataset.commands;
  return uppermost === undefined || allowed === "all" || allowed === command;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
