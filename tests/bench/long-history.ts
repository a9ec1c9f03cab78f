import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openHistoryDatabase } from "#services/history/database/history-database.ts";
import { entryToKeep } from "#services/history/kept-entry.ts";
import { compress } from "#services/storage/compressed.ts";
import type { AnswerState } from "#shared/domain/evaluation/evaluation.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";

/** The entries that are made one by one; longer histories are copies of them with other IDs and times. */
const distinct = 10_000;
const spacingMs = 5_000;
export const newestAtMs = Date.UTC(2026, 10, 23, 12);

/**
 * Fills `history.db` in a new folder with `count` exchanges, a multiple of 10,000, about a hundred times as fast as `append` would: gates of 5,000 names for 1,000 users,
 * 12 requests an action, 5 % read by the program, 4 % without an answer.
 */
export function fillHistory(folder: string, count: number): void {
  const file = join(folder, "history.db");
  openHistoryDatabase({ file, nowMs: newestAtMs }).calls.close();
  const db = new DatabaseSync(file);
  db.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA temp_store = MEMORY; BEGIN");
  const columns = `endpoint, project_id, project_name, tier, purpose, kind, name, name_count, user_label, state, word, status, elapsed_ms,
    is_logging, is_pinned, facts, names, who`;
  db.exec(
    `CREATE TEMP TABLE one AS SELECT seq AS number, ${columns}, facts AS text, zeroblob(0) AS bytes, '' AS encoding FROM exchanges WHERE false`,
  );
  const insert = db.prepare(`INSERT INTO one VALUES (${Array.from({ length: 22 }, () => "?").join()})`);
  for (let number = 0; number < distinct; number += 1) {
    const { row, facts, names, who, extract, json } = entryToKeep(benchEntry(number));
    const { encoding, bytes } = compress(json);
    insert.run(
      ...[number, row.endpoint, row.projectId, row.projectName, row.tier, row.purpose, row.kind, row.name, row.nameCount, row.userLabel],
      ...[row.state, row.word, row.status, row.elapsedMs, Number(row.isLogging), Number(number % 2_000 === 0), facts, names, who],
      ...[`${facts} ${extract}`, bytes, encoding],
    );
  }
  db.exec("COMMIT");
  for (let from = 0; from < count; from += distinct) {
    db.exec(`BEGIN;
      INSERT INTO exchanges (seq, exchange_id, at_ms, action_id, ${columns})
        SELECT ${from} + number + 1, 'x-' || (${from} + number), ${newestAtMs} - (${count} - ${from} - number) * ${spacingMs},
          'a-' || ((${from} + number) / 12), ${columns} FROM one ORDER BY number;
      INSERT INTO bodies (seq, encoding, bytes) SELECT ${from} + number + 1, encoding, bytes FROM one ORDER BY number;
      INSERT INTO words (rowid, text) SELECT ${from} + number + 1, text FROM one ORDER BY number;
      COMMIT`);
  }
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
}

/** States and their shares in percent; no request has another state. */
const shares: readonly (readonly [state: AnswerState, percent: number])[] = [
  ["pass", 60],
  ["fail", 34],
  ["not_found", 2],
  ["refused", 2],
  ["unreached", 2],
];

export function benchEntry(number: number): Omit<HistoryEntry, "row"> {
  const userID = `u-${number % 1_000}`;
  const name = `checkout_gate_${(number * 7) % 5_000}`;
  const percent = (number * 37) % 100;
  let sum = 0;
  const [state] = shares.find(([, share]) => {
    sum += share;
    return percent < sum;
  }) ?? ["pass" as const];
  const isBackground = number % 20 === 7;
  const created = createHistoryEntry(`bench-${number}`, {
    context: {
      names: isBackground ? [] : [name],
      purpose: isBackground ? "definitions" : number % 5 === 0 ? "everything" : "check",
      kind: isBackground ? null : number % 9 === 0 ? "experiment" : "gate",
      tier: number % 3 === 0 ? "production" : number % 3 === 1 ? "staging" : "development",
      user: isBackground ? null : { userID, country: "DE", email: `${userID}@example.de` },
      userLabel: isBackground ? "" : number % 3 === 0 ? "Lena, Hamburg" : userID,
    },
    answers: isBackground ? [] : [answerWith({ name, state, groupName: "Germany pilot", ruleId: `rule${number % 300}` })],
  });
  const status = state === "refused" ? 403 : 200;
  const { outcome } = created.exchange;
  return {
    ...created,
    exchange: {
      ...created.exchange,
      outcome:
        state === "unreached"
          ? { kind: "timed_out", phase: "wait", afterMs: 10_000 }
          : outcome.kind === "answered"
            ? { ...outcome, status }
            : outcome,
    },
  };
}
