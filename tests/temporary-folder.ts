import { statfsSync } from "node:fs";

const memory = "/dev/shm";
const neededBytes = 2 ** 31;

/**
 * Puts the temporary folders of the tests, and of the programs that they start, into memory on a Linux that has room there: the databases in them wait for
 * the disk at each commit, a quarter of the time of some tests. What a killed program wrote is there as well as on a disk.
 */
export function keepTemporaryFoldersInMemory(): void {
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (process.platform === "linux" && bavail * bsize >= neededBytes) process.env.TMPDIR ??= memory;
  } catch {
    // There is no such folder: temporary folders stay on the disk.
  }
}
