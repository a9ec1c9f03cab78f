import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createRouter } from "#rpc/router.ts";
import { StorageFailed } from "#services/failures.ts";
import { createStorageNotices } from "#services/storage/storage-notices.ts";
import { printable } from "#shared/domain/text/printable.ts";
import { createConfSettings } from "../shared/conf-settings.ts";
import { createConsoleLog } from "../shared/console-log.ts";
import { chooseDataFolder, openDataFolder } from "../shared/data-folder.ts";
import { exitWith, handleEndSignals } from "../shared/end-signals.ts";
import { lockFolder } from "../shared/folder-lock.ts";
import { createNoSecretBox } from "../shared/no-secret-box.ts";
import { openRunningServices, type RunningServices } from "../shared/running-services.ts";
import { createSystemClock } from "../shared/system-clock.ts";
import { createSystemNetwork, overruleInsecureTls } from "../shared/system-network.ts";
import { logUnexpectedErrors } from "../shared/unexpected-errors.ts";
import { openPage, removeOldPages } from "./open-page.ts";
import { type BrowserHostOptions, readOptions, serveUsage, UnusableOption } from "./options.ts";
import { type PageServer, startPageServer } from "./page-server.ts";

// Relative to out/main/browser.js, the bundle of this file.
const pageFolder = fileURLToPath(new URL("../renderer/", import.meta.url));
const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

const clock = createSystemClock();
/** Opened parts, closed in reverse order. */
const opened = new AsyncDisposableStack();
let running: RunningServices | undefined;
let server: PageServer | undefined;
let isEnding = false;
const log = createConsoleLog({ clock, secrets: () => running?.knownSecrets() ?? [] });
const notices = createStorageNotices({ clock, log });

logUnexpectedErrors(log, () => void end(1));
handleEndSignals(() => void end(0));
overruleInsecureTls(process.env, log);

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === null) process.stdout.write(serveUsage);
  else await start(options);
} catch (failure) {
  await fail(failure);
}

/** Ends the process with the reason why it cannot start, or not continue after a user was forgotten. */
async function fail(failure: unknown): Promise<void> {
  if (isEnding) log.info("Gatescope was ended while it started.");
  else if (failure instanceof StorageFailed || failure instanceof UnusableOption) {
    process.stderr.write(`${printable(`gatescope serve: ${failure.message}`)}\n`);
    await end(2);
  } else {
    log.error("Gatescope could not start because of an unexpected error.", { failure });
    await end(1);
  }
}

async function start({ port, dataFolder, opensPage }: BrowserHostOptions): Promise<void> {
  const folders = openDataFolder(chooseDataFolder(dataFolder));
  opened.defer(lockFolder(folders.data, { host: "browser", notices }).release);
  running = await openRunningServices(
    {
      folders,
      settings: createConfSettings({ folder: folders.data, clock, notices }),
      notices,
      secretBox: createNoSecretBox(),
      network: createSystemNetwork(),
      clock,
      log,
      host: { kind: "browser", version },
    },
    {
      disconnect: () => server?.disconnect(),
      connect: (services) => server?.connect(createRouter(services)),
      onFailure: fail,
    },
  );
  opened.defer(running.close);
  let onLinkUsed = () => {};
  server = await startPageServer({ router: createRouter(running.services), pageFolder, port, log, onLinkUsed: () => onLinkUsed() }).catch(
    explainListenFailure(port),
  );
  opened.defer(server.close);
  const link = announce(server);
  removeOldPages(folders.data);
  if (opensPage) {
    onLinkUsed = openPage(link, folders.data);
    opened.defer(onLinkUsed);
  }
  if (process.stdin.isTTY) createInterface({ input: process.stdin }).on("line", () => server && announce(server));
}

function explainListenFailure(port: number): (failure: NodeJS.ErrnoException) => never {
  return (failure) => {
    if (failure.code === "EADDRINUSE")
      throw new UnusableOption(`Port ${port} is in use by another program. Choose another one with --port.`);
    if (failure.code === "EACCES") throw new UnusableOption(`This user may not use port ${port}. Choose one above 1023 with --port.`);
    throw failure;
  };
}

/** Prints one JSON line with a link that works once; on the standard error if nobody reads the standard output any more. */
function announce(announced: PageServer): string {
  const url = announced.newLink();
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`, (failure) => {
    if (failure) log.warn("The standard output is closed, so the link is printed here. It works once.", { url });
  });
  return url;
}

/** Ends the process once, also while it is starting, and even if something cannot be closed. */
async function end(exitCode: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await opened.disposeAsync().catch((failure: unknown) => log.error("A part of Gatescope could not be closed.", { failure }));
  await exitWith(exitCode);
}
