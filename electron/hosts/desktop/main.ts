import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { app, type BrowserWindow, dialog, ipcMain, Menu, protocol, safeStorage, session, shell } from "electron";
import Store from "electron-store";
import { createRouter } from "#rpc/router.ts";
import { StorageFailed } from "#services/failures.ts";
import type { Folders } from "#services/ports.ts";
import { createStorageNotices } from "#services/storage/storage-notices.ts";
import { linkFragment } from "#shared/domain/session/app-link.ts";
import { createConfSettings } from "../shared/conf-settings.ts";
import { createConsoleLog } from "../shared/console-log.ts";
import { chooseDataFolder, openDataFolder } from "../shared/data-folder.ts";
import { type FolderLock, lockFolder } from "../shared/folder-lock.ts";
import { createPageCalls } from "../shared/page-calls.ts";
import { readPageFile } from "../shared/page-files.ts";
import { openRunningServices, type RunningServices } from "../shared/running-services.ts";
import { createSystemClock } from "../shared/system-clock.ts";
import { overruleInsecureTls, readTrustedCertificates } from "../shared/system-network.ts";
import { logUnexpectedErrors } from "../shared/unexpected-errors.ts";
import { acceptLinks, linkIn } from "./app-links.ts";
import { createDesktopNetwork } from "./desktop-network.ts";
import { menuTemplate } from "./menu.ts";
import { restrictPage } from "./navigation-rules.ts";
import { pageAddress, pageScheme } from "./page-address.ts";
import { type AcceptedPorts, acceptPorts } from "./rpc-port.ts";
import { createSystemSecretBox } from "./secret-box.ts";
import { bringToFront, openWindow } from "./window.ts";

// Relative to out/main/main.js, the bundle of this file.
const pageFolder = fileURLToPath(new URL("../renderer/", import.meta.url));
const preload = fileURLToPath(new URL("../preload/preload.cjs", import.meta.url));

const page = pageAddress({ isPackaged: app.isPackaged, env: process.env });
const clock = createSystemClock();
let lock: FolderLock | undefined;
let running: RunningServices | undefined;
let ports: AcceptedPorts | undefined;
let window: BrowserWindow | undefined;
/** The link that the app was started with. */
let startLink = linkIn(process.argv, pageScheme);
const log = createConsoleLog({ clock, secrets: () => running?.knownSecrets() ?? [] });
const notices = createStorageNotices({ clock, log });

logUnexpectedErrors(log, () =>
  exitWithError("An unexpected error occurred. The terminal from which Gatescope was started shows the details.", 1),
);
overruleInsecureTls(process.env, log);
app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);

// Not awaited: Electron becomes ready only after this file has run, and `start` waits for that.
start().catch(exitAfter);

async function start(): Promise<void> {
  // Not strict: the arguments include Electron's own.
  const { values } = parseArgs({ options: { data: { type: "string" } }, strict: false });
  const folders = openDataFolder(chooseDataFolder(typeof values.data === "string" ? values.data : undefined));
  setChromiumFolder(folders);
  if (!app.requestSingleInstanceLock()) {
    process.stdout.write("Gatescope is already open; its window is now in front.\n");
    app.exit(0);
    return;
  }
  acceptLinks({ app, scheme: pageScheme, onLink: openLink });
  app.on("window-all-closed", () => app.quit());
  app.on("will-quit", closeBeforeQuitting);
  lock = lockFolder(folders.data, { host: "desktop", notices });

  await app.whenReady();
  restrictPage({ app, session: session.defaultSession, shell, page });
  running = await openRunningServices(
    {
      folders,
      settings: createConfSettings({ folder: folders.data, clock, notices, openStore: (options) => new Store(options) }),
      notices,
      secretBox: createSystemSecretBox(safeStorage, process.platform),
      network: createDesktopNetwork({ session: session.defaultSession, trustedCertificates: readTrustedCertificates }),
      clock,
      log,
      host: { kind: "desktop", version: app.getVersion() },
      chooseFolder,
    },
    {
      disconnect: () => ports?.disconnect(),
      connect: (services) => ports?.connect(createPageCalls(createRouter(services), log)),
      onFailure: exitAfter,
    },
  );
  ports = acceptPorts({ ipc: ipcMain, origin: page.origin, calls: createPageCalls(createRouter(running.services), log) });
  protocol.handle(pageScheme, servePage);
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate({ platform: process.platform, isDeveloping: !app.isPackaged, window: () => window })),
  );
  window = openWindow({ page, preload, dataFolder: folders.data });
  await window.loadURL(pageAddressWith(startLink));
}

/** Shows the window, and hands a link to its page. Before there is a window, the link waits for it. */
function openLink(link: string | null): void {
  if (window === undefined) {
    startLink = link ?? startLink;
    return;
  }
  bringToFront(window);
  if (link === null) return;
  // Only the fragment is another one, so the page is not loaded again.
  window.loadURL(pageAddressWith(link)).catch(() => log.warn("A link could not be handed to the page."));
}

function pageAddressWith(link: string | null): string {
  return link === null ? page.url : page.url + linkFragment(link);
}

/** Puts Chromium's files into the data folder, which also makes the single-instance lock one per data folder. */
function setChromiumFolder({ data }: Folders): void {
  const folder = join(data, "electron");
  mkdirSync(folder, { recursive: true });
  app.setPath("userData", folder);
}

async function chooseFolder(title: string): Promise<string | null> {
  const options = { title, properties: ["openDirectory" as const, "createDirectory" as const] };
  const { canceled, filePaths } = await (window === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options));
  return canceled ? null : (filePaths[0] ?? null);
}

async function servePage(request: Request): Promise<Response> {
  const file = await readPageFile(pageFolder, new URL(request.url).pathname);
  return file === undefined ? new Response("There is no such file.", { status: 404 }) : new Response(file.body, { headers: file.headers });
}

/** Delays quitting until the services are closed and everything is on the disk. */
function closeBeforeQuitting(event: { preventDefault(): void }): void {
  if (running === undefined) return;
  event.preventDefault();
  const closing = running;
  running = undefined;
  void closing.close().finally(() => {
    lock?.release();
    app.exit(0);
  });
}

/** Exits with the reason why the program cannot start, or not continue after a user was forgotten. */
function exitAfter(failure: unknown): void {
  if (!(failure instanceof StorageFailed)) throw failure;
  exitWithError(failure.message, 2);
}

function exitWithError(message: string, exitCode: number): void {
  dialog.showErrorBox("Gatescope has to close", message);
  app.exit(exitCode);
}
