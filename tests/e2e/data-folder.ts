import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What of the session is on the disk by now; what is typed gets there a moment later. */
export function keptSession(dataFolder: string): string {
  const file = join(dataFolder, "session.json");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** The files below a folder that have a text somewhere in them, plain or in the forms that programs store texts in. It may be in use meanwhile. */
export function filesWith(folder: string, text: string): string[] {
  const forms = [Buffer.from(text), Buffer.from(text, "utf16le"), ...base64Forms(text)];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const content = contentOf(path);
      return content !== undefined && forms.some((form) => content.includes(form));
    });
}

/** Undefined for a file that was renamed or removed since it was listed, as those are that are written aside first. */
function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (failure) {
    if (failure instanceof Error && "code" in failure && failure.code === "ENOENT") return undefined;
    throw failure;
  }
}

/** Base64 differs by where in its three bytes a text begins; the ends depend on what stands around and are left off. */
function base64Forms(text: string): Buffer[] {
  return [0, 1, 2].map((offset) =>
    Buffer.from(
      Buffer.from(" ".repeat(offset) + text)
        .toString("base64")
        .slice(4, -4),
    ),
  );
}
