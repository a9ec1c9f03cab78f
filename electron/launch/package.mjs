#!/usr/bin/env node
// npm run package: builds the installers of this system into dist/, as electron/packaging/electron-builder.yml says.
//   npm run package -- [--dir] [further arguments of electron-builder]
import { join } from "node:path";
import { downloadElectron, findElectron } from "./electron.mjs";
import { buildBundles, CannotPrepare, findNode, installPackages, main, root, run } from "./prepare.mjs";

const say = (sentence) => process.stdout.write(`${sentence}\n`);
const configuration = join("electron", "packaging", "electron-builder.yml");

await main("npm run package", async () => {
  await installPackages(say);
  const node = findNode();
  await buildBundles(node, say);

  const problem = findElectron() ? null : await downloadElectron(node);
  if (problem !== null) {
    throw new CannotPrepare(
      `installers contain an Electron binary, and there is none here: ${problem}. Run this where github.com can be reached, or name the folder of an unpacked Electron in ELECTRON_OVERRIDE_DIST_PATH.`,
    );
  }
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const electronDist = dist === undefined ? [] : [`--config.electronDist=${dist}`];
  const builder = join(root, "node_modules", "electron-builder", "cli.js");
  return run(node, [builder, "--config", configuration, "--publish", "never", ...electronDist, ...process.argv.slice(2)]);
});
