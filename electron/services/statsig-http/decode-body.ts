import { isUtf8 } from "node:buffer";
import { maxStoredBodyCharacters, type WrongBytes } from "#shared/domain/exchange/exchange.ts";
import { createTextReader } from "#shared/domain/text/text-reader.ts";

export interface DecodedBody {
  readonly text: string;
  /** Undefined for a body that was decoded without a loss. */
  readonly wrongBytes?: WrongBytes;
}

/**
 * Decodes the body of an answer by the charset that its content type declares; without one as UTF-8, or as UTF-16 that shows itself (RFC 8259 §8.1). A body
 * that is not in this encoding keeps its bytes: each that does not belong there is written as `\xFC`, which no JSON can contain, so that it is never read as an
 * answer.
 */
export function decodeBody(body: Buffer, contentType: string): DecodedBody {
  const charset = /;\s*charset\s*=\s*"?([^\s";,]+)/i.exec(contentType)?.[1] ?? null;
  const decoder = charset === null || /^(?:utf-?8|(?:us-)?ascii)$/i.test(charset) ? null : decoderOf(charset);
  if (decoder === null && isUtf8(body) && !body.includes(0)) return { text: body.toString("utf8").replace(/^\uFEFF+/, "") };
  try {
    return { text: decoder === null ? readUnicode(body) : decoder.decode(body) };
  } catch {
    return { text: withWrittenBytes(body.subarray(0, maxWrittenBytes)), wrongBytes: { charset, ...firstWrongByte(body) } };
  }
}

function decoderOf(charset: string): InstanceType<typeof TextDecoder> | null {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return null;
  }
}

/** Throws `UnreadableText`. */
function readUnicode(body: Buffer): string {
  const reader = createTextReader();
  return reader.push(body) + reader.end();
}

/** More is not stored. */
const maxWrittenBytes = 2 * maxStoredBodyCharacters;

/** Decodes UTF-8, and writes each byte that is not of it. */
function withWrittenBytes(body: Buffer): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < body.length; ) {
    const length = characterLength(body, at);
    if (length === 0) {
      parts.push(body.toString("utf8", from, at), `\\x${hex(body[at])}`);
      from = at + 1;
    }
    at += Math.max(1, length);
  }
  return parts.join("") + body.toString("utf8", from);
}

function firstWrongByte(body: Buffer): Pick<WrongBytes, "position" | "byte"> {
  let at = 0;
  for (let length = 1; at < body.length && length > 0; at += length) length = characterLength(body, at);
  return at < body.length ? { position: at + 1, byte: body[at] ?? 0 } : { position: 1, byte: body[0] ?? 0 };
}

/** Returns the bytes of the character of UTF-8 at a place; 0 if none begins there. */
function characterLength(body: Buffer, at: number): number {
  const first = body[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  return first >= 0xc2 && at + length <= body.length && isUtf8(body.subarray(at, at + length)) ? length : 0;
}

function hex(byte = 0): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}
