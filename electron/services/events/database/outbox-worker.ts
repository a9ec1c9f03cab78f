import { workerData } from "node:worker_threads";
import { serveDatabase } from "../../storage/serve-database.ts";
import { openOutboxDatabase } from "./outbox-database.ts";

/*
 * The outbox's own thread. It is also an entry of the build: it and all it imports run from source on plain Node, so: erasable syntax,
 * `.ts` in every import, and no zod.
 */
serveDatabase(() => openOutboxDatabase(workerData));
