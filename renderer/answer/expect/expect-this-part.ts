import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** Loaded at its first use: an answer is complete without it. */
export const ExpectThis = lazyPart(async () => (await import("./expect-this.tsx")).ExpectThis, undefined, { isOptional: true });
