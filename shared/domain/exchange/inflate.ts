/**
 * Unpacks gzip (RFC 1952) or zlib (RFC 1950) that `bytes` begins with, as far as `maxBytes` of content and as far as it is intact; null if it is neither.
 * Synchronous and small, because it looks for keys in parts of texts, also where neither Node nor the page's decompression exists. Files are unpacked by
 * their hosts (`readTextPieces`).
 */
export function inflate(bytes: Uint8Array, maxBytes: number): Uint8Array | null {
  const from = startOfContent(bytes);
  if (from === null) return null;
  const bits = createBitReader(bytes, from);
  const out = createOutput(maxBytes);
  for (let isLast = false; !isLast && !out.isFull() && !bits.isAtEnd(); ) {
    isLast = bits.read(1) === 1;
    const kind = bits.read(2);
    const isIntact =
      kind === 0 ? copyStored(bits, out) : kind === 3 ? false : unpackBlock(bits, out, kind === 1 ? fixedCodes : readCodes(bits));
    if (!isIntact) break;
  }
  return out.content();
}

/** Returns the position after the header of gzip or zlib. */
function startOfContent(bytes: Uint8Array): number | null {
  const [first = 0, second = 0, method = 0, flags = 0] = bytes;
  if (first === 0x78 && ((first << 8) | second) % 31 === 0 && (second & 0x20) === 0) return 2;
  if (first !== 0x1f || second !== 0x8b || method !== 8) return null;
  const afterText = (at: number) => bytes.indexOf(0, at) + 1 || bytes.length;
  const extra = (flags & 4) === 0 ? 10 : 12 + (bytes[10] ?? 0) + 256 * (bytes[11] ?? 0);
  const name = (flags & 8) === 0 ? extra : afterText(extra);
  const comment = (flags & 16) === 0 ? name : afterText(name);
  return (flags & 2) === 0 ? comment : comment + 2;
}

interface BitReader {
  /** Returns the next bits as a number, the first one lowest; zeros after the end. */
  read(count: number): number;
  /** Leaves out the rest of the current byte. */
  toByte(): void;
  isAtEnd(): boolean;
}

function createBitReader(bytes: Uint8Array, from: number): BitReader {
  let position = from;
  let held = 0;
  let heldBits = 0;
  return {
    read(count) {
      for (; heldBits < count; heldBits += 8, position += 1) held |= (bytes[position] ?? 0) << heldBits;
      const value = held & ((1 << count) - 1);
      held >>>= count;
      heldBits -= count;
      return value;
    },
    toByte() {
      held = 0;
      heldBits = 0;
    },
    isAtEnd: () => position > bytes.length,
  };
}

interface Output {
  add(byte: number): void;
  /** Repeats what was added `distance` bytes ago; returns false if nothing was. */
  repeat(distance: number, length: number): boolean;
  isFull(): boolean;
  content(): Uint8Array;
}

function createOutput(maxBytes: number): Output {
  let bytes = new Uint8Array(1024);
  let length = 0;
  function add(byte: number): void {
    if (length === bytes.length) {
      const longer = new Uint8Array(2 * length);
      longer.set(bytes);
      bytes = longer;
    }
    bytes[length] = byte;
    length += 1;
  }
  return {
    add,
    repeat(distance, count) {
      if (distance > length) return false;
      for (let each = 0; each < count; each += 1) add(bytes[length - distance] ?? 0);
      return true;
    },
    isFull: () => length >= maxBytes,
    content: () => bytes.subarray(0, length),
  };
}

/** Canonical Huffman codes: how many have each length, and their symbols in order. */
interface HuffmanCode {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

interface BlockCodes {
  readonly lengths: HuffmanCode;
  readonly distances: HuffmanCode;
}

const maxCodeLength = 15;

function huffmanCode(codeLengths: readonly number[]): HuffmanCode {
  const ofLength = Array.from({ length: maxCodeLength + 1 }, (_, length) =>
    length === 0 ? [] : codeLengths.flatMap((each, symbol) => (each === length ? [symbol] : [])),
  );
  return { counts: ofLength.map((symbols) => symbols.length), symbols: ofLength.flat() };
}

const fixedCodes: BlockCodes = {
  lengths: huffmanCode(Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8))),
  distances: huffmanCode(Array.from({ length: 30 }, () => 5)),
};

/** Returns the next symbol; -1 for bits that are no code. */
function readSymbol(bits: BitReader, { counts, symbols }: HuffmanCode): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= maxCodeLength; length += 1) {
    code |= bits.read(1);
    const count = counts[length] ?? 0;
    if (code - count < first) return symbols[index + code - first] ?? -1;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  return -1;
}

const orderOfCodeLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function readCodes(bits: BitReader): BlockCodes {
  const [lengthCount, distanceCount, count] = [bits.read(5) + 257, bits.read(5) + 1, bits.read(4) + 4];
  const codeLengths = Array.from({ length: 19 }, () => 0);
  for (const symbol of orderOfCodeLengths.slice(0, count)) codeLengths[symbol] = bits.read(3);
  const code = huffmanCode(codeLengths);
  const lengths: number[] = [];
  while (lengths.length < lengthCount + distanceCount) {
    const symbol = readSymbol(bits, code);
    if (symbol < 0) break;
    if (symbol < 16) lengths.push(symbol);
    else {
      const repeated = symbol === 16 ? (lengths.at(-1) ?? 0) : 0;
      const times = symbol === 16 ? 3 + bits.read(2) : symbol === 17 ? 3 + bits.read(3) : 11 + bits.read(7);
      lengths.push(...Array.from({ length: times }, () => repeated));
    }
  }
  return {
    lengths: huffmanCode(lengths.slice(0, lengthCount)),
    distances: huffmanCode(lengths.slice(lengthCount, lengthCount + distanceCount)),
  };
}

const endOfBlock = 256;

/** Unpacks a compressed block; returns false if it is damaged. */
function unpackBlock(bits: BitReader, out: Output, { lengths, distances }: BlockCodes): boolean {
  while (!out.isFull() && !bits.isAtEnd()) {
    const symbol = readSymbol(bits, lengths);
    if (symbol < 0) return false;
    if (symbol === endOfBlock) return true;
    if (symbol < endOfBlock) {
      out.add(symbol);
      continue;
    }
    const length = symbol === 285 ? 258 : 3 + readScaled(bits, symbol - 257, 4);
    const distanceSymbol = readSymbol(bits, distances);
    if (distanceSymbol < 0 || !out.repeat(1 + readScaled(bits, distanceSymbol, 2), length)) return false;
  }
  return true;
}

/** Reads a length or distance whose first symbols mean one each, and each further `step` of them twice as many as those before. */
function readScaled(bits: BitReader, symbol: number, step: number): number {
  const extraBits = Math.max(0, Math.floor(symbol / step) - 1);
  return symbol < 2 * step ? symbol : ((step + (symbol % step)) << extraBits) + bits.read(extraBits);
}

/** Copies a block that is not compressed; returns false if its length is damaged. */
function copyStored(bits: BitReader, out: Output): boolean {
  bits.toByte();
  const [length, check] = [bits.read(16), bits.read(16)];
  if ((length ^ check) !== 0xffff) return false;
  for (let each = 0; each < length && !out.isFull() && !bits.isAtEnd(); each += 1) out.add(bits.read(8));
  return true;
}
