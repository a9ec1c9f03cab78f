import { bytesOfBase64 } from "../../text/base64.ts";
import { formatBytes } from "../../text/format-number.ts";
import { type BytePieces, readWholeText, type TextReading } from "../../text/read-text.ts";
import { UnreadableText } from "../../text/unreadable-text.ts";
import { decodeText } from "../../user/pasted/encoded-text.ts";

/** A body as a recording has it. */
export interface RecordedBody {
  readonly text: string;
  readonly isBase64: boolean;
  /** True if the address or a header says so: `gz=1`, `content-encoding: gzip`. */
  readonly isGzip: boolean;
  /** True if the address says so: `se=1`. */
  readonly isStatsigEncoded: boolean;
}

export interface DecodedBody {
  /** Null if it cannot be decoded. */
  readonly text: string | null;
  /** What was done, or why it cannot be read, as sentences. */
  readonly notes: readonly string[];
}

/** What decompresses bodies: of the host, because Node and the page have different ones. */
export interface BodyUnpacking {
  readonly gunzip: TextReading["gunzip"];
  readonly unzstd: (bytes: Uint8Array) => Promise<Unzstd>;
}

/** The result of decompressing zstd. It is unavailable where Node was built without it. */
export type Unzstd =
  | { readonly is: "unpacked"; readonly bytes: Uint8Array }
  | { readonly is: "damaged" }
  | { readonly is: "too_large" }
  | { readonly is: "unavailable" };

/** Larger after decompression, a body is not kept. */
export const maxBodyBytes = 64_000_000;

/**
 * Decodes a body: Base64 of a HAR, gzip, and the encoding of the JavaScript SDK, which is Base64 in reverse (`_tryEncodeBody` and `_tryToCompressBody` of
 * @statsig/client-core). `what` names the body in the notes.
 */
export async function decodeBody(body: RecordedBody, what: "request" | "response", unpacking: BodyUnpacking): Promise<DecodedBody> {
  const unpacked = await unpack(body, what, unpacking);
  if (unpacked.text === null || what === "response") return unpacked;
  const decoded = body.isStatsigEncoded || mayBeReversed(unpacked.text) ? decodeText(unpacked.text) : null;
  if (decoded?.kind === "text" && decoded.how === "base64")
    return { text: decoded.text, notes: [...unpacked.notes, "The SDK had encoded the request’s body; it is shown decoded."] };
  if (body.isStatsigEncoded && !/^\s*[{[]/.test(unpacked.text))
    return { text: unpacked.text, notes: [...unpacked.notes, "The request’s body is marked as encoded, and could not be decoded."] };
  return unpacked;
}

/** `{` in Base64 begins with `e`, so in reverse it ends with it. */
function mayBeReversed(text: string): boolean {
  return text.length >= 16 && /^={0,2}[A-Za-z0-9+/]+[wy]e$/.test(text);
}

async function unpack({ text, isBase64, isGzip }: RecordedBody, what: string, unpacking: BodyUnpacking): Promise<DecodedBody> {
  const isZstdText = zstdAsText.test(text);
  const bytes =
    isBase64 || text.startsWith("H4sI")
      ? bytesOfBase64(text)
      : isGzip || isZstdText || text.startsWith("\u001f")
        ? bytesOfText(text)
        : null;
  if (bytes === null) {
    if (isBase64) return leftOut(what, "is not valid Base64");
    if (isZstdText) return leftOut(what, reasons.damaged);
    return { text, notes: [] };
  }
  const isZstd = zstdBytes.every((byte, at) => bytes[at] === byte);
  const isPacked = isZstd || (bytes[0] === 0x1f && bytes[1] === 0x8b);
  if (isGzip && !isPacked && !isBase64) return { text, notes: [] };
  const plain: Unzstd = isZstd ? await unpacking.unzstd(bytes) : { is: "unpacked", bytes };
  if (plain.is !== "unpacked") return leftOut(what, reasons[plain.is]);
  const pieces = async function* (): BytePieces {
    yield plain.bytes;
  };
  try {
    const unpacked = await readWholeText(pieces(), { gunzip: unpacking.gunzip, maxBytes: maxBodyBytes });
    return { text: unpacked, notes: isPacked ? [decompressedNote(what)] : [] };
  } catch (failure) {
    if (!(failure instanceof UnreadableText)) throw failure;
    return leftOut(what, failure.problem.is === "too_large" ? reasons.too_large : isPacked ? reasons.damaged : "is no text");
  }
}

const reasons = {
  damaged: "is compressed, and the recording has it damaged",
  too_large: `has more than ${formatBytes(maxBodyBytes)} when it is decompressed`,
  unavailable: "is compressed as zstd, which cannot be read here",
};

export function decompressedNote(what: string): string {
  return `The ${what}’s body was compressed; it is shown decompressed.`;
}

function leftOut(what: string, why: string): DecodedBody {
  return { text: null, notes: [`The ${what}’s body ${why}; it was left out.`] };
}

/** The server core’s SDKs compress events as zstd. */
const zstdBytes = [0x28, 0xb5, 0x2f, 0xfd];
/** The same four bytes, read as Latin-1 or as damaged UTF-8. */
const zstdAsText = /^\((?:\u00b5\/\u00fd|\ufffd\/\ufffd)/;

/** Reads one byte from each character, as browsers record binary data; null if a character is no byte. */
function bytesOfText(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0xff) return null;
    bytes[at] = code;
  }
  return bytes;
}
