import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { app, type BrowserWindow, dialog, ipcMain, Menu, protocol, safeStorage, session, shell } from "electron";
import Store from "electron-store";
import { createRouter } from "#rpc/router.ts";
import { StorageFailed } from "#services/failures.ts";
import type { Folders } from "#services/ports.ts";
import { createServices, type Services } from "#services/services.ts";
import { createConfSettings } from "../shared/conf-settings.ts";
import { createConsoleLog } from "../shared/console-log.ts";
import { chooseDataFolder, openDataFolder } from "../shared/data-folder.ts";
import { type FolderLock, lockFolder } from "../shared/folder-lock.ts";
import { logUnforeseen } from "../shared/last-words.ts";
import { createPageCalls } from "../shared/page-calls.ts";
import { readPageFile } from "../shared/page-files.ts";
import { createSystemClock } from "../shared/system-clock.ts";
import { readTrustedCertificates } from "../shared/system-network.ts";
import { acceptLinks } from "./app-links.ts";
import { createDesktopNetwork } from "./desktop-network.ts";
import { menuTemplate } from "./menu.ts";
import { keepToOwnPage } from "./navigation-rules.ts";
import { pageAddress, pageScheme } from "./page-address.ts";
import { acceptPorts } from "./rpc-port.ts";
import { createSystemSecretBox } from "./secret-box.ts";
import { bringToFront, openWindow } from "./window.ts";

// Relative to out/main/main.js, which this file becomes.
const pageFolder = fileURLToPath(new URL("../renderer/", import.meta.url));
const preload = fileURLToPath(new URL("../preload/preload.cjs", import.meta.url));

const page = pageAddress({ isPackaged: app.isPackaged, env: process.env });
const clock = createSystemClock();
let lock: FolderLock | undefined;
let services: Services | undefined;
let window: BrowserWindow | undefined;
const log = createConsoleLog({ clock, secrets: () => services?.vault.knownSecrets() ?? [] });

logUnforeseen(log, () => giveUp("Something failed that Gatescope does not understand. The terminal it was started from says more.", 1));
app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);

// Not awaited: Electron becomes ready only when this file has been run to its end, and `start` waits for that.
start().catch((failure: unknown) => {
  if (!(failure instanceof StorageFailed)) throw failure;
  giveUp(failure.message, 2);
});

async function start(): Promise<void> {
  // Electron's own arguments are among ours.
  const { values } = parseArgs({ options: { data: { type: "string" } }, strict: false });
  const folders = openDataFolder(chooseDataFolder(typeof values.data === "string" ? values.data : undefined));
  keepChromiumIn(folders);
  if (!app.requestSingleInstanceLock()) {
    process.stdout.write("Gatescope is open already; its window comes to the front.\n");
    app.exit(0);
    return;
  }
  acceptLinks({ app, scheme: pageScheme, onLink: () => window && bringToFront(window) });
  app.on("window-all-closed", () => app.quit());
  app.on("will-quit", closeBeforeQuitting);
  lock = lockFolder(folders.data, "desktop");

  await app.whenReady();
  keepToOwnPage({ app, session: session.defaultSession, shell, page });
  services = await createServices({
    folders,
    settings: createConfSettings({ folder: folders.data, clock, log, openStore: (options) => new Store(options) }),
    secretBox: createSystemSecretBox(safeStorage, process.platform),
    network: createDesktopNetwork({ session: session.defaultSession, trustedCertificates: readTrustedCertificates }),
    clock,
    log,
    host: { kind: "desktop", version: app.getVersion() },
  });
  acceptPorts({ ipc: ipcMain, origin: page.origin, calls: createPageCalls(createRouter(services), log) });
  protocol.handle(pageScheme, servePage);
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate({ platform: process.platform, isDeveloping: !app.isPackaged, window: () => window })),
  );
  window = openWindow({ page, preload, dataFolder: folders.data });
  await window.loadURL(page.url);
}

/** What Chromium keeps of its own goes into our folder too, and makes a second start with the same folder find the first. */
function keepChromiumIn({ data }: Folders): void {
  const folder = join(data, "electron");
  mkdirSync(folder, { recursive: true });
  app.setPath("userData", folder);
}

async function servePage(request: Request): Promise<Response> {
  const file = await readPageFile(pageFolder, new URL(request.url).pathname);
  return file === undefined ? new Response("There is no such file.", { status: 404 }) : new Response(file.body, { headers: file.headers });
}

/** Holds the end back until what was kept is on the disk. */
function closeBeforeQuitting(event: { preventDefault(): void }): void {
  if (services === undefined) return;
  event.preventDefault();
  const closing = services;
  services = undefined;
  void closing.close().finally(() => {
    lock?.release();
    app.exit(0);
  });
}

function giveUp(sentence: string, exitCode: number): void {
  dialog.showErrorBox("Gatescope has to end", sentence);
  app.exit(exitCode);
}
