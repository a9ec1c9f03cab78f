import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** The parameter stores of the project, whose code is loaded with the first table of everything. */
export const ParameterStores = lazyPart(async () => (await import("./parameter-stores.tsx")).ParameterStores);
