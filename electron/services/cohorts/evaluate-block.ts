import { serialize } from "node:v8";
import type { CohortEntity, CohortOutcome, UnreadableRow } from "#shared/domain/cohort/cohort.ts";
import { createRedactor } from "#shared/domain/exchange/redact.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { type StatsigUser, userForRequest, withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import { cellReader, userFromCells, userFromObject } from "#shared/domain/user/user-mapping.ts";
import { readDefinitions } from "../definitions/definitions.ts";
import type { SnapshotContents } from "../definitions/snapshot-store.ts";
import { createCsvRecords } from "../events/import/file-rows/csv-records.ts";
import { type RawRow, readValue } from "../events/import/file-rows/raw-row.ts";
import { type PreparedDefinitions, type PreparedSpec, prepareDefinitions } from "../explain/engine/definitions/prepare.ts";
import { evaluationOf } from "../explain/engine/engine.ts";
import { type EvaluationOptions, SpecEvaluator } from "../explain/engine/evaluate-specs.ts";
import type { UnitKey } from "../explain/engine/look-ups/look-up-keys.ts";
import type { SpecResult } from "../explain/engine/results.ts";
import { compress } from "../storage/compressed.ts";
import type { BlockContent, BlockFacts, CohortJob, ColumnCodes, JobFacts, StoredBlock, UnitHashes } from "./block.ts";
import { columnFields } from "./column-users.ts";
import { jobFactsOf } from "./job-facts.ts";
import { packTexts } from "./packed-texts.ts";
import { hashUnit } from "./unit-index.ts";

/** Evaluates the blocks of one cohort. */
export interface BlockEvaluator {
  readonly facts: JobFacts;
  evaluate(content: BlockContent): StoredBlock;
}

/** Rules that cannot be read give no evaluator; the snapshot store accepted them before, so this is damage. */
export class UnreadableRules extends Error {
  constructor() {
    super("The rules of this snapshot cannot be read.");
    this.name = "UnreadableRules";
  }
}

/** Prepares the rules and everything else that is the same for all users. Throws `UnreadableRules`. */
export function createBlockEvaluator(job: CohortJob): BlockEvaluator {
  const { prepared, options } = prepareRules(job);
  const facts = jobFactsOf(prepared, job.entities);
  const coders = job.entities.map((entity) => createCoder(prepared, entity));
  const columns = job.columns.map((path) => createColumn(cellReader(path)));
  const units = facts.unitTypes.map((name) => prepared.keys.unit(name));
  const { readRows } = createRowReader(job, facts.unitTypes);
  const redact = createRedactor(job.secrets);
  const isClean = (text: string) => redact(text) === text;
  const areNamesClean = isClean(JSON.stringify(job.mapping));
  const fields = columnFields(job);
  const noText = compress("");
  const evaluatorOptions: EvaluationOptions = { ...options, listsExposures: false };

  return {
    facts,
    evaluate(content) {
      const { users, unreadable, unreadableRows, rows } = readRows(content);
      // A row of CSV is shorter than the user that is made of it, and has all the user's values.
      const isChecked = areNamesClean && content.form === "csv" && isClean(content.text);
      const areColumnsEnough = isChecked && fields !== null && !hasMarkedText(content.text);
      const codes = coders.map(() => new Uint16Array(users.length));
      const hashes = units.map((): UnitHashes => ({ low: new Uint32Array(users.length), high: new Uint32Array(users.length) }));
      for (const coder of coders) coder.begin();
      for (const column of columns) column.begin(users.length);
      const lines: string[] = [];
      let hasPrivate = false;
      for (let at = 0; at < users.length; at += 1) {
        const own = users[at] as StatsigUser; // within the list
        const user = own.statsigEnvironment === undefined ? own : userForRequest(own, job.tier);
        const evaluator = new SpecEvaluator(prepared, user, evaluatorOptions);
        for (let index = 0; index < coders.length; index += 1) {
          const list = codes[index];
          if (list !== undefined) list[at] = coders[index]?.codeOf(evaluator) ?? 0;
        }
        for (let index = 0; index < units.length; index += 1) {
          const unit = units[index] as UnitKey; // within the list
          addHash(hashes[index], at, evaluator.context.subject.unitText(unit));
        }
        for (const column of columns) column.add(at, own);
        hasPrivate ||= own.privateAttributes !== undefined;
        if (!areColumnsEnough) lines.push(JSON.stringify(withoutPrivate(own)));
      }
      const text = lines.join("\n");
      const redacted = isChecked ? text : redact(text);
      const blockFacts: BlockFacts = {
        users: users.length,
        outcomes: coders.map((coder) => coder.outcomes()),
        codes,
        // The text has all their values, so that a text without a key says that they have none.
        columns: columns.map((column) => column.result(redacted === text ? null : redact)),
        fields: areColumnsEnough ? fields : null,
        units: hashes,
        hasPrivate,
        unreadable,
        unreadableRows,
        rows,
      };
      return { text: areColumnsEnough ? noText : compress(redacted), facts: serialize(blockFacts) };
    },
  };
}

