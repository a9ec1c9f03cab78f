import { hash } from "node:crypto";

const twoTo32 = 4_294_967_296;

/**
 * Returns the first 64 bits of the text's SHA-256, modulo `places` (statsig-evaluation.md §3.1, §5). Two 32-bit halves cost less than
 * bigints.
 */
export function bucketOf(text: string, places: 1_000 | 10_000): number {
  // `binary` gives each byte as a character, which is several times as fast as a buffer.
  const digest = hash("sha256", text, "binary");
  return ((halfAt(digest, 0) % places) * (twoTo32 % places) + halfAt(digest, 4)) % places;
}

/** Hashes an ID as ID lists do (statsig-evaluation.md §7.9). */
export function hash8(text: string): string {
  return hash("sha256", text, "base64").slice(0, 8);
}

function halfAt(digest: string, place: number): number {
  return (
    digest.charCodeAt(place) * 16_777_216 +
    ((digest.charCodeAt(place + 1) << 16) | (digest.charCodeAt(place + 2) << 8) | digest.charCodeAt(place + 3))
  );
}
