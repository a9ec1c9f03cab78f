import { namesOfAnswers } from "#services/cohorts/exported-users.ts";
import { createParquetRows } from "#services/cohorts/parquet-rows.ts";
import type { Entity } from "#services/compare/subject.ts";
import type { Evaluation } from "#services/explain/engine/engine.ts";
import { writeWholeFile } from "#services/whole-file.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";

export interface EvaluatedUser {
  readonly id: JsonValue;
  readonly evaluations: readonly Evaluation[];
}

/**
 * Writes what a line has of each user into a new Parquet file: the ID, and for each name its state, value, rule and group. One group of rows is in memory. Throws
 * `UnusableInput`; there is no file then.
 */
export async function writeCohortParquet(file: string, entities: readonly Entity[], users: AsyncIterable<EvaluatedUser>): Promise<void> {
  const columns = namesOfAnswers(entities, ["id"]).flatMap((name, at) => [
    { name: `${name}.state`, type: "text" as const },
    { name: `${name}.value`, type: entities[at]?.kind === "gate" ? ("boolean" as const) : ("json" as const) },
    { name: `${name}.rule_id`, type: "text" as const },
    { name: `${name}.group_name`, type: "text" as const },
  ]);
  const rows = createParquetRows([{ name: "id", type: "text" }, ...columns]);
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const { id, evaluations } of users) {
      rows.addValue(0, id);
      for (const [at, { state, value = null, ruleId = null, groupName = null }] of evaluations.entries())
        for (const [part, cell] of [state, value, ruleId, groupName].entries()) rows.addValue(1 + 4 * at + part, cell);
      if (rows.isFull) yield await rows.take();
    }
    yield await rows.end();
  }
  await writeWholeFile(file, bytes(), { isNew: true });
}
