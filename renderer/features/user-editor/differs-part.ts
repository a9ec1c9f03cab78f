import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** Loaded with the first answer that is not current. */
export const Differs = lazyPart(async () => (await import("./differs.tsx")).Differs);