/** True if a cell may say of itself that it is a text, which its column does not: `"42"`, for which CSV has three quotation marks, or `'-42`. */
function hasMarkedText(csv: string): boolean {
  return csv.includes('"""') || (csv.includes("'") && /'[=+\-@\t\r\n]/.test(csv));
}

/** Somebody who changes a question asks with the same rules again. */
let lastPrepared: { readonly text: string; readonly prepared: PreparedDefinitions } | null = null;

/** Reads and prepares rules; the same ones as before are prepared already. Throws `UnreadableRules`. */
export function prepareRules({ rules, nowMs, tier }: { readonly rules: SnapshotContents; readonly nowMs: number; readonly tier: string }) {
  const prepared = lastPrepared?.text === rules.text ? lastPrepared.prepared : prepareText(rules.text);
  lastPrepared = { text: rules.text, prepared };
  const options: EvaluationOptions = {
    nowMs,
    ...(tier === "" ? {} : { tier }),
    ...(rules.idLists === null ? {} : { idLists: new Map(rules.idLists.map(({ name, hashes }) => [name, new Set(hashes)])) }),
  };
  return { prepared, options };
}

function prepareText(text: string): PreparedDefinitions {
  const read = readDefinitions(text);
  if (read.kind !== "read") throw new UnreadableRules();
  return prepareDefinitions(read.payload);
}

interface ReadRows {
  readonly users: readonly StatsigUser[];
  readonly unreadable: readonly UnreadableRow[];
  readonly unreadableRows: number;
  readonly rows: number;
}

const maxUnreadableListed = 20;

/** Rows that cannot be read are counted and listed; the rows after them are read. */
export function createRowReader({ mapping, separator }: Pick<CohortJob, "mapping" | "separator">, unitTypes: readonly string[]) {
  const fromCells = userFromCells(mapping);
  const fromObject = userFromObject(mapping, unitTypes);

  function userOf(raw: RawRow): StatsigUser | string {
    if (raw.kind === "cells")
      return raw.cells.length === mapping.length ? fromCells(raw.cells) : describeRagged(raw.cells.length, mapping.length);
    const read = raw.kind === "json" ? readValue(raw.text) : raw;
    if (read.kind === "broken") return read.problem;
    return isJsonObject(read.value) ? fromObject(read.value) : "This is no JSON object, so it is no user.";
  }

  function readRows(content: BlockContent): ReadRows {
    if (content.form === "users") return { users: content.users, unreadable: [], unreadableRows: 0, rows: content.users.length };
    const users: StatsigUser[] = [];
    const unreadable: UnreadableRow[] = [];
    let unreadableRows = 0;
    let rows = 0;
    for (const raw of rawRowsOf(content, separator)) {
      rows += 1;
      const user = userOf(raw);
      if (typeof user !== "string") users.push(user);
      else {
        unreadableRows += 1;
        if (unreadable.length < maxUnreadableListed) unreadable.push({ row: rows, reason: user });
      }
    }
    return { users, unreadable, unreadableRows, rows };
  }
  return { userOf, readRows };
}

function describeRagged(has: number, expected: number): string {
  const advice =
    has < expected ? "a separator or a quotation mark may be missing" : "a value with a separator may lack its quotation marks";
  return `It has ${has} ${has === 1 ? "column" : "columns"}, the first row has ${expected}: ${advice}.`;
}

function* rawRowsOf(content: Exclude<BlockContent, { form: "users" }>, separator: string): Generator<RawRow> {
  if (content.form === "json") {
    for (const text of content.rows) yield { kind: "json", text };
    return;
  }
  const reader = createCsvRecords(separator);
  let toSkip = content.skip;
  for (const rows of [reader.push(content.text), reader.end()])
    for (const row of rows)
      if (toSkip > 0) toSkip -= 1;
      else yield row;
}

/** Numbers the different values of one column. */
function createColumn(read: (user: StatsigUser) => string) {
  let codes = new Uint16Array();
  let values: string[] = [];
  let known = new Map<string, number>();
  /** Looking for equal values costs more than it saves in a column of IDs: its values may be listed more than once. */
  let isOfIds = false;
  return {
    begin(users: number): void {
      isOfIds = values.length > codes.length * maxSharedShare;
      codes = new Uint16Array(users);
      values = [];
      known = new Map();
    },
    add(at: number, user: StatsigUser): void {
      const cell = read(user);
      let code = isOfIds ? undefined : known.get(cell);
      if (code === undefined) {
        code = values.length;
        values.push(cell);
        if (!isOfIds) known.set(cell, code);
      }
      codes[at] = code;
    },
    result: (redact: ((text: string) => string) | null): ColumnCodes => ({
      values: packTexts(redact === null ? values : values.map(redact)),
      codes,
    }),
  };
}

/** The share of different values from which on the next block's values are not compared. */
const maxSharedShare = 0.9;

/** Numbers the outcomes of one entity. What looks the same to a caller of Statsig, from the same rule, has one number. */
function createCoder(prepared: PreparedDefinitions, { kind, name }: CohortEntity) {
  const spec = prepared.specs[kind].get(name);
  const unit = spec?.unit ?? prepared.keys.unit("userID");
  /** Where the value depends on more than the rule. */
  const isValueNeeded = spec === undefined || spec.mergesRules || prepared.mappings.size > 0 || prepared.autotunes.has(name);
  const isUnitIrrelevant = missingUnitTest(spec);
  const known = new Map<string, number>();
  /** Results that are shared by all users, whatever their value is: no key has to be made for them. */
  const shared = new Map<SpecResult, [number, number]>(spec === undefined ? [] : sharedResults(spec));
  const texts: string[] = [];
  let ofBlock: string[] = [];
  let blockCodes: number[] = [];

  function globalCode(evaluator: SpecEvaluator, result: SpecResult, isWithoutUnit: boolean): number {
    const group = evaluator.groupNameOf(kind, name, result);
    const value = isValueNeeded || result.delegate !== null ? JSON.stringify(result.value) : "";
    const unknown = result.unknown.length > 0 || result.stop !== null ? `${result.unknown.join()}${result.stop?.because}` : "";
    const key = `${result.outcome}\n${result.isOn}\n${result.ruleId}\n${result.delegate}\n${group}\n${isWithoutUnit}\n${value}\n${unknown}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const code = Math.min(texts.length, maxOutcomes);
    if (code < maxOutcomes) texts.push(JSON.stringify(outcomeOf(prepared, evaluator, { kind, name }, result, isWithoutUnit)));
    known.set(key, code);
    return code;
  }

  return {
    begin(): void {
      ofBlock = [];
      blockCodes = [];
    },
    codeOf(evaluator: SpecEvaluator): number {
      const result = evaluator.evaluate(kind, name, false);
      const isWithoutUnit = !isUnitIrrelevant(result) && hasNoUnit(evaluator, unit);
      const pair = shared.get(result);
      let code = pair?.[isWithoutUnit ? 1 : 0] ?? -1;
      if (code === -1) {
        code = globalCode(evaluator, result, isWithoutUnit);
        if (pair !== undefined) pair[isWithoutUnit ? 1 : 0] = code;
      }
      const inBlock = blockCodes[code];
      if (inBlock !== undefined) return inBlock;
      const next = ofBlock.length;
      ofBlock.push(texts[code] ?? "");
      blockCodes[code] = next;
      return next;
    },
    outcomes: (): readonly string[] => ofBlock,
  };
}

const maxOutcomes = 65_535;

/** Returns a test of results: true if a missing ID cannot have mattered, because a rule decided that divides nobody. */
function missingUnitTest(spec: PreparedSpec | undefined): (result: SpecResult) => boolean {
  const undivided = new Set(
    (spec?.rules ?? []).flatMap(({ id, bucket, delegate, isExperimentGroup, conditions }) => {
      const isDivided = bucket !== null || delegate !== null || conditions.some((each) => each.kind === "value" && each.bucket !== null);
      return isDivided || isExperimentGroup ? [] : [id];
    }),
  );
  return ({ outcome, isOn, ruleId }) =>
    outcome === "missing" || outcome === "unknown" || (outcome === "matched" && isOn && undivided.has(ruleId));
}

function hasNoUnit({ context }: SpecEvaluator, unit: UnitKey): boolean {
  return context.subject.unitText(unit) === "";
}

function sharedResults({ rules, noRule }: PreparedSpec): [SpecResult, [number, number]][] {
  return [noRule, ...rules.flatMap(({ inside, outside }) => [inside, outside])].map((result) => [result, [-1, -1]]);
}

function outcomeOf(
  prepared: PreparedDefinitions,
  evaluator: SpecEvaluator,
  { kind, name }: CohortEntity,
  result: SpecResult,
  isWithoutUnit: boolean,
): CohortOutcome {
  const { state, value, ruleId, groupName, allocatedExperiment, unknownReasons } = evaluationOf(evaluator, kind, name, result);
  const decidingSpec = allocatedExperiment === null ? prepared.specs[kind].get(name) : prepared.specs.config.get(allocatedExperiment);
  const rules = decidingSpec?.rules.filter(({ id }) => id === ruleId) ?? [];
  const [rule] = rules.length === 1 ? rules : [];
  return {
    ...{ state, ruleId, groupName, allocatedExperiment, value, isWithoutUnit },
    ruleNumber: rule?.number ?? null,
    ruleName: rule?.name ?? rule?.groupName ?? null,
    decidedBy: decidedBy(result),
    unknownReasons: [...unknownReasons],
  };
}

function decidedBy({ outcome }: SpecResult): CohortOutcome["decidedBy"] {
  switch (outcome) {
    case "matched":
      return "rule";
    case "outside_percentage":
      return "outside";
    default:
      return outcome;
  }
}

function addHash(hashes: UnitHashes | undefined, at: number, text: string): void {
  if (text === "" || hashes === undefined) return;
  const { low, high } = hashUnit(text);
  hashes.low[at] = low;
  hashes.high[at] = high;
}
