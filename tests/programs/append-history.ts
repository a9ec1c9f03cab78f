import { createRequestHistory } from "#services/history/history.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";

// Run by history.test.ts: appends to a history until it is killed, and prints each ID once its append is acknowledged.

const [folder = "", run = ""] = process.argv.slice(2);
const log = { info() {}, warn: console.error, error: console.error };
const history = await createRequestHistory({ folder, clock: { nowMs: () => 0, monotonicMs: () => 0 }, log });
for (let position = 0; ; position += 1) {
  const id = `${run}-${position}`;
  await history.append(createHistoryEntry(id));
  console.log(id);
}
