import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** Loaded on its own: hardly any address names nothing. */
export const AddressNotice = lazyPart(async () => (await import("./address-notice.tsx")).AddressNotice, undefined, { isOptional: true });
