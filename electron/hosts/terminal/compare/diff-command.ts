import { affectedEntities } from "#services/compare/affected-entities.ts";
import { answerOf } from "#services/compare/compare.ts";
import { type SpecChange, specChanges } from "#services/compare/spec-changes.ts";
import type { Entity } from "#services/compare/subject.ts";
import { createMoveCounter } from "#services/compare/what-if/count-moves.ts";
import { createAnswerReader, labelCounts } from "#services/compare/what-if/counted-answer.ts";
import { evaluatorFor } from "#services/explain/engine/engine.ts";
import { isSameAnswer, isSameValue } from "#shared/domain/comparison/comparison.ts";
import type { EntityMoves } from "#shared/domain/comparison/what-if.ts";
import { readArguments, UnusableArguments } from "../arguments.ts";
import { readCohortUsers } from "../cohort/read-cohort-users.ts";
import { type DefinitionsFile, readDefinitionsFile, withDraft } from "../input/definitions-files.ts";
import { readMilliseconds } from "../option-values.ts";
import { createPrinter } from "../printer.ts";
import type { Terminal } from "../terminal.ts";

const usage = `Usage: gatescope diff OLD NEW [--users FILE]
       gatescope diff RULES --draft FILE [--users FILE]

Compares two definitions files, without a network, and prints one JSON line per gate, dynamic config, experiment or layer that differs, with its edits.

  --draft FILE       a draft from What if: compares the rules with the same rules after its edits; NEW is not needed
  --users FILE       users, as for gatescope cohort; - reads the standard input: prints for each name, also for those that only use an edited one,
                     how many users get another answer, and from which answer to which
  --now MS           the time at which rules are evaluated, in milliseconds since 1970 (default: now)

Exit code: 0 if nothing differs, 1 if anything does, or if a server SDK would load only one of them, 2 if the input cannot be used.
`;

/** Compares two versions of the rules, and what they give to users. Returns the exit code. */
export async function diffCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const text = { type: "string" } as const;
  const { values, positionals } = readArguments(
    "diff",
    args,
    { users: text, draft: text, now: text, help: { type: "boolean" } },
    { positionals: 2 },
  );
  if (values.help) {
    terminal.print(usage);
    return 0;
  }
  const [oldFile, newFile = values.draft === undefined ? undefined : oldFile] = positionals;
  if (oldFile === undefined || newFile === undefined)
    throw new UnusableArguments(
      "Give two definitions files, the older one first, or one file and --draft FILE. See gatescope diff --help.",
    );
  if (oldFile === "-" || newFile === "-")
    throw new UnusableArguments("Definitions are read from files; only --users reads the standard input.");
  const nowMs = values.now === undefined ? terminal.clock.nowMs() : readMilliseconds(values.now);
  const older = await readDefinitionsFile(oldFile, terminal);
  const newer = await withDraft(newFile === oldFile ? older : await readDefinitionsFile(newFile, terminal), values.draft, terminal);
  const changes = specChanges(older.payload, newer.payload);
  const moves = values.users === undefined ? null : await countMoves({ older, newer, changes, nowMs }, values.users, terminal);
  if (terminal.signal.aborted) return 1;
  const printer = createPrinter(terminal);
  for (const line of diffLines(changes, moves)) await printer.print(JSON.stringify(line));
  await printer.flush();
  const areBothLoaded = (older.prepared.refusal === null) === (newer.prepared.refusal === null);
  return changes.length === 0 && areBothLoaded ? 0 : 1;
}

/** The users with another answer, for one entity. */
interface Moves extends EntityMoves {
  readonly entity: Entity;
  readonly users: number;
}

interface RulesOfBoth {
  readonly older: DefinitionsFile;
  readonly newer: DefinitionsFile;
  readonly changes: readonly SpecChange[];
  readonly nowMs: number;
}

/** Evaluates every user with both rules. One user at a time is in memory. */
async function countMoves({ older, newer, changes, nowMs }: RulesOfBoth, usersFile: string, terminal: Terminal): Promise<Moves[]> {
  const counted = affectedEntities(older.prepared, newer.prepared, changes).map((entity) => ({
    entity,
    counter: createMoveCounter({ entity, kind: entity.kind, isEdited: false }),
  }));
  const read = createAnswerReader();
  let users = 0;
  for await (const user of readCohortUsers(usersFile, terminal)) {
    if (terminal.signal.aborted) break;
    users += 1;
    const before = evaluatorFor(older.prepared, user, { nowMs });
    const after = evaluatorFor(newer.prepared, user, { nowMs });
    for (const { entity, counter } of counted) {
      const { kind, name } = entity;
      const [was, is] = [answerOf(before.evaluate(kind, name)), answerOf(after.evaluate(kind, name))];
      const isUnknown = was.state === "unknown" || is.state === "unknown";
      const isMoved = !isUnknown && !isSameAnswer(was, is);
      counter.count(read(kind, was), read(kind, is), { isMoved, isUnknown, hasSameValue: isMoved && isSameValue(was, is) });
    }
  }
  return counted.map(({ entity, counter }) => ({ ...labelCounts(counter.result()), entity, users }));
}

/** Lists edited names first, then those that only use one. Pipelines depend on the field names: never rename one. */
function* diffLines(changes: readonly SpecChange[], moves: readonly Moves[] | null) {
  const movesOf = ({ kind, name }: Entity) => {
    const found = moves?.find(({ entity }) => entity.kind === kind && entity.name === name);
    if (found === undefined) return {};
    const { users, changed, undecided, sameValue, moves: listed } = found;
    return { users: { evaluated: users, changed, undecided, same_value: sameValue, moves: listed } };
  };
  for (const { kind, name, change, clauses } of changes) yield { kind, name, change, edits: [...clauses], ...movesOf({ kind, name }) };
  for (const { entity, changed, undecided } of moves ?? []) {
    const isListed = changes.some(({ kind, name }) => kind === entity.kind && name === entity.name);
    if (!isListed && changed + undecided > 0) yield { ...entity, change: "uses_an_edited_one", edits: [], ...movesOf(entity) };
  }
}
