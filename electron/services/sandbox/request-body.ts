import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { isJsonObject, type JsonObject } from "#shared/domain/json/json.ts";
import { Refusal } from "./refusal.ts";

/** Both as sent and after decompression: a small zip can unfold into a very large body. */
export const largestBodyBytes = 10 * 1024 * 1024;

/**
 * Reads a request's body as a JSON object, whatever its content type is (the web SDK sends text/plain to avoid a preflight). Decodes every
 * encoding that Statsig's SDKs use: Content-Encoding, and the web SDK's `gz=1` over `se=1` (statsig-http.md §2). Throws `Refusal`.
 */
export async function readJsonBody(
  request: IncomingMessage,
  { query, mayBeEmpty }: { query: URLSearchParams; mayBeEmpty: boolean },
): Promise<JsonObject> {
  const sent = await readBytes(request);
  if (sent.length === 0 && mayBeEmpty) return {};
  const unpacked = await decoded(sent, contentCodings(request));
  const plain = query.get("gz") === "1" ? await decoded(unpacked, ["gzip"]) : unpacked;
  const text = query.get("se") === "1" ? statsigDecoded(plain.toString("latin1")) : plain.toString("utf8");
  const body = parsed(text);
  if (!isJsonObject(body)) throw new Refusal(400, "The body must be a JSON object.");
  return body;
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= largestBodyBytes) chunks.push(chunk);
    }
  } catch {
    throw new Refusal(400, "The body broke off.");
  }
  // Read to its end even when it is too large: a sender that is cut off sees a reset connection instead of the answer.
  if (bytes > largestBodyBytes) throw tooLarge();
  return Buffer.concat(chunks);
}

function contentCodings(request: IncomingMessage): string[] {
  const codings = (request.headers["content-encoding"] ?? "").split(",").map((coding) => coding.trim().toLowerCase());
  // The sender lists them in the order applied.
  return codings.filter((coding) => coding !== "" && coding !== "identity").reverse();
}

type Unpack = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const unpackers: Readonly<Record<string, Unpack>> = {
  gzip: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  deflate: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate),
  br: promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
  zstd: promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress),
};

async function decoded(bytes: Buffer, codings: readonly string[]): Promise<Buffer> {
  return await codings.reduce<Promise<Buffer>>(async (before, coding) => {
    const unpack = Object.hasOwn(unpackers, coding) ? unpackers[coding] : undefined;
    if (!unpack) throw new Refusal(415, `The body's encoding ${coding} is not one of ${Object.keys(unpackers).join(", ")}.`);
    const input = await before;
    try {
      return await unpack(input, { maxOutputLength: largestBodyBytes });
    } catch (error) {
      if (error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
      throw new Refusal(400, `The body is not valid ${coding}.`);
    }
  }, Promise.resolve(bytes));
}

/** Decodes `se=1`: Base64 of Latin-1 text, reversed character by character (statsig-http.md §2). */
function statsigDecoded(text: string): string {
  return Buffer.from(Array.from(text).reverse().join(""), "base64").toString("latin1");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "The body is not JSON.");
  }
}

function tooLarge(): Refusal {
  return new Refusal(413, `The body is larger than ${largestBodyBytes} bytes.`);
}
