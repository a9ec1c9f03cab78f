import { serveCalls } from "../workers/serve-calls.ts";
import type { CaseCalls } from "./case-calls.ts";
import { createCaseHandler } from "./case-handler.ts";

/*
 * The entry of the thread that makes and evaluates cases, also in the build. It and all its imports run from source on plain Node: erasable syntax and `.ts` in
 * every import.
 */
serveCalls<CaseCalls>(() => createCaseHandler({ elapsedMs: () => performance.now() }));
