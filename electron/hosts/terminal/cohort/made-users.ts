import { outcomeUsersOf } from "#services/cohorts/outcome-users.ts";
import type { Entity } from "#services/compare/subject.ts";
import type { PreparedDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import type { EvaluationOptions } from "#services/explain/engine/evaluate-specs.ts";
import { type CombinedField, maxCombinations, maxNewIds } from "#shared/domain/cohort/cohort.ts";
import { combinationsOf, countCombinations, newId, withValue } from "#shared/domain/cohort/combinations.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { isUserColumn, valueOfCell } from "#shared/domain/user/user-columns.ts";
import { fieldLabel } from "#shared/domain/user/user-mapping.ts";
import { UnusableArguments } from "../arguments.ts";
import type { Terminal } from "../terminal.ts";

/** Reads `country=DE,US` as an attribute with its values; an empty value is an absent attribute. Throws `UnusableArguments`. */
function fieldOf(text: string): CombinedField {
  const [, name = "", list] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (list === undefined) throw new UnusableArguments(`--combine ${text} is no attribute with values: write it as country=DE,US.`);
  const cells = list.split(",");
  const twice = cells.find((cell, index) => cells.indexOf(cell) !== index);
  if (twice !== undefined)
    throw new UnusableArguments(`--combine ${text} has ${twice === "" ? "no value" : `the value ${twice}`} twice. Give each value once.`);
  return {
    path: isUserColumn(name) ? name : `custom.${name}`,
    values: cells.filter((cell) => cell !== "").map(valueOfCell),
    isAbsentToo: cells.includes(""),
  };
}

/** Yields every combination of the attributes of `--combine`. Throws `UnusableArguments` for more than are checked. */
export function combinedUsers(combined: readonly string[]): Iterable<StatsigUser> {
  const fields = combined.map(fieldOf);
  const repeated = fields.find(({ path }, index) => fields.findIndex((field) => field.path === path) !== index);
  if (repeated !== undefined) {
    const name = fieldLabel(repeated.path);
    throw new UnusableArguments(`--combine gives values of ${name} twice. Give all of them together, as in --combine ${name}=A,B.`);
  }
  const count = countCombinations(fields);
  if (count > maxCombinations)
    throw new UnusableArguments(
      `${formatNumber(count)} users are too many: at most ${formatNumber(maxCombinations)} combinations are checked.`,
    );
  return combinationsOf({}, fields);
}

/** Yields users with new IDs. Throws `UnusableArguments`. */
export function* newUsers(text: string): Generator<StatsigUser> {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > maxNewIds)
    throw new UnusableArguments(`--new-ids ${text} is no number from 1 to ${formatNumber(maxNewIds)}.`);
  for (let n = 1; n <= count; n += 1) yield withValue({}, "userID", newId("new-{n}", n));
}

/** Returns one user for every outcome of the entities with a name, and notes the outcomes that no user gets. */
export function everyOutcome(
  {
    prepared,
    options,
    entities,
  }: { readonly prepared: PreparedDefinitions; readonly options: EvaluationOptions; readonly entities: readonly Entity[] },
  name: string,
  terminal: Terminal,
): StatsigUser[] {
  const named = entities.filter((entity) => entity.name === name);
  if (named.length === 0) throw new UnusableArguments(`The definitions have no ${name}.`);
  return named.flatMap((entity) =>
    outcomeUsersOf(prepared, options, entity).flatMap(({ label, detail, user, reason }) => {
      if (user === null) terminal.note(`${name}, ${label}, ${detail}: ${reason}`);
      return user === null ? [] : [user];
    }),
  );
}
