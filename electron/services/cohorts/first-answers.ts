import { randomUUID } from "node:crypto";
import { type CohortQuestion, type FirstAnswers, maxFirstListed } from "#shared/domain/cohort/cohort.ts";
import { answerKey } from "#shared/domain/cohort/cohort-text.ts";
import type { SnapshotContents } from "../definitions/snapshot-store.ts";
import { type Block, type CohortJob, readFacts } from "./block.ts";
import type { CohortPool } from "./cohort-pool.ts";
import type { OpenSource } from "./cohort-sources.ts";
import { CohortTable } from "./cohort-table.ts";

/** Enough to see which attributes matter, few enough that answers follow while somebody types. */
const maxBlocks = 4;

/** Evaluates the users of the first blocks of a source. Stores nothing. Throws `EvaluationStopped`, or the signal's reason. */
export async function evaluateFirst(
  {
    question: { tier, entities },
    source,
    contents,
    pool,
    nowMs,
    nameOf,
  }: {
    readonly question: CohortQuestion;
    readonly source: OpenSource;
    readonly contents: SnapshotContents;
    readonly pool: CohortPool;
    readonly nowMs: number;
    readonly nameOf: (ruleId: string) => string | null;
  },
  signal: AbortSignal,
): Promise<FirstAnswers> {
  const { mapping, separator } = source;
  // The text of the users is not kept, so that there is nothing to mask in it.
  const job: CohortJob = {
    ...{ jobId: randomUUID(), rules: contents, nowMs, tier, entities, mapping, separator },
    ...{ secrets: [], columns: [] },
  };
  let table: CohortTable | null = null;
  await pool.run(
    job,
    firstOf(source.blocks(signal), maxBlocks),
    {
      onOpen: (facts) => {
        table = new CohortTable(entities, facts, []);
      },
      onBlock: async ({ facts }) => table?.add(readFacts(facts)),
    },
    signal,
  );
  return table === null ? { users: 0, results: 0, shares: [], codes: [] } : answersIn(table, nameOf);
}

function answersIn(table: CohortTable, nameOf: (ruleId: string) => string | null): FirstAnswers {
  const shares = table.shares(nameOf);
  const keys = shares.map(({ outcomes }) => outcomes.map(answerKey));
  const results = new Set<string>();
  for (let row = 0; row < table.users; row += 1)
    results.add(
      table
        .codesAt(row)
        .map((code, entity) => keys[entity]?.[code])
        .join("\n"),
    );
  return {
    users: table.users,
    results: results.size,
    shares,
    codes: Array.from({ length: Math.min(maxFirstListed, table.users) }, (_, row) => table.codesAt(row)),
  };
}

async function* firstOf(blocks: AsyncGenerator<Block, void>, count: number): AsyncGenerator<Block, void> {
  let taken = 0;
  for await (const block of blocks) {
    yield block;
    taken += 1;
    if (taken === count) return;
  }
}
