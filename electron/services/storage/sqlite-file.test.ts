import { expect, it } from "vitest";
import { systemCode } from "./sqlite-file.ts";

it.each([
  // SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_SHORT_READ and SQLITE_IOERR_READ (sqlite.org/rescode.html).
  [{ errcode: 4874 }, "ENOSPC"],
  [{ errcode: 522 }, "EDAMAGED"],
  [{ errcode: 266 }, "EIO"],
  [{ errcode: 13 }, "ENOSPC"],
  [{ code: "EROFS" }, "EROFS"],
  [new Error("unknown"), "EUNKNOWN"],
])("%j is %s of the system", (error, code) => {
  expect(systemCode(error)).toBe(code);
});
