/**
 * The hash under which `initialize` gives names away (statsig-http.md §9): h = h · 31 + UTF-16 unit in 32 bits, as an unsigned decimal.
 * Over UTF-16 units, as the JavaScript family does; the server core takes code points, which differs for names with emoji only.
 */
export function djb2(text: string): string {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return String(hash >>> 0);
}
