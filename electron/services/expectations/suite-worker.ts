import { serveCalls } from "../workers/serve-calls.ts";
import type { SuiteCalls } from "./suite-calls.ts";
import { createSuiteHandler } from "./suite-handler.ts";

/*
 * The entry of the thread that runs suites of targeting tests, also in the build. It and all its imports run from source on plain Node: erasable syntax and
 * `.ts` in every import.
 */
serveCalls<SuiteCalls>(() => createSuiteHandler({ elapsedMs: () => performance.now() }));
