import { compareSubjects } from "#services/compare/compare.ts";
import type { Entity, Subject } from "#services/compare/subject.ts";
import type { Cause, ComparedAnswer, ComparedRow } from "#shared/domain/comparison/comparison.ts";
import { describeCause } from "#shared/domain/comparison/comparison-text.ts";
import { type ValueDifference, valueDifferences } from "#shared/domain/comparison/value-differences.ts";
import { describeMissingNames } from "../missing-names.ts";
import { createPrinter } from "../printer.ts";
import type { Terminal } from "../terminal.ts";
import { compareUsage, readCompareOptions } from "./compare-options.ts";
import { readSubjects } from "./read-subjects.ts";

/** Compares two or more subjects over definitions files or saved projects. Returns the exit code. */
export async function compareCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = readCompareOptions(args);
  if (options === null) {
    terminal.print(compareUsage);
    return 0;
  }
  const [reference, ...others] = await readSubjects(options, terminal);
  if (reference === undefined) return 2;
  const printer = createPrinter(terminal);
  const isWanted = ({ kind, name }: Entity) =>
    (options.kind === null || kind === options.kind) && (options.names.length === 0 || options.names.includes(name));
  const seen = new Set<string>();
  let isDifferent = false;
  const known: Entity[] = [];
  for (const [index, compared] of others.entries()) {
    const comparison = compareSubjects(reference, compared);
    known.push(...comparison.entities);
    for (const entity of comparison.entities.filter(isWanted)) {
      if (terminal.signal.aborted) return 1;
      seen.add(entity.name);
      const row = comparison.row(entity);
      if (row.result !== "same") isDifferent = true;
      if (row.result !== "same" || options.isPrintingAll) await printer.print(rowLine(row, index + 2, { reference, compared }));
    }
  }
  await printer.flush();
  const missing = options.names.filter((name) => !seen.has(name));
  if (missing.length > 0) terminal.log.warn(describeMissingNames("No definitions contain", { names: missing, kind: options.kind, known }));
  return isDifferent || missing.length > 0 ? 1 : 0;
}

/** Formats a row as one line of JSON. Pipelines depend on the field names: never rename one. */
function rowLine(
  { kind, name, result, reference, compared, causes, isComplete }: ComparedRow,
  subject: number,
  subjects: { readonly reference: Subject; readonly compared: Subject },
): string {
  return JSON.stringify({
    subject,
    kind,
    name,
    result,
    reference: answerFields(reference, subjects.reference),
    compared: answerFields(compared, subjects.compared),
    ...(result === "differs" && {
      values: valueDifferences(reference.value, compared.value).map(({ path, ...values }) => ({ path: [...path], ...present(values) })),
      causes: causes.map(causeFields),
      has_all_causes: isComplete,
    }),
  });
}

function answerFields({ state, value, ruleId, groupName, allocatedExperiment, unknownReasons }: ComparedAnswer, { targetApp }: Subject) {
  return {
    ...(targetApp !== null && { target_app: targetApp }),
    ...{ state, value, rule_id: ruleId, group_name: groupName, allocated_experiment_name: allocatedExperiment },
    ...(unknownReasons.length > 0 && { unknown: [...unknownReasons] }),
  };
}

function causeFields(cause: Cause) {
  return {
    text: describeCause(cause),
    parts: cause.parts.map(({ part, ...values }) => ({
      part: part.kind,
      ...(part.kind === "field" && { path: [...part.path] }),
      ...("name" in part && { name: part.name }),
      ...(part.kind === "spec" && { of: part.of, edits: [...part.edits] }),
      ...present(values),
    })),
  };
}

/** Leaves out a value that is absent, for which JSON has no word. */
function present({ reference, compared }: Partial<Pick<ValueDifference, "reference" | "compared">>) {
  return { ...(reference !== undefined && { reference }), ...(compared !== undefined && { compared }) };
}
