import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { writeWholeFile } from "./whole-file.ts";

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gatescope-whole-file-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Starts a process that writes `out.txt` for ever, and waits until its new file is there. */
async function startWriting(folder: string) {
  const script = `import { writeWholeFile } from ${JSON.stringify(new URL("./whole-file.ts", import.meta.url).href)};
    async function* text() { for (;;) { yield "x"; await new Promise((resolve) => setTimeout(resolve, 5)); } }
    process.stdout.write("writes");
    await writeWholeFile(${JSON.stringify(join(folder, "out.txt"))}, text(), { isNew: true });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  await expect.poll(() => readdir(folder)).toHaveLength(1);
  return child;
}

it("replaces a file, and makes a new one only where there is none", async () => {
  const folder = await makeFolder();
  const file = join(folder, "out.txt");
  await writeWholeFile(file, "one", { isNew: true });
  await expect(writeWholeFile(file, "two", { isNew: true })).rejects.toThrow(
    "out.txt could not be written: there is a file of that name already. It was not made.",
  );
  await writeWholeFile(file, "three", { isNew: false });
  expect(await readFile(file, "utf8")).toBe("three");
  expect(await readdir(folder)).toEqual(["out.txt"]);
});

it("removes what a killed process left in the folder, and nothing that is being written or belongs to another machine", async () => {
  const folder = await makeFolder();
  const killed = await startWriting(folder);
  killed.kill("SIGKILL");
  await once(killed, "exit");
  const [left = ""] = await readdir(folder);
  const elsewhere = left.replace(/^\.gatescope-.*(?=-\d+-[0-9a-f-]{36})/, ".gatescope-another.example");
  await writeFile(join(folder, elsewhere), "");
  await writeWholeFile(join(folder, "first.txt"), "1", { isNew: true });
  expect((await readdir(folder)).toSorted()).toEqual([elsewhere, "first.txt"]);

  await rm(join(folder, elsewhere));
  await rm(join(folder, "first.txt"));
  await startWriting(folder);
  const [written = ""] = await readdir(folder);
  await writeWholeFile(join(folder, "second.txt"), "2", { isNew: true });
  expect((await readdir(folder)).toSorted()).toEqual([written, "second.txt"]);
});
