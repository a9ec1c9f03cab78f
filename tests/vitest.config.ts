import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromiumPath } from "./e2e/fixtures/chromium.ts";
import { keepTemporaryFoldersInMemory } from "./temporary-folder.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

// Worker threads run from source on plain Node, which strips the types of each module: once in all, instead of in each of a few hundred threads.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("../node_modules/.cache/compiled", import.meta.url));

keepTemporaryFoldersInMemory();

/** Tests that start real programs, many of them the terminal's bundle. */
const programs = [
  "electron/hosts/terminal/{case,comparing,explain,history,live-tests,overrides,send,terminal}.test.ts",
  "electron/services/events/killed.test.ts",
];

export default defineConfig({
  root,
  test: {
    maxWorkers: 2,
    projects: [
      {
        root,
        test: {
          name: "unit",
          environment: "node",
          include: ["{shared,electron,renderer}/**/*.test.ts", "tests/{architecture,contract,conformance,fakes}/**/*.test.ts"],
          exclude: programs,
          setupFiles: "tests/property-seed.ts",
          // No module keeps state between files, and loading the modules anew for each took as long as the tests.
          isolate: false,
          // A busy machine can need many times longer than an idle one. How long something takes is measured by `npm run bench`.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        root,
        test: {
          name: "programs",
          environment: "node",
          globalSetup: "tests/programs/build.ts",
          include: programs,
          setupFiles: "tests/property-seed.ts",
          // Each starts programs, and a busy machine is slow at that.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        root,
        plugins: [react({ jsxImportSource: "#visible-jsx" })],
        test: {
          name: "components",
          include: ["renderer/**/*.test.tsx"],
          setupFiles: "tests/fakes/empty-page.ts",
          // Each file loaded the page's modules anew.
          isolate: false,
          // As for the unit tests: the default of 15 seconds was too short at a load of 16.
          testTimeout: 60_000,
          // As long as the specs over the whole program wait: a busy machine draws a hundred rules in more than one second.
          expect: { poll: { timeout: 10_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: chromiumPath(), args: ["--no-sandbox"] } }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
