import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describeUnusableFile, readDefinitions } from "#services/definitions/definitions.ts";
import { readIdListPiece, withChanges } from "#services/definitions/id-list-text.ts";
import { type PreparedDefinitions, prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import { cautionsOn, evaluatorFor, type UserEvaluator } from "#services/explain/engine/engine.ts";
import { explainParameters } from "#services/explain/engine/parameter-stores.ts";
import { isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import type { SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { UnusableArguments } from "./arguments.ts";
import { type ExplainedEntity, type ExplainOptions, explainUsage, readExplainOptions } from "./explain-options.ts";
import { readSource } from "./read-source.ts";
import { readUsers } from "./read-user.ts";
import type { Terminal } from "./terminal.ts";

/** Evaluates a definitions file for a stream of users, of which one at a time is in memory. Returns the exit code. */
export async function explainCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = readExplainOptions(args);
  if (options === null) {
    terminal.print(explainUsage);
    return 0;
  }
  const prepared = await readSpecs(options.specsFile, terminal);
  const entities = entitiesToEvaluate(prepared, options);
  const evaluation = {
    nowMs: options.nowMs ?? terminal.clock.nowMs(),
    idLists: options.idListsFolder === null ? undefined : await readIdLists(options.idListsFolder, terminal),
    tier: options.tier ?? undefined,
    appId: options.appId ?? undefined,
  };
  const printer = createPrinter(terminal);
  let user = 0;
  let areAnswered = true;
  try {
    for await (const person of readUsers(options.usersFile, terminal)) {
      if (terminal.signal.aborted) return 1;
      const evaluator = evaluatorFor(prepared, person, evaluation);
      for (const entity of entities) {
        const explained = explainEntity(prepared, evaluator, entity, options.isTracing);
        areAnswered &&= explained.isAnswered;
        await printer.print(JSON.stringify({ user, kind: entity.kind, name: entity.name, ...explained.fields }));
      }
      user += 1;
    }
  } finally {
    await printer.flush();
  }
  return warnOfMissingNames(entities, options, terminal) || !areAnswered || prepared.refusal !== null ? 1 : 0;
}

interface Entity {
  readonly kind: ExplainedEntity;
  readonly name: string;
}

/** Returns the entities in the order of the definitions. */
function entitiesToEvaluate({ listed, parameterStores }: PreparedDefinitions, { kind, names }: ExplainOptions): Entity[] {
  const stores = [...parameterStores.keys()].map((name): Entity => ({ kind: "parameter_store", name }));
  return [...listed, ...stores].filter((entry) => (kind === null || entry.kind === kind) && (names.size === 0 || names.has(entry.name)));
}

/** Returns whether the definitions lack any of the names. */
function warnOfMissingNames(entities: readonly Entity[], { names, specsFile }: ExplainOptions, { log }: Terminal): boolean {
  const known = new Set(entities.map(({ name }) => name));
  const missing = [...names].filter((name) => !known.has(name));
  if (missing.length > 0) log.warn(`${specsFile} does not contain ${missing.join(", ")}.`);
  return missing.length > 0;
}

/** Returns the fields of a result. Pipelines depend on their names: never rename one. */
function explainEntity(prepared: PreparedDefinitions, evaluator: UserEvaluator, { kind, name }: Entity, isTracing: boolean) {
  if (kind === "parameter_store") return explainStore(prepared, evaluator, name);
  const explained = isTracing ? evaluator.explain(kind, name) : null;
  const { state, value, ruleId, groupName, allocatedExperiment, secondaryExposures, unknownReasons } =
    explained ?? evaluator.evaluate(kind, name);
  // Initialize returns no secondary exposures for segments and holdouts.
  const isInInitialize = !["segment", "holdout"].includes(prepared.specs[kind].get(name)?.entity ?? "");
  const dropped = prepared.dropped.get(`${kind} ${name}`);
  const cautions = [...cautionsOn(prepared, kind, name), ...(dropped === undefined ? [] : [`Server SDKs drop it: ${dropped}.`])];
  const fields = {
    value,
    rule_id: ruleId,
    group_name: kind === "gate" ? null : groupName,
    ...(kind === "layer" && { allocated_experiment_name: allocatedExperiment }),
    secondary_exposures: isInInitialize ? secondaryExposures : null,
    state,
    ...(unknownReasons.length > 0 && { unknown: unknownReasons }),
    ...(cautions.length > 0 && { cautions }),
    ...(explained !== null && { because: explained.because, trace: explained.trace satisfies SpecTrace }),
  };
  return { fields, isAnswered: isAnswered(state) };
}

/** The parameters without a value are missing in `value`, as in an SDK, which then gives the caller's default. */
function explainStore(prepared: PreparedDefinitions, evaluator: UserEvaluator, name: string) {
  const parameters = explainParameters(prepared, name, evaluator) ?? [];
  const { refusal } = prepared;
  const fields = {
    value: Object.fromEntries(parameters.filter(({ isPresent }) => isPresent).map((parameter) => [parameter.name, parameter.value])),
    state: "value",
    ...(refusal !== null && { cautions: [refusal] }),
    parameters: parameters.map(({ isPresent: _, ...parameter }) => parameter),
  };
  return { fields, isAnswered: true };
}

async function readSpecs(file: string, terminal: Terminal): Promise<PreparedDefinitions> {
  const reading = readDefinitions(await readSource(file, terminal));
  if (reading.kind === "unusable") throw new UnusableArguments(describeUnusableFile(file, reading.problem));
  if (reading.kind === "nothing_newer")
    throw new UnusableArguments(`${file} contains no definitions: “has_updates” is false, which only says that nothing has changed.`);
  const prepared = prepareDefinitions(reading.payload);
  if (prepared.listed.length + prepared.parameterStores.size === 0)
    throw new UnusableArguments(`${file} contains no definitions: its lists of gates, configs and layers are empty.`);
  if (prepared.refusal !== null) terminal.log.warn(`${file}: ${prepared.refusal} What is printed is what the rest of them says.`);
  return prepared;
}

/** Reads the ID lists of a folder: each file has the name of its list, and lines that add or remove a member by its hash (statsig-http.md §11.2). */
async function readIdLists(folder: string, terminal: Terminal): Promise<Map<string, ReadonlySet<string>>> {
  const lists = new Map<string, ReadonlySet<string>>();
  const entries = await readdir(folder, { withFileTypes: true }).catch((failure: unknown) => refuse(folder, failure));
  for (const entry of entries.filter((each) => each.isFile()))
    lists.set(
      entry.name,
      withChanges(new Set(), readIdListPiece(await readSource(join(folder, entry.name), terminal), { endsFile: true })),
    );
  return lists;
}

function refuse(file: string, failure: unknown): never {
  const code = failure instanceof Error && "code" in failure ? String(failure.code) : "";
  if (code === "") throw failure;
  throw new UnusableArguments(code === "ENOENT" ? `There is no file or folder ${file}.` : `${file} cannot be read (${code}).`);
}

const maxBuffered = 65_536;

/** Prints lines in larger pieces, and waits for the reader after each, so that unread output does not fill the memory. */
function createPrinter({ print, drained }: Terminal) {
  let buffer: string[] = [];
  let length = 0;
  const flush = async () => {
    if (length > 0) print(buffer.join(""));
    buffer = [];
    length = 0;
    await drained();
  };
  return {
    async print(line: string): Promise<void> {
      buffer.push(line, "\n");
      length += line.length + 1;
      if (length >= maxBuffered) await flush();
    },
    flush,
  };
}
