import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openPage, removeOldPages } from "./open-page.ts";

const url = "http://127.0.0.1:4711/#token=abc-DEF_123";
let folder: string;
beforeEach(() => {
  vi.stubEnv("DISPLAY", ":0");
  folder = mkdtempSync(join(tmpdir(), "gatescope-open-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it("gives the browser a private file that redirects, and never the link itself", () => {
  let opened = "";
  const remove = openPage(url, folder, (address) => {
    opened = address;
  });
  const file = fileURLToPath(opened);
  expect(opened).not.toContain("token");
  if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).toContain(`content="0;url=${url}"`);
  remove();
  expect(existsSync(file)).toBe(false);
});

it("opens nothing without a display", () => {
  if (process.platform !== "linux") return;
  vi.stubEnv("DISPLAY", "");
  vi.stubEnv("WAYLAND_DISPLAY", "");
  const open = vi.fn();
  openPage(url, folder, open)();
  expect(open).not.toHaveBeenCalled();
  expect(readdirSync(folder)).toEqual([]);
});

it("removes the files of processes that were killed, and no other file", () => {
  openPage(url, folder, () => {});
  writeFileSync(join(folder, "projects.json"), "{}");
  removeOldPages(folder);
  expect(readdirSync(folder)).toEqual(["projects.json"]);
});
