#!/usr/bin/env node
// npm run build: builds the bundles if a source file is newer.
import { buildBundles, findNode, main } from "./prepare.mjs";

await main("npm run build", async () => {
  await buildBundles(findNode(), (sentence) => process.stdout.write(`${sentence}\n`));
  return 0;
});
