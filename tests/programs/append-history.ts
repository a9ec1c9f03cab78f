import { createRequestHistory } from "#services/history/history.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";

// Run by history.test.ts: appends to a history until it is killed, and prints each ID once its append is acknowledged.

const [folder = "", run = ""] = process.argv.slice(2);
const history = await createRequestHistory({ folder, clock: { nowMs: () => 0, monotonicMs: () => 0 }, notices: createRecordedNotices() });
for (let position = 0; ; position += 1) {
  const id = `${run}-${position}`;
  await history.append(createHistoryEntry(id));
  console.log(id);
}
