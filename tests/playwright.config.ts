import { defineConfig } from "@playwright/test";
import type { HostName } from "./e2e/fixtures/hosts.ts";

/** These start what they need themselves. */
const withoutPage = ["bundles.spec.ts", "launch.spec.ts", "package.spec.ts"];

/** Every spec runs over three hosts: the browser host, the double of Electron, and Electron itself where a binary is found. */
export default defineConfig<{ host: HostName }>({
  testDir: "./e2e",
  outputDir: "../node_modules/.cache/playwright",
  globalSetup: "./e2e/fixtures/announce.ts",
  timeout: 45_000,
  expect: { timeout: 10_000 },
  workers: 1, // each test starts a whole program and a browser
  // A shared machine can be too busy for a spec once. What needed its second try is listed as flaky and said by `npm test`; at a desk it fails at once.
  retries: process.env.CI === undefined ? 0 : 1,
  reporter: [["list"]],
  projects: [
    { name: "programs", testMatch: withoutPage },
    { name: "browser-host", use: { host: "browser-host" }, testIgnore: [...withoutPage, "desktop-host.spec.ts"] },
    { name: "electron-double", use: { host: "electron-double" }, testIgnore: [...withoutPage, "browser-host.spec.ts"] },
    { name: "electron", use: { host: "electron" }, testIgnore: [...withoutPage, "browser-host.spec.ts"] },
  ],
});
