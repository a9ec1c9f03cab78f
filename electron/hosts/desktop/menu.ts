import type { BrowserWindow, MenuItemConstructorOptions } from "electron";

/** The window whose menu was used. */
type GetWindow = () => BrowserWindow | undefined;

/**
 * Builds the native menu: the items that every window has, and the page's own shortcuts, so that people can find them.
 * The shortcuts are not registered with the system: the page handles the keys itself, and choosing an item sends them to the page.
 */
export function menuTemplate(options: {
  platform: NodeJS.Platform;
  isDeveloping: boolean;
  window: GetWindow;
}): MenuItemConstructorOptions[] {
  const { platform, isDeveloping, window } = options;
  const chord = (label: string, keys: string) => pageShortcut(label, keys, platform, window);
  const settingsAndQuit: MenuItemConstructorOptions[] = [chord("Settings", "CmdOrCtrl+,"), { type: "separator" }, { role: "quit" }];
  // No “Hide” on macOS: its ⌘H is the history here.
  const about: MenuItemConstructorOptions = { role: "about" };
  return [
    {
      label: platform === "darwin" ? "Gatescope" : "&File",
      submenu: platform === "darwin" ? [about, ...settingsAndQuit] : settingsAndQuit,
    },
    {
      label: "&Edit",
      submenu: [
        { role: "undo" },
        { role: "redo" },
        { type: "separator" },
        { role: "cut" },
        { role: "copy" },
        { role: "paste" },
        { role: "pasteAndMatchStyle" },
        { role: "selectAll" },
        { type: "separator" },
        chord("Copy as cURL", "CmdOrCtrl+Shift+C"),
        chord("Find in the list", "CmdOrCtrl+F"),
      ],
    },
    {
      label: "&Inspect",
      submenu: [
        chord("Run or send", "CmdOrCtrl+Enter"),
        chord("Search or run…", "CmdOrCtrl+K"),
        { type: "separator" },
        chord("Switch user…", "CmdOrCtrl+U"),
        chord("Switch project…", "CmdOrCtrl+E"),
        { type: "separator" },
        chord("History", "CmdOrCtrl+H"),
      ],
    },
    {
      label: "&View",
      submenu: [
        { role: "reload" },
        { type: "separator" },
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        { type: "separator" },
        { role: "togglefullscreen" },
        ...(isDeveloping ? [{ role: "toggleDevTools" } as const] : []),
      ],
    },
    { role: "windowMenu" },
    { role: "help", submenu: [chord("Keyboard shortcuts", "?")] },
  ];
}

function pageShortcut(label: string, accelerator: string, platform: NodeJS.Platform, window: GetWindow): MenuItemConstructorOptions {
  const parts = accelerator.split("+");
  const keyCode = parts.at(-1) ?? "";
  const main = platform === "darwin" ? ("meta" as const) : ("control" as const);
  const modifiers = parts.slice(0, -1).map((part) => (part === "Shift" ? ("shift" as const) : main));
  return {
    label,
    accelerator,
    registerAccelerator: false,
    click: () => {
      const contents = window()?.webContents;
      contents?.sendInputEvent({ type: "keyDown", keyCode, modifiers });
      contents?.sendInputEvent({ type: "keyUp", keyCode, modifiers });
    },
  };
}
