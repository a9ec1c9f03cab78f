import { showFailure } from "#renderer/ui/notice.ts";
import type { tryFlip as tryFlipNow } from "./try-flip.ts";

/** `tryFlip`, loaded at its first use: most answers are only read. */
export function tryFlip(...input: Parameters<typeof tryFlipNow>): void {
  import("./try-flip.ts")
    .then((loaded) => loaded.tryFlip(...input))
    .catch(() => showFailure("A part of the page could not be loaded. Check that Gatescope is running, then reload the page."));
}
