#!/usr/bin/env node
// npm start: prepares everything, then opens Gatescope's window, or prints why that is not possible and serves the same page to the browser.
//   npm start -- [--browser] [--port N] [--data DIR] [--no-open]
import { spawn } from "node:child_process";
import { join } from "node:path";
import { downloadElectron, findElectron, windowObstacle } from "./electron.mjs";
import { buildBundles, callersFolder, ended, findNode, installPackages, main, nodeEnvironment, root } from "./prepare.mjs";

/** Prints on stdout, or on stderr once nobody reads stdout any more, as in `npm start | head -1`: the link to the page must not be lost. */
const say = (sentence) => process.stdout.write(`${sentence}\n`, (failure) => failure && process.stderr.write(`${sentence}\n`));
/** If Electron fails within this time, it could not start at all, for example because a library is missing. */
const startFailureMs = 10_000;

await main("npm start", async () => {
  const wantsBrowser = process.argv.includes("--browser");
  const args = process.argv.slice(2).filter((argument) => argument !== "--browser");

  await installPackages(say);
  const node = findNode();
  await buildBundles(node, say);

  const obstacle = wantsBrowser ? "--browser was given" : (windowObstacle() ?? (findElectron() ? null : await downloadElectron(node)));
  if (obstacle === null) {
    say("Opening Gatescope's window.");
    const started = Date.now();
    const code = await openWindow(args);
    if (code === 0 || Date.now() - started > startFailureMs) return code;
    say(`Serving the page to your browser instead of a window: Electron could not start (exit code ${code}, its output is above).`);
  } else {
    say(`Serving the page to your browser instead of a window: ${obstacle}.`);
  }
  return servePage(node, args);
});

function openWindow(args) {
  return ended(spawn(findElectron(), [root, ...args], { cwd: callersFolder, stdio: "inherit" }));
}

function servePage(node, args) {
  const child = spawn(node, [join(root, "out", "main", "browser.js"), ...args], {
    cwd: callersFolder,
    env: nodeEnvironment,
    stdio: ["inherit", "pipe", "inherit"],
  });
  let incompleteLine = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    const lines = (incompleteLine + text).split("\n");
    incompleteLine = lines.pop();
    for (const line of lines)
      say(`Gatescope is at ${JSON.parse(line).url} (this link works once; press Enter for a new one, Ctrl+C to stop)`);
  });
  return ended(child);
}
