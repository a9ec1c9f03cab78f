/**
 * Replaces the `electron` module in Node 24: it has what the desktop host imports, and importing anything else fails. Each export is checked
 * against `electron.d.ts`: it has no member with another name or other parameters.
 */
import { EventEmitter } from "node:events";
import type { Dialog, MenuItem, MenuItemConstructorOptions, Menu as RealMenu, Screen, Session, Shell } from "electron";
import { app } from "./app.ts";
import { BrowserWindow } from "./browser-window.ts";
import type { DoubleOf } from "./double-of.ts";
import { ipcMain } from "./ipc-main.ts";
import { protocol } from "./protocol.ts";
import { note } from "./report.ts";
import { safeStorage } from "./safe-storage.ts";

const defaultSession = Object.assign(new EventEmitter(), {
  setPermissionRequestHandler: () => {},
  setPermissionCheckHandler: () => {},
  resolveProxy: async (_url: string) => process.env.ELECTRON_DOUBLE_PROXY ?? "DIRECT",
});
defaultSession satisfies DoubleOf<Session>;
const session = { defaultSession };

const shell = {
  openExternal: async (url: string) => note({ event: "openExternal", url }),
} satisfies DoubleOf<Shell>;

const dialog = {
  showErrorBox: (title: string, content: string) => note({ event: "errorBox", title, content }),
  showOpenDialog: async () => {
    const chosen = process.env.ELECTRON_DOUBLE_FOLDER;
    return { canceled: chosen === undefined, filePaths: chosen === undefined ? [] : [chosen] };
  },
} satisfies DoubleOf<Dialog>;

const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
} satisfies DoubleOf<Screen>;

const Menu = {
  buildFromTemplate: (template: (MenuItem | MenuItemConstructorOptions)[]) => ({ items: template }),
  setApplicationMenu: () => {},
} satisfies DoubleOf<typeof RealMenu>;

export { app, BrowserWindow, dialog, ipcMain, Menu, protocol, safeStorage, screen, session, shell };

const defaultExport: Readonly<Record<string, object>> = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
};

// biome-ignore lint/style/noDefaultExport: electron-store uses the default export of Electron
export default defaultExport;
