import { useEffect, useEffectEvent } from "react";
import { createStore, useStore } from "zustand";

/** The commands that a key chord, a menu or the palette can run. The component that carries a command out offers it. */
export const commandLabels = {
  run: "Run or send",
  cancel: "Cancel what is running",
  palette: "Search or run",
  switchUser: "Switch saved user",
  pasteUser: "Paste a user…",
  importPage: "Import from a page…",
  fixUser: "Go to the mistake in the user’s JSON",
  switchProject: "Switch project",
  history: "Show the history",
  find: "Find in the list",
  copyChat: "Copy the answer for chat",
  copyPicture: "Copy the answer as a picture",
  copySentence: "Copy the answer’s sentence",
  copyLink: "Copy a link to this screen",
  copyCurl: "Copy as cURL",
  expectThis: "Expect this answer in a test",
  compareWith: "Compare this answer with…",
  saveCase: "Save what is shown as a case…",
  addTag: "Add a tag to this request",
  editNote: "Write a note about this request",
  settings: "Settings",
  shortcuts: "Keyboard shortcuts",
  back: "Back",
  forward: "Forward",
  undo: "Undo the last removal",
  toggleLogging: "Start or stop logging exposures",
  saveUser: "Save this user…",
  manageUsers: "Manage saved users: rename, import, export…",
  startEmptyUser: "Start with an empty user",
  toggleUserView: "Show the user as form or JSON",
  forgetUser: "Forget this user…",
  copyUser: "Copy this user as JSON",
  clearHistory: "Clear the history…",
  importHistory: "Import requests into the history…",
  exportHistory: "Export the history…",
  changeRetention: "Change how long the history is kept…",
  saveSearch: "Save this search of the history…",
  addColumn: "Add a column to the comparison",
  copyComparison: "Copy the comparison as Markdown",
  exportLedger: "Export the ledger",
  openCase: "Open a case…",
  resetSandbox: "Reset the sandbox…",
  backgroundRequests: "Show or hide background requests",
} as const;
export type CommandName = keyof typeof commandLabels;

export interface Command {
  readonly name: CommandName;
  readonly label: string;
  readonly isEnabled: boolean;
}

interface Offer extends Command {
  readonly isOnTop: boolean;
  readonly run: () => void;
}

// The last offer of a name is used, so a dialog's command replaces that of the screen below it.
const offers = createStore<readonly Offer[]>()(() => []);

/**
 * Offers a command while the component is shown. `label` describes the command in its current context: `Check checkout_v2`. `isOnTop` is for a part that
 * lies over the screen, such as an open editor: a screen that offers the command anew meanwhile does not replace it.
 */
export function useCommand(
  name: CommandName,
  handler: () => void,
  options: { enabled?: boolean; label?: string; isOnTop?: boolean } = {},
): void {
  const { enabled: isEnabled = true, label = commandLabels[name], isOnTop = false } = options;
  const run = useEffectEvent(handler);
  useEffect(() => {
    const offer: Offer = { name, label, isEnabled, isOnTop, run: () => run() };
    offers.setState(
      (others) => [...others.filter((other) => isOnTop || !other.isOnTop), offer, ...others.filter((other) => !isOnTop && other.isOnTop)],
      true,
    );
    return () => offers.setState((all) => all.filter((other) => other !== offer), true);
  }, [name, label, isEnabled, isOnTop]);
}

/** Returns all that is offered now, for `runCommand`. */
export function currentOffers(): readonly Command[] {
  return offers.getState();
}

/** Runs the command. True if a component offers it and it is enabled. `without` are offers that do not count: those of a screen that is being left. */
export function runCommand(name: CommandName, without: readonly Command[] = []): boolean {
  const offer = offers.getState().findLast((each) => each.name === name && !without.includes(each));
  if (!offer?.isEnabled) return false;
  offer.run();
  return true;
}

/** Returns the commands that are offered now, one per name, for the palette and the menus. */
export function useCommands(): readonly Command[] {
  const all = useStore(offers);
  return all.filter(({ name }, at) => all.findLastIndex((other) => other.name === name) === at);
}
