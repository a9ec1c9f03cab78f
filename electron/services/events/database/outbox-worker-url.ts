import { findWorker } from "../../workers/find-worker.ts";

/** The file of the outbox's worker thread, in the source tree and in a build. Throws where it is missing. */
export const findOutboxWorker = (): URL => findWorker("outbox-worker", import.meta.url);
