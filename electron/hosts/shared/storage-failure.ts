import { StorageFailed } from "#services/failures.ts";

/** Names what a disk said about a path, in a sentence that says who can mend it. Errors that are not the system's come back as they are. */
export function nameStorageFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error && "code" in error && typeof error.code === "string")) return error;
  return new StorageFailed(error.code, path, sayStorageFailure(error.code, path));
}

export function sayStorageFailure(code: string, path: string): string {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return `There is no room left to write ${path}. Free some space on that disk, then try again.`;
    case "EROFS":
      return `${path} cannot be written, because its disk is read-only. Choose another folder with GATESCOPE_DATA.`;
    case "EACCES":
    case "EPERM":
      return `${path} may not be read and written by this user. Change its owner or its permissions, or choose another folder with GATESCOPE_DATA.`;
    case "ENOTDIR":
    case "EEXIST":
      return `${path} cannot be a folder, because a file stands in its place. Move that file, or choose another folder with GATESCOPE_DATA.`;
    default:
      return `${path} could not be read or written (${code}).`;
  }
}
