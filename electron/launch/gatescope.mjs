#!/usr/bin/env node
// npm run -s gatescope -- COMMAND …: runs the terminal host. stdout is for the command only; messages about preparation go to stderr.
import { join } from "node:path";
import { buildBundles, callersFolder, findNode, installPackages, main, nodeEnvironment, root, run } from "./prepare.mjs";

const say = (sentence) => process.stderr.write(`${sentence}\n`);

await main("gatescope", async () => {
  await installPackages(say);
  const node = findNode();
  await buildBundles(node, say);

  const [command, ...rest] = process.argv.slice(2);
  const [bundle, args] = command === "serve" ? ["browser.js", rest] : ["terminal.js", process.argv.slice(2)];
  return run(node, [join(root, "out", "main", bundle), ...args], { cwd: callersFolder, env: nodeEnvironment });
});
