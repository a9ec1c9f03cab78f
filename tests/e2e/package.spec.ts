import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import asar from "@electron/asar";
import { expect, test } from "@playwright/test";
import { closedPort } from "#tests/fakes/local-servers.ts";
import { checkWindow } from "../../electron/packaging/check-window.ts";
import { repository } from "./fixtures/hosts.ts";
import { startProgram } from "./fixtures/program.ts";

// electron-builder packs the program without an Electron binary: a placeholder file contains only the bytes that hold the fuses. The archive is
// then unpacked and started with the Electron double.

/** The marker in front of the fuses in an Electron binary. */
const fuseMark = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";

// All tests run in one worker, because packing takes seconds.
test.describe.configure({ mode: "default" });

let folder = "";
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-package-"));
  const placeholder = join(folder, "electron");
  mkdirSync(join(placeholder, "resources"), { recursive: true });
  // Fuse wire version 1 with eight fuses, in the state in which Electron is released.
  writeFileSync(join(placeholder, "electron"), Buffer.concat([Buffer.from(fuseMark), Buffer.from([1, 8]), Buffer.from("10110010")]));
  chmodSync(join(placeholder, "electron"), 0o755);
  execFileSync(
    process.execPath,
    [
      join(repository, "node_modules/electron-builder/cli.js"),
      ...["--config", "electron/packaging/electron-builder.yml", "--publish", "never", "--dir", "--linux", "--x64"],
      `--config.electronDist=${placeholder}`,
      `--config.directories.output=${join(folder, "dist")}`,
    ],
    { cwd: repository, stdio: "pipe" },
  );
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("flips the fuses in the binary", () => {
  const binary = readFileSync(join(folder, "dist/linux-unpacked/gatescope"), "latin1");
  // In the order of @electron/fuses: Node, cookies, NODE_OPTIONS, --inspect, integrity, archive only, snapshot, file://.
  expect(binary.slice(binary.indexOf(fuseMark) + fuseMark.length + 2)).toBe("01001100");
});

test("packs package.json and the bundles, and no other file", () => {
  const files = asar.listPackage(join(folder, "dist/linux-unpacked/resources/app.asar"), { isPack: false });
  expect(files).toEqual(
    expect.arrayContaining([
      "/package.json",
      "/out/main/main.js",
      "/out/preload/preload.cjs",
      "/out/renderer/index.html",
      "/out/renderer/licences.json",
    ]),
  );
  const outside = files.filter((file) => file !== "/package.json" && !/^\/out(\/|$)/.test(file));
  expect([...outside, ...files.filter((file) => /\.map$|node_modules|\/out\/\.built|main\/(browser|terminal)\.js/.test(file))]).toEqual([]);
});

test("the packed program starts with the page, its licences and the history worker", async () => {
  const app = join(folder, "app");
  asar.extractAll(join(folder, "dist/linux-unpacked/resources/app.asar"), app);
  const port = await closedPort();
  const program = startProgram(
    ["--import", "./tests/electron-double/register.ts", join(app, "out/main/main.js"), "--data", join(folder, "data")],
    { ELECTRON_DOUBLE_CDP_PORT: String(port) },
    () => {},
  );
  try {
    await program.waitForLine(/"event":"loaded"/);
    await checkWindow(port);
  } finally {
    await program.stop();
  }
});
