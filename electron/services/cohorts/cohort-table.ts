import { chanceRange, judgeShare, judgeSplit, minJudgedUnits } from "#shared/domain/cohort/chance.ts";
import {
  type ChangedAnswers,
  type CheckedSplit,
  type CohortColumn,
  type CohortEntity,
  type CohortGroup,
  type CohortOutcome,
  CohortOutcomeSchema,
  type CohortView,
  type CountedOutcome,
  type EntityShares,
  maxGroups,
  type UnreadableRow,
} from "#shared/domain/cohort/cohort.ts";
import { answerKey, describeOutcome } from "#shared/domain/cohort/cohort-text.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import type { BlockFacts, ColumnCodes, JobFacts, PartRule, SplitFacts } from "./block.ts";
import { unpackTexts } from "./packed-texts.ts";
import { UnitIndex, UnitSet } from "./unit-index.ts";

/** Columns with more different values cannot be grouped or sorted by, and take no memory. */
const maxColumnValues = 60_000;
/** A column with so many values, most of them different, has IDs: it is given up before it takes as long as everything else. */
const maxIds = 20_000;
const maxUnreadableListed = 20;

/** Names a rule whose name the definitions lack. */
type RuleNamer = (ruleId: string) => string | null;

/**
 * The answers of a cohort, added up block by block in the order of the source. Holds one or two bytes for each user and entity or column; the users themselves are
 * in the store. The same blocks give the same table, live and when a stored cohort is opened.
 */
export class CohortTable {
  readonly #entities: readonly CohortEntity[];
  readonly #facts: JobFacts;
  readonly #outcomes: OutcomeList[];
  readonly #columns: Column[];
  readonly #units: UnitIndex[];
  readonly #splits: SplitCount[];
  /** The number of users up to the end of each block. */
  readonly #ends: number[] = [];
  readonly #unreadable: UnreadableRow[] = [];
  #unreadableRows = 0;
  #rows = 0;
  #hasPrivate = false;
  #hasAllFields = true;
  #withoutUserId = 0;

  constructor(entities: readonly CohortEntity[], facts: JobFacts, columns: readonly string[]) {
    this.#entities = entities;
    this.#facts = facts;
    this.#outcomes = entities.map(() => new OutcomeList());
    this.#columns = columns.map((path) => new Column(path));
    this.#units = facts.unitTypes.map(() => new UnitIndex());
    this.#splits = facts.splits.map((split) => ({ split, partOfCode: [], sets: split.parts.map(() => new UnitSet()) }));
  }

  get users(): number {
    return this.#ends.at(-1) ?? 0;
  }

  get hasPrivate(): boolean {
    return this.#hasPrivate;
  }

  /** True if the columns have all fields of the users, private ones aside. */
  get hasAllFields(): boolean {
    return this.#hasAllFields;
  }

