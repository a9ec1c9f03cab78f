const sliceBytes = 8_192;

/** Encodes bytes as Base64. Not by one call: a function takes a limited number of arguments. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += sliceBytes) text += String.fromCharCode(...bytes.subarray(at, at + sliceBytes));
  return btoa(text);
}

/** Decodes Base64, also over several lines; null if it is none. */
export function bytesOfBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text.replace(/\s+/g, "")), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
