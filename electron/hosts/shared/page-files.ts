import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, resolve, sep } from "node:path";
import { contentSecurityPolicy } from "./content-security-policy.ts";

export interface PageFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/**
 * Reads a file of the built page and returns it with its headers: the type, the policy, and for `index.html` a new nonce. `path` is the encoded
 * path of a URL. Returns undefined if the folder has no such file.
 */
export async function readPageFile(folder: string, path: string, connectTo: readonly string[] = []): Promise<PageFile | undefined> {
  const file = fileAt(folder, path);
  if (file === undefined) return undefined;
  const isIndex = extname(file) === ".html";
  const nonce = randomBytes(16).toString("base64");
  try {
    const content = await readFile(file);
    return {
      body: new Uint8Array(isIndex ? Buffer.from(content.toString("utf8").replaceAll("__CSP_NONCE__", nonce)) : content),
      headers: {
        "content-type": contentTypes[extname(file)] ?? "application/octet-stream",
        "content-security-policy": contentSecurityPolicy({ nonce, connectTo }),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        // Names in assets/ contain a hash of the content.
        "cache-control": path.startsWith("/assets/") ? "private, max-age=31536000, immutable" : "no-store",
      },
    };
  } catch (failure) {
    if (isNodeError(failure) && ["ENOENT", "EISDIR", "ENOTDIR", "ENAMETOOLONG"].includes(failure.code ?? "")) return undefined;
    throw failure;
  }
}

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** Returns undefined for a path outside the folder, or one that no file can have. */
function fileAt(folder: string, path: string): string | undefined {
  const name = decoded(path === "/" ? "/index.html" : path);
  if (name === undefined || name.includes("\0")) return undefined;
  const file = resolve(folder, `.${name}`);
  return file.startsWith(resolve(folder) + sep) ? file : undefined;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined; // a stray percent sign
  }
}

function isNodeError(failure: unknown): failure is NodeJS.ErrnoException {
  return failure instanceof Error && "code" in failure;
}