  get unreadable(): { readonly rows: number; readonly first: readonly UnreadableRow[] } {
    return { rows: this.#unreadableRows, first: this.#unreadable };
  }

  blockEnds(): readonly number[] {
    return this.#ends;
  }

  add(block: BlockFacts): void {
    const codes = this.#outcomes.map((list, entity) => list.add(block.outcomes[entity] ?? [], block.codes[entity] ?? new Uint16Array()));
    const numbers = this.#units.map((index, type) => numbersOf(index, block, type));
    for (const count of this.#splits) {
      const { split, partOfCode, sets } = count;
      const ofEntity = codes[split.entity];
      const outcomes = this.#outcomes[split.entity]?.outcomes ?? [];
      for (let code = partOfCode.length; code < outcomes.length; code += 1) partOfCode.push(partOf(split, outcomes[code]));
      const units = numbers[split.unit];
      if (ofEntity === undefined || units === undefined) continue;
      for (let at = 0; at < ofEntity.length; at += 1) {
        const unit = units[at] ?? -1;
        const part = partOfCode[ofEntity[at] ?? 0] ?? -1;
        if (unit >= 0 && part >= 0) sets[part]?.add(unit);
      }
    }
    for (const [at, column] of this.#columns.entries()) column.add(block.columns[at] ?? { values: [], codes: new Uint16Array() });
    for (const { row, reason } of block.unreadable)
      if (this.#unreadable.length < maxUnreadableListed) this.#unreadable.push({ row: this.#rows + row, reason });
    for (const number of numbers[0] ?? []) if (number < 0) this.#withoutUserId += 1;
    this.#unreadableRows += block.unreadableRows;
    this.#rows += block.rows;
    this.#hasPrivate ||= block.hasPrivate;
    this.#hasAllFields &&= (block.fields ?? null) !== null;
    this.#ends.push(this.users + block.users);
  }

  /** Returns the number of users whose `userID` an earlier user has. */
  repeatedIds(): number {
    return Math.max(0, this.users - (this.#units[0]?.count ?? 0) - this.#withoutUserId);
  }

  shares(nameOf: RuleNamer): EntityShares[] {
    return this.#entities.map(({ kind, name }, entity): EntityShares => {
      const list = this.#outcomes[entity];
      const outcomes = (list?.outcomes ?? []).map(
        (outcome, code): CountedOutcome => ({
          ...withRuleName(outcome, nameOf),
          users: list?.counts[code] ?? 0,
        }),
      );
      return {
        kind,
        name,
        entity: this.#facts.entities[entity]?.entity ?? null,
        unit: this.#facts.entities[entity]?.unit ?? "userID",
        outcomes,
        withoutUnit: outcomes.reduce((sum, { isWithoutUnit, users }) => sum + (isWithoutUnit ? users : 0), 0),
        splits: this.#splits
          .filter(({ split }) => split.entity === entity)
          .flatMap((count) => checkedSplit(count, outcomes, this.#facts, nameOf)),
      };
    });
  }

  columns(): CohortColumn[] {
    return this.#columns.map(({ path, size }) => ({ path, values: size }));
  }

  codesAt(row: number): number[] {
    return this.#outcomes.map((list) => list.codeAt(row));
  }

  /** Returns for each entity the codes of a block's users. */
  codesOfBlock(seq: number): readonly CodeList[] {
    return this.#outcomes.map((list) => list.codesOfBlock(seq));
  }

  /** Returns the rows of a view in its order; null for all rows in the order of the source. `matching` are the rows with the text of the filter. */
  rowsOf({ outcome, group, sort }: CohortView, matching: Uint32Array | null): Uint32Array | null {
    if (outcome === null && group === null && sort === null) return matching;
    const wantedCodes = outcome === null ? null : new Set(outcome.codes);
    const ofEntity = outcome === null ? undefined : this.#outcomes[outcome.entity];
    const column = group === null ? undefined : this.#columns.find(({ path }) => path === group.path);
    const groupCode = group === null ? -1 : (column?.codeOf(group.value) ?? -2);
    const users = this.users;
    const rows = new Uint32Array(matching?.length ?? users);
    let count = 0;
    for (let at = 0; at < rows.length; at += 1) {
      const row = matching === null ? at : (matching[at] ?? 0);
      if (wantedCodes !== null && !wantedCodes.has(ofEntity?.codeAt(row) ?? -1)) continue;
      if (group !== null && column?.codeAt(row) !== groupCode) continue;
      rows[count] = row;
      count += 1;
    }
    const found = rows.subarray(0, count);
    return sort === null ? found : this.#sorted(found, sort);
  }

  /** A stable counting sort: linear, and rows with the same value keep their order. */
  #sorted(rows: Uint32Array, { by, isDescending }: NonNullable<CohortView["sort"]>): Uint32Array {
    const coded = "path" in by ? this.#columns.find(({ path }) => path === by.path) : this.#outcomes[by.entity];
    const ranks = coded?.ranks() ?? null;
    if (coded === undefined || ranks === null) return rows;
    const last = ranks.length - 1;
    const rankOf = (row: number) => {
      const rank = ranks[coded.codeAt(row)] ?? 0;
      return isDescending ? last - rank : rank;
    };
    const starts = new Uint32Array(ranks.length + 1);
    for (const row of rows) starts[rankOf(row) + 1] = (starts[rankOf(row) + 1] ?? 0) + 1;
    for (let rank = 1; rank < starts.length; rank += 1) starts[rank] = (starts[rank] ?? 0) + (starts[rank - 1] ?? 0);
    const sorted = new Uint32Array(rows.length);
    for (const row of rows) {
      const rank = rankOf(row);
      sorted[starts[rank] ?? 0] = row;
      starts[rank] = (starts[rank] ?? 0) + 1;
    }
    return sorted;
  }

  /** Groups the rows of a view by a column: the 50 largest groups, and the rest. Null for a column with too many values. */
  groups(path: string, rows: Uint32Array | null): CohortGroup[] | null {
    const column = this.#columns.find((each) => each.path === path);
    const values = column?.valueTexts() ?? null;
    if (column === undefined || values === null) return null;
    const users = new Uint32Array(values.length);
    const total = rows?.length ?? this.users;
    const rowAt = (at: number) => (rows === null ? at : (rows[at] ?? 0));
    for (let at = 0; at < total; at += 1) {
      const code = column.codeAt(rowAt(at));
      users[code] = (users[code] ?? 0) + 1;
    }
    const order = [...users.keys()]
      .filter((code) => (users[code] ?? 0) > 0)
      .toSorted((one, other) => (users[other] ?? 0) - (users[one] ?? 0));
    const shown = order.slice(0, maxGroups);
    const groupOfCode = new Int32Array(values.length).fill(shown.length);
    for (const [group, code] of shown.entries()) groupOfCode[code] = group;
    const counts = this.#outcomes.map(({ outcomes }) => Array.from({ length: shown.length + 1 }, () => new Uint32Array(outcomes.length)));
    for (let at = 0; at < total; at += 1) {
      const row = rowAt(at);
      const group = groupOfCode[column.codeAt(row)] ?? 0;
      for (const [entity, list] of this.#outcomes.entries()) {
        const ofGroup = counts[entity]?.[group];
        const code = list.codeAt(row);
        if (ofGroup !== undefined) ofGroup[code] = (ofGroup[code] ?? 0) + 1;
      }
    }
    const groupOf = (value: string | null, group: number, number: number): CohortGroup => ({
      value,
      users: number,
      counts: counts.map((ofEntity) => [...(ofEntity[group] ?? [])]),
    });
    const rest = order.slice(maxGroups).reduce((sum, code) => sum + (users[code] ?? 0), 0);
    return [
      ...shown.map((code, group) => groupOf(values[code] ?? "", group, users[code] ?? 0)),
      ...(rest > 0 ? [groupOf(null, shown.length, rest)] : []),
    ];
  }

  /** Compares this table with that of an earlier run of the same users, row by row. Entities that only one has are left out. */
  changesFrom(before: CohortTable, nameOf: RuleNamer): ChangedAnswers[] {
    const users = Math.min(this.users, before.users);
    return this.#entities.flatMap(({ kind, name }, entity) => {
      const earlier = before.#entities.findIndex((each) => each.kind === kind && each.name === name);
      const [now, then] = [this.#outcomes[entity], before.#outcomes[earlier]];
      if (now === undefined || then === undefined) return [];
      const textOf = (outcome: CohortOutcome | undefined) => (outcome === undefined ? "" : describeOutcome(withRuleName(outcome, nameOf)));
      const keysNow = now.outcomes.map(answerKey);
      const keysThen = then.outcomes.map(answerKey);
      const moves = new Map<string, { from: string; to: string; users: number }>();
      let changed = 0;
      for (let row = 0; row < users; row += 1) {
        const [a, b] = [then.codeAt(row), now.codeAt(row)];
        if (keysThen[a] === keysNow[b]) continue;
        changed += 1;
        const key = `${a} ${b}`;
        const move = moves.get(key);
        if (move === undefined) moves.set(key, { from: textOf(then.outcomes[a]), to: textOf(now.outcomes[b]), users: 1 });
        else move.users += 1;
      }
      if (changed === 0) return [];
      return [{ kind, name, users: changed, moves: [...moves.values()].toSorted((one, other) => other.users - one.users).slice(0, 20) }];
    });
  }
}

function withRuleName(outcome: CohortOutcome, nameOf: RuleNamer): CohortOutcome {
  return { ...outcome, ruleName: outcome.ruleName ?? (outcome.ruleId === null ? null : nameOf(outcome.ruleId)) };
}

/** One byte for each user, while there are at most 256 codes. */
export type CodeList = Uint8Array | Uint16Array;

function codeList(users: number, codes: number): CodeList {
  return codes <= 256 ? new Uint8Array(users) : new Uint16Array(users);
}

/** Codes in blocks, with the code that each position of a block's list has in the table. */
class Codes {
  readonly #blocks: CodeList[] = [];
  readonly #starts: number[] = [];
  #lastBlock = 0;

  add(codes: CodeList, users: number): void {
    this.#starts.push(users);
    this.#blocks.push(codes);
  }

  at(row: number): number {
    let block = this.#lastBlock;
    const start = this.#starts[block] ?? 0;
    if (row < start || row >= start + (this.#blocks[block]?.length ?? 0)) {
      block = this.#find(row);
      this.#lastBlock = block;
    }
    return this.#blocks[block]?.[row - (this.#starts[block] ?? 0)] ?? 0;
  }

  ofBlock(seq: number): CodeList {
    return this.#blocks[seq] ?? new Uint16Array();
  }

  #find(row: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

class OutcomeList {
  readonly outcomes: CohortOutcome[] = [];
  readonly counts: number[] = [];
  readonly #codesByText = new Map<string, number>();
  readonly #codes = new Codes();
  #users = 0;

  /** Returns the codes of the block in the numbers of this list. */
  add(texts: readonly string[], codes: Uint16Array): CodeList {
    const map = texts.map((text) => this.#codeOfText(text));
    const own = codeList(codes.length, this.outcomes.length);
    for (let at = 0; at < codes.length; at += 1) {
      const code = map[codes[at] ?? 0] ?? 0;
      own[at] = code;
      this.counts[code] = (this.counts[code] ?? 0) + 1;
    }
    this.#codes.add(own, this.#users);
    this.#users += codes.length;
    return own;
  }

  #codeOfText(text: string): number {
    const known = this.#codesByText.get(text);
    if (known !== undefined) return known;
    const code = this.outcomes.length;
    this.#codesByText.set(text, code);
    this.outcomes.push(CohortOutcomeSchema.parse(readJson(text)));
    this.counts.push(0);
    return code;
  }

  codeAt(row: number): number {
    return this.#codes.at(row);
  }

  codesOfBlock(seq: number): CodeList {
    return this.#codes.ofBlock(seq);
  }

  /** By state, then by rule: passes first. */
  ranks(): number[] {
    const order = this.outcomes
      .map((outcome, code) => ({
        code,
        key: [stateOrder.indexOf(outcome.state), outcome.ruleNumber ?? 1e9, outcome.groupName ?? ""] as const,
      }))
      .toSorted((one, other) => one.key[0] - other.key[0] || one.key[1] - other.key[1] || (one.key[2] < other.key[2] ? -1 : 1));
    const ranks = new Array<number>(this.outcomes.length).fill(0);
    for (const [rank, { code }] of order.entries()) ranks[code] = rank;
    return ranks;
  }
}

const stateOrder: readonly CohortOutcome["state"][] = ["pass", "fail", "group", "no_group", "value", "default", "not_found", "unknown"];

class Column {
  readonly path: string;
  #values: Map<string, number> | null = new Map();
  #codes = new Codes();
  #users = 0;

  constructor(path: string) {
    this.path = path;
  }

  get size(): number | null {
    return this.#values?.size ?? null;
  }

  add({ values, codes }: ColumnCodes): void {
    const known = this.#values;
    if (known === null) return;
    const map = unpackTexts(values).map((value) => {
      const code = known.get(value) ?? known.size;
      known.set(value, code);
      return code;
    });
    if (known.size > maxColumnValues || (known.size > maxIds && 2 * known.size > this.#users + codes.length)) {
      this.#values = null;
      this.#codes = new Codes();
      return;
    }
    // `Uint16Array.from` with a function takes ten times as long.
    const own = codeList(codes.length, known.size);
    for (let at = 0; at < codes.length; at += 1) own[at] = map[codes[at] ?? 0] ?? 0;
    this.#codes.add(own, this.#users);
    this.#users += codes.length;
  }

  codeOf(value: string): number | undefined {
    return this.#values?.get(value);
  }

  codeAt(row: number): number {
    return this.#codes.at(row);
  }

  valueTexts(): string[] | null {
    return this.#values === null ? null : [...this.#values.keys()];
  }

  /** Numbers in the order of numbers, other texts in the order of the language. */
  ranks(): number[] | null {
    const texts = this.valueTexts();
    if (texts === null) return null;
    const { compare } = new Intl.Collator("en", { numeric: true });
    const ranks = new Array<number>(texts.length).fill(0);
    for (const [rank, code] of [...texts.keys()].toSorted((one, other) => compare(texts[one] ?? "", texts[other] ?? "")).entries())
      ranks[code] = rank;
    return ranks;
  }
}

function numbersOf(index: UnitIndex, { units, users }: Pick<BlockFacts, "units" | "users">, type: number): Int32Array {
  const numbers = new Int32Array(users).fill(-1);
  const hashes = units[type];
  if (hashes === undefined) return numbers;
  for (let at = 0; at < users; at += 1) {
    const high = hashes.high[at] ?? 0;
    if (high !== 0) numbers[at] = index.numberOf(hashes.low[at] ?? 0, high);
  }
  return numbers;
}

interface SplitCount {
  readonly split: SplitFacts;
  /** The part of each outcome of the entity; -1 for none. */
  readonly partOfCode: number[];
  readonly sets: readonly UnitSet[];
}

function partOf({ parts }: SplitFacts, outcome: CohortOutcome | undefined): number {
  return outcome === undefined ? -1 : parts.findIndex(({ belongs }) => isIn(belongs, outcome));
}

function isIn(rule: PartRule, { ruleNumber, decidedBy, allocatedExperiment }: CohortOutcome): boolean {
  const isDecided = decidedBy === "rule" || decidedBy === "outside" || decidedBy === "no_rule" || decidedBy === "delegated";
  switch (rule.is) {
    case "rule":
      return ruleNumber === rule.number && decidedBy === rule.decidedBy;
    case "after":
      return isDecided && (ruleNumber === null ? decidedBy === "no_rule" : ruleNumber > rule.number);
    case "experiment":
      return allocatedExperiment === rule.name;
    case "no_experiment":
      return isDecided && allocatedExperiment === null && (ruleNumber === null ? decidedBy === "no_rule" : ruleNumber > rule.afterRule);
  }
}

/** None for a split that nobody reached. */
function checkedSplit(
  { split, sets, partOfCode }: SplitCount,
  outcomes: readonly CountedOutcome[],
  facts: JobFacts,
  nameOf: RuleNamer,
): CheckedSplit[] {
  const counted = split.parts.map(({ label, expected }, at) => ({ label, expected, units: sets[at]?.count ?? 0 }));
  const units = counted.reduce((sum, part) => sum + part.units, 0);
  if (units === 0) return [];
  const whole = counted.reduce((sum, { expected }) => sum + expected, 0);
  const [first] = counted;
  const verdict = split.kind === "percentage" && first !== undefined ? judgeShare({ ...first, of: units }) : judgeSplit(counted);
  const isJudged = units >= minJudgedUnits;
  return [
    {
      kind: split.kind,
      ruleNumber: split.ruleNumber,
      ruleName: split.ruleName ?? (split.ruleId === undefined ? null : nameOf(split.ruleId)),
      unit: facts.unitTypes[split.unit] ?? "userID",
      units,
      users: outcomes.reduce(
        (sum, { users, isWithoutUnit }, code) => sum + (!isWithoutUnit && (partOfCode[code] ?? -1) >= 0 ? users : 0),
        0,
      ),
      parts: counted.map((part) => {
        const share = whole > 0 ? part.expected / whole : 0;
        const range = isJudged ? chanceRange(units, share) : { from: null, to: null };
        return { ...part, expected: share, ...range };
      }),
      verdict,
    },
  ];
}
