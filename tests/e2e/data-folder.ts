import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Returns the session file's current text, or an empty string before the first write. Input is written with a short delay. */
export function savedSession(dataFolder: string): string {
  const file = join(dataFolder, "session.json");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** Returns the files below a folder that contain a text as UTF-8, UTF-16 or Base64. The folder may be in use. Throws for a text that is too short to be found in Base64. */
export function filesWith(folder: string, text: string): string[] {
  if (Buffer.byteLength(text) < 9) throw new Error(`${text} is too short to be found in Base64.`);
  const forms = [Buffer.from(text), Buffer.from(text, "utf16le"), ...base64Forms(text)];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const content = contentOf(path);
      return content !== undefined && forms.some((form) => content.includes(form));
    });
}

/** Returns undefined for a file that was renamed or removed after the listing, such as the temporary file of an atomic write. */
function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (failure) {
    if (failure instanceof Error && "code" in failure && failure.code === "ENOENT") return undefined;
    throw failure;
  }
}

/** Returns the Base64 form for each of the three alignments. The ends depend on the neighbouring bytes and are cut off. */
function base64Forms(text: string): Buffer[] {
  return [0, 1, 2].map((offset) =>
    Buffer.from(
      Buffer.from(" ".repeat(offset) + text)
        .toString("base64")
        .slice(4, -4),
    ),
  );
}
