import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/** The files of an archive. They throw what the system throws when the disk refuses. */
export interface ArchiveFiles {
  /** Null when there is no such file. */
  read(name: string): Uint8Array | null;
  /** The whole file or nothing. */
  write(name: string, bytes: Uint8Array): void;
  /** What stands behind `atByte` is written over. */
  append(name: string, atByte: number, bytes: Uint8Array): void;
  remove(name: string): void;
  names(): string[];
}

/** Makes the folder when the first file is written, readable by this person only. */
export function folderFiles(folder: string): ArchiveFiles {
  const at = (name: string) => join(folder, name);
  const open = () => mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    read: (name) => unlessAbsent(() => readFileSync(at(name)), null),
    write(name, bytes) {
      open();
      writeFileSync(at(`${name}.new`), bytes, { mode: 0o600, flush: true });
      renameSync(at(`${name}.new`), at(name));
    },
    append(name, atByte, bytes) {
      open();
      const file = openSync(at(name), atByte === 0 ? "w" : "r+", 0o600);
      try {
        ftruncateSync(file, atByte);
        writeSync(file, bytes, 0, bytes.length, atByte);
      } finally {
        closeSync(file);
      }
    },
    remove: (name) => rmSync(at(name), { force: true }),
    names: () => unlessAbsent(() => readdirSync(folder), []),
  };
}

/** For who keeps nothing beyond the program's end. */
export function memoryFiles(): ArchiveFiles {
  const files = new Map<string, Uint8Array>();
  return {
    read: (name) => files.get(name) ?? null,
    write: (name, bytes) => void files.set(name, bytes),
    append(name, atByte, bytes) {
      files.set(name, Buffer.concat([(files.get(name) ?? Buffer.alloc(0)).subarray(0, atByte), bytes]));
    },
    remove: (name) => void files.delete(name),
    names: () => [...files.keys()],
  };
}

function unlessAbsent<Value>(read: () => Value, absent: Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return absent;
    throw error;
  }
}
