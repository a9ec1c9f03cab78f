import { type Duplex, PassThrough, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from "node:zlib";

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

export function createBodyReader({ encoding, limitBytes, onDrain }: BodyReaderOptions): BodyReader {
  const { promise: done, resolve, reject } = Promise.withResolvers<Buffer>();
  // The caller awaits `done` later; a failure before that must not count as unhandled.
  done.catch(() => {});
  const chunks: Buffer[] = [];
  let bytes = 0;
  const collected: Collected = {
    add(chunk) {
      bytes += chunk.length;
      if (bytes > limitBytes) return new BodyTooLarge();
      chunks.push(chunk);
      return null;
    },
    end: () => resolve(Buffer.concat(chunks)),
    fail: reject,
  };
  let target: BodyTarget | null = null;
  const start = (decoders: readonly Duplex[]): BodyTarget =>
    decoders.length === 0 ? plainTarget(collected) : decodedTarget(decoders, collected, onDrain);

  return {
    done,
    write(chunk) {
      target ??= start(decodersFor(encoding, chunk));
      return target.write(chunk);
    },
    end() {
      // A body of zero bytes is empty, whatever its encoding.
      target ??= start([]);
      target.end();
    },
    fail(error) {
      target ??= start([]);
      target.fail(error);
    },
  };
}

interface BodyReaderOptions {
  readonly encoding: string;
  readonly limitBytes: number;
  readonly onDrain: () => void;
}

/** The decoded body. The first end or failure counts. */
interface Collected {
  add(chunk: Buffer): BodyTooLarge | null;
  end(): void;
  fail(error: unknown): void;
}

type BodyTarget = Omit<BodyReader, "done">;

/** Most bodies are short and not encoded: streams would take longer than all else that happens to them. */
function plainTarget({ add, end, fail }: Collected): BodyTarget {
  let hasFailed = false;
  return {
    write(chunk) {
      const problem = hasFailed ? null : add(chunk);
      if (problem !== null) {
        hasFailed = true;
        fail(problem);
      }
      return !hasFailed;
    },
    end,
    fail,
  };
}

function decodedTarget(decoders: readonly Duplex[], { add, end, fail }: Collected, onDrain: () => void): BodyTarget {
  const arriving = new PassThrough();
  arriving.on("drain", onDrain);
  // `pipeline` reports the error; without this listener it would end the program.
  arriving.on("error", () => {});
  const collector = new Writable({ write: (chunk: Buffer, _encoding, onWritten) => onWritten(add(chunk)) });
  pipeline([arriving, ...decoders, collector]).then(end, fail);
  return {
    write: (chunk) => arriving.write(chunk),
    end: () => arriving.end(),
    fail: (error) => arriving.destroy(error),
  };
}

/**
 * Returns the decoders in the order of decoding (RFC 9110 §8.4). Encodings that are not known are not decoded. Some proxies remove the header of
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
      // Not requested, but a server may compress for all clients alike.
      case "zstd":
        return [createZstdDecompress()];
      case "deflate":
        // Some servers send raw deflate data; in the zlib form the lower half of the first byte is 8 (RFC 1950 §2.2).
        return [position > 0 || ((first[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw()];
      default:
        return [];
    }
  });
}
