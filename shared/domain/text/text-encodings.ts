/** Encodings that a file may have without saying so. The names are labels of the Encoding Standard, which every `TextDecoder` knows. */
export const legacyEncodings = [
  "windows-1252",
  "windows-1250",
  "windows-1251",
  "windows-1253",
  "windows-1254",
  "windows-1255",
  "windows-1256",
  "koi8-r",
  "macintosh",
  "shift_jis",
  "euc-jp",
  "gb18030",
  "big5",
  "euc-kr",
] as const;
export type LegacyEncoding = (typeof legacyEncodings)[number];

export function isLegacyEncoding(label: string): label is LegacyEncoding {
  return legacyEncodings.some((encoding) => encoding === label);
}

/** Encodings that are read without a question, because their bytes prove them. */
export type UnicodeEncoding = "utf-8" | "utf-16le" | "utf-16be";

const labels: Readonly<Record<LegacyEncoding | UnicodeEncoding, string>> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
  "windows-1252": "Windows-1252 (Western European)",
  "windows-1250": "Windows-1250 (Central European)",
  "windows-1251": "Windows-1251 (Cyrillic)",
  "windows-1253": "Windows-1253 (Greek)",
  "windows-1254": "Windows-1254 (Turkish)",
  "windows-1255": "Windows-1255 (Hebrew)",
  "windows-1256": "Windows-1256 (Arabic)",
  "koi8-r": "KOI8-R (Cyrillic)",
  macintosh: "Mac Roman",
  shift_jis: "Shift JIS (Japanese)",
  "euc-jp": "EUC-JP (Japanese)",
  gb18030: "GB 18030 (Chinese)",
  big5: "Big5 (Chinese)",
  "euc-kr": "EUC-KR (Korean)",
};

/** `read as Windows-1252 (Western European)`, for a file whose encoding the person chose. */
export function readAsText(encoding: LegacyEncoding): string {
  return `read as ${encodingLabel(encoding)}`;
}

export function encodingLabel(encoding: LegacyEncoding | UnicodeEncoding): string {
  return labels[encoding];
}
