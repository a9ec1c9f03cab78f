import { StorageFailed } from "#services/failures.ts";

/** Converts an error of the file system into `StorageFailed` with a message that says what to do. Returns other errors unchanged. */
export function asStorageFailed(error: unknown, path: string): unknown {
  if (!(error instanceof Error && "code" in error && typeof error.code === "string")) return error;
  return new StorageFailed(error.code, path, storageFailureMessage(error.code, path));
}

export function storageFailureMessage(code: string, path: string): string {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return `The disk is full, so ${path} cannot be written. Free some space, then try again.`;
    case "EROFS":
      return `${path} cannot be written because its disk is read-only. Choose another folder with GATESCOPE_DATA.`;
    case "EACCES":
    case "EPERM":
      return `This user may not read and write ${path}. Change its owner or permissions, or choose another folder with GATESCOPE_DATA.`;
    case "ENOTDIR":
    case "EEXIST":
      return `${path} is not a folder but a file. Move the file, or choose another folder with GATESCOPE_DATA.`;
    default:
      return `${path} could not be read or written (${code}).`;
  }
}
