import { type Duplex, PassThrough, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib";

/** The body exceeded the limit. */
export class BodyTooLarge extends Error {
  constructor() {
    super("The answer is too large.");
    this.name = "BodyTooLarge";
  }
}

/** Receives a body in chunks, decompresses it and stops at the limit, so that memory never holds more than the limit. */
export interface BodyReader {
  /** Returns false if the caller should pause until `onDrain`. */
  write(chunk: Buffer): boolean;
  /** The complete body. Rejects with `BodyTooLarge`, zlib's error, or the argument of `fail`. */
  readonly done: Promise<Buffer>;
  end(): void;
  fail(error: Error): void;
}

export function createBodyReader(options: {
  readonly encoding: string;
  readonly limitBytes: number;
  readonly onDrain: () => void;
}): BodyReader {
  const arriving = new PassThrough();
  arriving.on("drain", options.onDrain);
  // `done` reports the error; without this listener it would end the program.
  arriving.on("error", () => {});
  const chunks: Buffer[] = [];
  let isFirst = true;

  let bytes = 0;
  const collector = new Writable({
    write(chunk: Buffer, _encoding, onWritten) {
      bytes += chunk.length;
      if (bytes > options.limitBytes) return onWritten(new BodyTooLarge());
      chunks.push(chunk);
      onWritten();
    },
  });

  const { promise: started, resolve: start } = Promise.withResolvers<Duplex[]>();
  const done = started.then(async (decoders) => {
    await pipeline([arriving, ...decoders, collector]);
    return Buffer.concat(chunks);
  });
  // The caller awaits `done` later; a failure before that must not count as unhandled.
  done.catch(() => {});

  return {
    done,
    write(chunk) {
      if (isFirst) start(decodersFor(options.encoding, chunk));
      isFirst = false;
      return arriving.write(chunk);
    },
    end() {
      // A body of zero bytes is empty, whatever its encoding.
      if (isFirst) start([]);
      arriving.end();
    },
    fail(error) {
      if (isFirst) start([]);
      arriving.destroy(error);
    },
  };
}

/**
 * Returns the decoders in the order of decoding (RFC 9110 §8.4). Encodings that the request did not accept are not decoded. Some proxies remove the header of
 * a body in gzip: it is known by its first bytes (RFC 1952 §2.3.1), with which no text begins.
 */
function decodersFor(encoding: string, first: Buffer): Duplex[] {
  if (encoding === "" && first[0] === 0x1f && first[1] === 0x8b) return [createGunzip()];
  const names = encoding
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
  return names.reverse().flatMap((name, position): Duplex[] => {
    switch (name) {
      case "gzip":
      case "x-gzip":
        return [createGunzip()];
      case "br":
        return [createBrotliDecompress()];
      case "deflate":
        // Some servers send raw deflate data; in the zlib form the lower half of the first byte is 8 (RFC 1950 §2.2).
        return [position > 0 || ((first[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw()];
      default:
        return [];
    }
  });
}
