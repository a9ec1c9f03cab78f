/**
 * Computes the hash that `initialize` uses for names (statsig-http.md §9.2): h = h · 31 + UTF-16 code unit in 32 bits, as an unsigned
 * decimal. JavaScript SDKs hash UTF-16 code units too. The Rust core hashes code points, which differs only for characters beyond U+FFFF,
 * such as emoji.
 */
export function djb2(text: string): string {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return String(hash >>> 0);
}
