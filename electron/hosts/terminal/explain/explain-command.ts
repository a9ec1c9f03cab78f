import type { PreparedDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import { cautionsOn, evaluatorFor, type UserEvaluator } from "#services/explain/engine/engine.ts";
import { explainParameters } from "#services/explain/engine/parameter-stores.ts";
import { isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import type { SpecTrace } from "#shared/domain/explanation/explanation.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { UnusableArguments } from "../arguments.ts";
import { readDefinitionsFile, readIdLists } from "../input/definitions-files.ts";
import { readUsers } from "../input/read-user.ts";
import { describeMissingNames } from "../missing-names.ts";
import { createPrinter } from "../printer.ts";
import type { Terminal } from "../terminal.ts";
import { type ExplainedEntity, type ExplainOptions, explainUsage, readExplainOptions } from "./explain-options.ts";
import { printedParameters } from "./printed-parameters.ts";
import type { ExplainedToSave } from "./save-explained-case.ts";

/** Evaluates a definitions file for a stream of users, of which one at a time is in memory. Returns the exit code. */
export async function explainCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = readExplainOptions(args);
  if (options === null) {
    terminal.print(explainUsage);
    return 0;
  }
  const { prepared, payload } = await readDefinitionsFile(options.specsFile, terminal);
  const known = entitiesOf(prepared);
  const entities = entitiesToEvaluate(known, options);
  const evaluation = {
    nowMs: options.nowMs ?? terminal.clock.nowMs(),
    idLists: options.idListsFolder === null ? undefined : await readIdLists(options.idListsFolder, terminal),
    tier: options.tier ?? undefined,
    appId: options.appId ?? undefined,
  };
  const printer = createPrinter(terminal);
  let user = 0;
  let first: StatsigUser | null = null;
  let areAnswered = true;
  try {
    for await (const person of readUsers(options.usersFile, terminal)) {
      if (terminal.signal.aborted) return 1;
      const evaluator = evaluatorFor(prepared, person, evaluation);
      const forApp = evaluator.targetApp === null ? {} : { target_app: evaluator.targetApp };
      for (const entity of entities) {
        const explained = explainEntity(prepared, evaluator, entity, options.isTracing);
        areAnswered &&= explained.isAnswered;
        await printer.print(JSON.stringify({ user, ...forApp, kind: entity.kind, name: entity.name, ...explained.fields }));
      }
      first ??= person;
      user += 1;
      if (options.saveCase !== null && user > 1)
        throw new UnusableArguments("--save-case saves the answers of one user; the file has more.");
    }
  } finally {
    await printer.flush();
  }
  if (options.saveCase !== null && first !== null)
    await saveExplained({ save: options.saveCase, user: first, payload, entities, evaluation, specsFile: options.specsFile }, terminal);
  return warnOfMissingNames({ entities, known }, options, terminal) || !areAnswered || prepared.refusal !== null ? 1 : 0;
}

async function saveExplained(
  given: Omit<ExplainedToSave, "entities" | "stores"> & { readonly entities: readonly Entity[] },
  terminal: Terminal,
): Promise<void> {
  const { saveExplainedCase } = await import("./save-explained-case.ts");
  const entities = given.entities.flatMap(({ kind, name }) => (kind === "parameter_store" ? [] : [{ kind, name }]));
  const stores = given.entities.flatMap(({ kind, name }) => (kind === "parameter_store" ? [name] : []));
  if (given.entities.length === 0) throw new UnusableArguments("No case was saved: these definitions have none of these names.");
  await saveExplainedCase({ ...given, entities, stores }, terminal);
}

interface Entity {
  readonly kind: ExplainedEntity;
  readonly name: string;
}

/** Returns all entities, in the order of the definitions. */
function entitiesOf({ listed, parameterStores }: PreparedDefinitions): Entity[] {
  return [...listed, ...[...parameterStores.keys()].map((name): Entity => ({ kind: "parameter_store", name }))];
}

function entitiesToEvaluate(known: readonly Entity[], { kind, names }: ExplainOptions): Entity[] {
  return known.filter((entry) => (kind === null || entry.kind === kind) && (names.size === 0 || names.has(entry.name)));
}

/** Returns whether the definitions lack any of the names. */
function warnOfMissingNames(
  { entities, known }: { readonly entities: readonly Entity[]; readonly known: readonly Entity[] },
  { kind, names, specsFile }: ExplainOptions,
  { log }: Terminal,
): boolean {
  const found = new Set(entities.map(({ name }) => name));
  const missing = [...names].filter((name) => !found.has(name));
  if (missing.length > 0) log.warn(describeMissingNames(`${specsFile} does not contain`, { names: missing, kind, known }));
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

function explainStore(prepared: PreparedDefinitions, evaluator: UserEvaluator, name: string) {
  const { refusal } = prepared;
  const printed = printedParameters(explainParameters(prepared, name, evaluator) ?? []);
  return { fields: { ...printed, ...(refusal !== null && { cautions: [refusal] }) }, isAnswered: true };
}
