import { serveCalls } from "../../workers/serve-calls.ts";
import { createRowsHandler, type RowsHandler } from "./rows-handler.ts";

/*
 * The entry of the thread that reads files, also in the build: a million rows take half a minute of work. It and all its imports run from source on plain
 * Node: erasable syntax and `.ts` in every import.
 */
serveCalls<RowsHandler>(createRowsHandler);
