import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serialize } from "node:v8";
import { afterAll, describe, expect, it } from "vitest";
import { compress } from "../storage/compressed.ts";
import { systemCode } from "../storage/sqlite-file.ts";
import type { BlockFacts, StoredBlock } from "./block.ts";
import { openCohortDatabase, type StoredCohort } from "./cohort-database.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "gatescope-cohorts-"));
  folders.push(folder);
  return folder;
}

const facts: BlockFacts = {
  ...{ users: 1, rows: 1, unreadable: [], unreadableRows: 0, hasPrivate: false },
  ...{ outcomes: [], codes: [], columns: [], units: [] },
};
/** A block with a text that cannot be compressed. */
const blockOf = (bytes: number): StoredBlock => ({ text: compress(randomBytes(bytes / 2).toString("hex")), facts: serialize(facts) });
const cohort = (cohortId: string, { isFinished, blocks }: { isFinished: boolean; blocks: number }): StoredCohort => ({
  ...{ cohortId, name: cohortId, createdAtMs: 0, isFinished, header: JSON.stringify({ blocks }) },
});

function open(folder: string) {
  const file = join(folder, "cohorts.db");
  const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const { calls } = openCohortDatabase({ file, nowMs: 0 });
  return { calls, sizes: () => ({ file: sizeOf(file), log: sizeOf(`${file}-wal`) }) };
}

/** Stores blocks until the database refuses, and returns its error. */
function fill({ calls }: ReturnType<typeof open>, cohortId: string, bytes: number): unknown {
  try {
    for (let seq = 0; ; seq += 8)
      calls.append({ cohortId, blocks: Array.from({ length: 8 }, (_, at) => ({ seq: seq + at, block: blockOf(bytes) })) });
  } catch (failure) {
    return failure;
  }
}

describe("what a run that failed had stored", () => {
  it("leaves nothing in the log when blocks are rolled back", () => {
    const { calls, sizes } = open(temporaryFolder());
    calls.begin(cohort("c", { isFinished: false, blocks: 0 }));
    const blocks = [0, 1, 2, 3, 4, 3].map((seq) => ({ seq, block: blockOf(2_000_000) }));
    expect(() => calls.append({ cohortId: "c", blocks })).toThrow("UNIQUE");
    expect(calls.block({ cohortId: "c", seq: 0 })).toBeNull();
    expect(sizes().log).toBe(0);
    calls.close();
  });

  it("is removed, and its space is given back", () => {
    const { calls, sizes } = open(temporaryFolder());
    calls.begin(cohort("c", { isFinished: false, blocks: 0 }));
    calls.append({ cohortId: "c", blocks: [0, 1, 2].map((seq) => ({ seq, block: blockOf(1_000_000) })) });
    calls.discard("c");
    expect(calls.list()).toEqual([]);
    expect(calls.lines({ cohortId: "c", seq: 0 })).toEqual([]);
    expect(sizes().log).toBe(0);
    expect(sizes().file).toBeLessThan(200_000);
    calls.close();
  });

  it("is removed up to the blocks that were there before it was continued", () => {
    const { calls } = open(temporaryFolder());
    const before = cohort("c", { isFinished: true, blocks: 2 });
    calls.begin(before);
    calls.append({ cohortId: "c", blocks: [0, 1, 2, 3].map((seq) => ({ seq, block: blockOf(1_000) })) });
    calls.discard("c");
    expect(calls.list()).toEqual([before]);
    expect([0, 1, 2, 3].map((seq) => calls.lines({ cohortId: "c", seq }).length)).toEqual([1, 1, 0, 0]);
    calls.close();
  });

  it.skipIf(!canMount())("is removed from a disk that is full, whose space is then free for the next one", () => {
    const folder = temporaryFolder();
    const disk = join(folder, "disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", disk]);
    try {
      const database = open(disk);
      const { calls, sizes } = database;
      const kept = cohort("kept", { isFinished: true, blocks: 1 });
      calls.begin(kept);
      calls.append({ cohortId: "kept", blocks: [{ seq: 0, block: blockOf(1_000) }] });
      calls.begin(cohort("large", { isFinished: false, blocks: 0 }));
      expect(systemCode(fill(database, "large", 60_000))).toBe("ENOSPC");
      expect(sizes().file + sizes().log).toBeGreaterThan(4_000_000);
      calls.discard("large");
      expect(calls.list()).toEqual([kept]);
      expect(sizes().log).toBe(0);
      expect(sizes().file).toBeLessThan(200_000);
      calls.close();
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});

/** True where a small disk can be made: as root on Linux, in a container that may mount. */
function canMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/bin/mount")) return false;
  const folder = temporaryFolder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
