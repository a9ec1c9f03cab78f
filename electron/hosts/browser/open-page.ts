import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const filePrefix = "open-page-";
/** The file is removed after this time if no page has used its link, for example because no browser was found. */
const lifetimeMs = 120_000;

/**
 * Opens an address in the user's browser. Other users of this machine can read command lines, so the browser gets a file that only this user can read, which
 * redirects to the address. Does nothing without a display, or if no browser is found. Returns a function that removes the file.
 */
export function openPage(url: string, folder: string, open: (file: string) => void = openWithSystem): () => void {
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return () => {};
  const file = join(folder, `${filePrefix}${randomUUID()}.html`);
  writeFileSync(file, redirectPage(url), { mode: 0o600, flag: "wx" });
  const remove = () => {
    clearTimeout(timer);
    rmSync(file, { force: true });
  };
  const timer = setTimeout(remove, lifetimeMs).unref();
  open(pathToFileURL(file).href);
  return remove;
}

/** Removes the files of processes that were killed. Their links are worthless by then. */
export function removeOldPages(folder: string): void {
  for (const name of readdirSync(folder)) if (name.startsWith(filePrefix)) rmSync(join(folder, name), { force: true });
}

function redirectPage(url: string): string {
  const escaped = url.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="referrer" content="no-referrer" />
<meta http-equiv="refresh" content="0;url=${escaped}" />
<title>Opening Gatescope</title>
</head>
<body><a href="${escaped}">Open Gatescope</a></body>
</html>
`;
}

function openWithSystem(address: string): void {
  const [command, ...args] = openers[process.platform] ?? ["xdg-open"];
  const opener = spawn(command, [...args, address], { stdio: "ignore", detached: true });
  opener.on("error", () => {}); // the link is printed, too
  opener.unref();
}

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};
