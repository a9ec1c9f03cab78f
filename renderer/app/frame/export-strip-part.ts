import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** Loaded on its own: most exports end before they are shown. */
export const ExportStrip = lazyPart(async () => (await import("./export-strip.tsx")).ExportStrip, undefined, { isOptional: true });
