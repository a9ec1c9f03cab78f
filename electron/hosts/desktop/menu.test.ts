import type { BrowserWindow, MenuItemConstructorOptions } from "electron";
import { expect, it } from "vitest";
import { menuTemplate } from "./menu.ts";

function itemsOf(platform: NodeJS.Platform, isDeveloping = false, window = () => undefined as BrowserWindow | undefined) {
  return menuTemplate({ platform, isDeveloping, window }).flatMap(
    ({ submenu }) => (submenu as MenuItemConstructorOptions[] | undefined) ?? [],
  );
}

it("shows the shortcuts of the page, and leaves the keys to the page", () => {
  const shortcuts = itemsOf("linux").filter(({ accelerator }) => accelerator !== undefined);
  expect(Object.fromEntries(shortcuts.map(({ label, accelerator }) => [accelerator, label]))).toEqual({
    "CmdOrCtrl+Enter": "Run or send",
    "CmdOrCtrl+K": "Search or run…",
    "CmdOrCtrl+U": "Switch user…",
    "CmdOrCtrl+E": "Switch project…",
    "CmdOrCtrl+H": "History",
    "CmdOrCtrl+F": "Find in the list",
    "CmdOrCtrl+Shift+C": "Copy as cURL",
    "CmdOrCtrl+,": "Settings",
    "?": "Keyboard shortcuts",
  });
  expect(shortcuts.every(({ registerAccelerator }) => registerAccelerator === false)).toBe(true);
});

it.each([
  ["linux", "control"],
  ["darwin", "meta"],
] as const)("presses the keys for who chooses an item on %s", (platform, main) => {
  const pressed: unknown[] = [];
  const window = { webContents: { sendInputEvent: (event: unknown) => pressed.push(event) } } as unknown as BrowserWindow;
  const item = itemsOf(platform, false, () => window).find(({ label }) => label === "Copy as cURL");
  item?.click?.({} as never, undefined, {} as never);
  expect(pressed).toEqual([
    { type: "keyDown", keyCode: "C", modifiers: [main, "shift"] },
    { type: "keyUp", keyCode: "C", modifiers: [main, "shift"] },
  ]);
});

it("offers the developer tools to developers only", () => {
  const hasTools = (isDeveloping: boolean) => itemsOf("linux", isDeveloping).some(({ role }) => role === "toggleDevTools");
  expect([hasTools(true), hasTools(false)]).toEqual([true, false]);
});
