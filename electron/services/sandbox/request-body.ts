import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { isJsonObject, type JsonObject } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { Refusal } from "./refusal.ts";

/** The maximum size as sent and also after decompression. */
export const maxBodyBytes = 10 * 1024 * 1024;

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
  const decompressed = await decode(sent, contentCodings(request));
  const plain = query.get("gz") === "1" ? await decode(decompressed, ["gzip"]) : decompressed;
  const text = query.get("se") === "1" ? decodeStatsig(plain.toString("latin1")) : plain.toString("utf8");
  const body = parseBody(text);
  if (!isJsonObject(body)) throw new Refusal(400, "The body must be a JSON object.");
  return body;
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= maxBodyBytes) chunks.push(chunk);
    }
  } catch {
    throw new Refusal(400, "The body is incomplete.");
  }
  // A body that is too large is read completely, because its sender would otherwise see a reset connection instead of the response.
  if (bytes > maxBodyBytes) throw tooLarge();
  return Buffer.concat(chunks);
}

function contentCodings(request: IncomingMessage): string[] {
  const codings = (request.headers["content-encoding"] ?? "").split(",").map((coding) => coding.trim().toLowerCase());
  // The header lists the encodings in the order of application.
  return codings.filter((coding) => coding !== "" && coding !== "identity").reverse();
}

type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const decompressors: Readonly<Record<string, Decompress>> = {
  gzip: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  deflate: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate),
  br: promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
  zstd: promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress),
};

async function decode(bytes: Buffer, codings: readonly string[]): Promise<Buffer> {
  return await codings.reduce<Promise<Buffer>>(async (before, coding) => {
    const decompress = Object.hasOwn(decompressors, coding) ? decompressors[coding] : undefined;
    if (!decompress) throw new Refusal(415, `The body's encoding ${coding} is not one of ${Object.keys(decompressors).join(", ")}.`);
    const input = await before;
    try {
      return await decompress(input, { maxOutputLength: maxBodyBytes });
    } catch (error) {
      if (error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
      throw new Refusal(400, `The body is not valid ${coding}.`);
    }
  }, Promise.resolve(bytes));
}

/** Decodes `se=1`: Base64 of Latin-1 text, reversed character by character (statsig-http.md §2). */
function decodeStatsig(text: string): string {
  return Buffer.from(Array.from(text).reverse().join(""), "base64").toString("latin1");
}

function parseBody(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    throw new Refusal(400, "The body is not JSON.");
  }
}

function tooLarge(): Refusal {
  return new Refusal(413, `The body is larger than ${maxBodyBytes} bytes.`);
}
