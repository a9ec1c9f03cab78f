// node download-electron.mjs ELECTRON_FOLDER: downloads and unpacks the binary of the installed `electron` package.
// Exits 0, or prints the reason on stdout and exits 1. Unlike Electron's own downloader, it has time limits.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const firstByteTimeoutMs = 5_000;
const stallTimeoutMs = 15_000;
const unpackTimeoutMs = 120_000;

const folder = process.argv[2];
const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const downloader = createRequire(join(folder, "package.json")).resolve("@electron/get");
const { downloadArtifact } = await import(pathToFileURL(downloader).href);

const abort = new AbortController();
let timeout = setTimeout(() => abort.abort(new Error("no response within 5 seconds")), firstByteTimeoutMs);
let shownTenths = -1;

try {
  await downloadArtifact({
    version,
    artifactName: "electron",
    platform: process.platform,
    arch: process.arch,
    checksums: JSON.parse(readFileSync(join(folder, "checksums.json"), "utf8")),
    downloadOptions: { signal: abort.signal, quiet: true, getProgressCallback: showProgress },
  });
  clearTimeout(timeout);
  // Finds the downloaded file in the cache, verifies it and unpacks it.
  const unpacked = spawnSync(process.execPath, [join(folder, "install.js")], { stdio: ["ignore", 2, 2], timeout: unpackTimeoutMs });
  if (unpacked.status !== 0) throw new Error("it could not be unpacked");
} catch (failure) {
  const reason = abort.signal.aborted ? abort.signal.reason.message : (failure.cause?.code ?? failure.message.split("\n")[0]);
  process.stdout.write(`${reason}\n`);
  process.exit(1);
}

async function showProgress({ transferred, total }) {
  clearTimeout(timeout);
  timeout = setTimeout(() => abort.abort(new Error("no progress for 15 seconds")), stallTimeoutMs);
  const tenths = total ? Math.floor((transferred / total) * 10) : 0;
  if (tenths === shownTenths) return;
  shownTenths = tenths;
  const megabytes = (bytes) => (bytes / 1e6).toFixed(0);
  process.stderr.write(
    `Downloading Electron ${version} (only once): ${megabytes(transferred)}${total ? ` of ${megabytes(total)}` : ""} MB\n`,
  );
}
