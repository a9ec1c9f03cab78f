import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createRequestHistory } from "#services/history/history.ts";
import { HistoryFilterSchema } from "#shared/domain/history/history-entry.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { inMs, type Measured, percentile, sideBySide, timesOf } from "./measured.ts";

const rowCount = 100_000;
const inFlight = 500;
const searches = ["checkout", "u-777", "gate_4242", "pass", "Lena", "200", "gate_99", "staging"];

/** Measures storing exchanges beside bare inserts of the same durability, and searching a long history beside scanning it. */
export async function measureHistory(folder: string): Promise<Measured[]> {
  const history = await createRequestHistory({ folder, clock: createFixedClock(), notices: createRecordedNotices() });
  const bare = new DatabaseSync(join(folder, "bare.db"));
  bare.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE entries (seq INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT",
  );
  const insert = bare.prepare("INSERT INTO entries (json) VALUES (?)");
  try {
    const kept = await sideBySide(
      "an exchange kept in the history",
      (number) => history.append(entry(`kept-${number}`, number)),
      (number) => insert.run(JSON.stringify(entry(`kept-${number}`, number))),
    );

    for (let from = 0; from < rowCount; from += inFlight) {
      const numbers = Array.from({ length: inFlight }, (_, at) => from + at);
      await Promise.all(numbers.map((number) => history.append(entry(`row-${number}`, number))));
      bare.exec("BEGIN");
      for (const number of numbers) insert.run(JSON.stringify(entry(`row-${number}`, number)));
      bare.exec("COMMIT");
    }
    const wordOf = (number: number) => searches[number % searches.length] ?? "";
    const look = bare.prepare("SELECT json FROM entries WHERE json LIKE ? ORDER BY seq DESC LIMIT 100");
    const oursMs = await timesOf(200, (number) =>
      history.page({ filter: HistoryFilterSchema.parse({ text: wordOf(number) }), beforeSeq: null, limit: 100 }),
    );
    const besideMs = await timesOf(40, (number) => look.all(`%${wordOf(number)}%`));
    const [ours, beside] = [percentile(oursMs, 0.95), percentile(besideMs, 0.95)];
    const what = `a search of ${formatNumber(rowCount)} exchanges, p95`;
    return [kept, { what, ours: inMs(ours), beside: inMs(beside), ratio: ours / beside }];
  } finally {
    bare.close();
    await history.close();
  }
}

function entry(id: string, number: number) {
  const userID = `u-${number % 1_000}`;
  return createHistoryEntry(id, {
    context: {
      names: [`checkout_gate_${number % 5_000}`],
      user: { userID, country: "DE" },
      userLabel: number % 3 === 0 ? "Lena, Hamburg" : userID,
    },
  });
}
