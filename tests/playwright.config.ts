import { defineConfig } from "@playwright/test";
import type { HostName } from "./e2e/fixtures/hosts.ts";

/** These start what they need themselves. */
const withoutPage = ["bundles.spec.ts", "launch.spec.ts", "package.spec.ts"];

/**
 * Every spec runs on the browser host. What the code of a host itself decides (window, links, reload, restart, keys in the system's keychain) is
 * tagged `@host` and runs on the double of Electron too, and on Electron itself where a binary is found. What only Electron's own Node and Chromium
 * decide (network, memory, kill, large messages, key presses, clipboard) is tagged `@electron`: the double has those of the browser host.
 */
export default defineConfig<{ host: HostName }>({
  testDir: "./e2e",
  outputDir: "../node_modules/.cache/playwright",
  globalSetup: "./e2e/fixtures/prepare.ts",
  timeout: 90_000,
  expect: { timeout: 10_000 },
  // An element that does not come fails its spec at once, also where the whole spec may take minutes.
  use: { actionTimeout: 20_000 },
  // One more than the cores of CI: a spec waits for its program and its page a fifth of the time.
  workers: 3,
  fullyParallel: true, // each test has a data folder, a program and a browser context of its own
  // A shared machine can be too busy for a spec once. A spec that needed its second try is reported as flaky by `npm test`; when you run it yourself, it fails at once.
  retries: process.env.CI === undefined ? 0 : 1,
  reporter: [["list"]],
  projects: [
    { name: "browser-host", use: { host: "browser-host" }, testIgnore: [...withoutPage, "desktop-host.spec.ts"] },
    { name: "electron-double", use: { host: "electron-double" }, grep: /@host/ },
    { name: "electron", use: { host: "electron" }, grep: /@host|@electron/ },
    { name: "programs", testMatch: withoutPage },
  ],
});
