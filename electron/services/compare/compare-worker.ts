import { serveCalls } from "../workers/serve-calls.ts";
import type { CompareCalls } from "./compare-calls.ts";
import { createCompareHandler } from "./compare-handler.ts";

/*
 * The entry of the thread that compares, also in the build: 5,000 names with the causes of their differences take a second of work. It and all its imports
 * run from source on plain Node: erasable syntax and `.ts` in every import.
 */
serveCalls<CompareCalls>(() => createCompareHandler({ elapsedMs: () => performance.now() }));
