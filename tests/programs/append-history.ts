import { createRequestHistory } from "#services/history/history.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";

// Run by history.test.ts: appends to a history until it is killed, and prints each ID once its append is acknowledged.

const [folder = "", run = ""] = process.argv.slice(2);
const history = await createRequestHistory({ folder, clock: { nowMs: () => 0, monotonicMs: () => 0 }, notices: createRecordedNotices() });
for (let position = 0; ; position += 3) {
  const ids = [position, position + 1, position + 2].map((number) => `${run}-${number}`);
  // Some wait at the same moment, so that they are stored in one transaction.
  await Promise.all(ids.map((id) => history.append(createHistoryEntry(id)).then(() => console.log(id))));
}
