import { type Answer, type EntityKind, EntityKindSchema, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { djb2 } from "#shared/domain/evaluation/name-hash.ts";
import type { ExposurePreview, ExposurePreviewRow, InspectedNames } from "#shared/domain/events/exposure-preview.ts";
import { sentUser } from "#shared/domain/events/statsig-event.ts";
import { isSameDecision } from "#shared/domain/explanation/same-decision.ts";
import { canUseKey, findKeyFor } from "#shared/domain/project/key-use.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { unitIds } from "#shared/domain/user/statsig-user.ts";
import { newActionId } from "../../action-id.ts";
import type { Evaluate } from "../../evaluate/evaluate.ts";
import type { Explain } from "../../explain/explain.ts";
import type { KeyVault } from "../../keys/key-vault.ts";
import type { Clock } from "../../ports.ts";
import type { Projects } from "../../projects/projects.ts";
import type { OutboxThread } from "../outbox/project-queues.ts";

export interface InspectorParts {
  readonly projects: Pick<Projects, "require">;
  readonly vault: Pick<KeyVault, "list">;
  readonly evaluate: Pick<Evaluate, "check" | "everything">;
  readonly explain: Pick<Explain, "exposures">;
  readonly thread: OutboxThread;
  readonly clock: Clock;
}

const maxWrittenPerName = 20;
const maxWritten = 100;

/** Returns what logged checks would write for a user, without logging anything. Throws `NoSuchThing` for the project. */
export async function inspectExposures(
  parts: InspectorParts,
  { request, names }: { readonly request: EvaluationRequest; readonly names: InspectedNames },
  signal?: AbortSignal,
): Promise<ExposurePreview> {
  const { projects, thread, clock } = parts;
  const project = projects.require(request.projectId);
  const silent: EvaluationRequest = { ...request, isLogging: false, actionId: request.actionId ?? newActionId() };
  const units = unitIds(sentUser(null, request));
  const wanted = EntityKindSchema.options.flatMap((kind) => [...new Set(names[kind] ?? [])].map((name) => ({ kind, name })));

  const initialized = await fetchInitialize(parts, project, silent, signal);
  const found = new Map(wanted.map(({ kind, name }) => [keyOf(kind, name), findAnswer(initialized.answers, kind, name)]));
  const missing = wanted.filter(({ kind, name }) => found.get(keyOf(kind, name)) === undefined);
  // A name that initialize does not contain is checked: it may be a layer of another target app, or it does not exist.
  const checked = new Map<string, Answer>();
  for (const [kind, ofKind] of Map.groupBy(missing, (each) => each.kind)) {
    const { answers } = await parts.evaluate.check({ ...silent, question: { kind, names: ofKind.map(({ name }) => name) } }, signal);
    for (const answer of answers) checked.set(keyOf(kind, answer.name), answer);
  }
  await addSecondaryExposures(parts, silent, checked, signal);

  const rows = await Promise.all(
    wanted.map(async ({ kind, name }): Promise<ExposurePreviewRow | null> => {
      const fromInitialize = found.get(keyOf(kind, name));
      const answer = fromInitialize ?? checked.get(keyOf(kind, name));
      if (answer === undefined) return null;
      const written = await thread.call("writtenFor", { projectId: project.id, units, names: [name], limit: maxWrittenPerName });
      const primary = primaryExposure({ ...answer, name });
      return {
        kind,
        name,
        answer: { ...answer, name, isNameHashed: false },
        primary,
        secondary: primary === null ? null : answer.secondaryExposures,
        written: written.rows,
        writtenCount: written.count,
      };
    }),
  );
  const written = await thread.call("writtenFor", { projectId: project.id, units, names: null, limit: maxWritten });
  return {
    userLabel: request.userLabel,
    tier: request.tier,
    atMs: clock.nowMs(),
    method: initialized.answers.length > 0 ? "initialize" : "checks",
    rows: rows.filter((row) => row !== null),
    written: written.rows,
    writtenCount: written.count,
    problem: initialized.problem,
  };
}

/** Adds what checks do not return (secondary exposures, some rule IDs) from the definitions, if these give the same answer. */
async function addSecondaryExposures(
  { explain }: InspectorParts,
  request: EvaluationRequest,
  checked: Map<string, Answer>,
  signal?: AbortSignal,
): Promise<void> {
  const of = [...checked.values()].flatMap(({ kind, name, state }) => (kind === "ranked" || !isAnswered(state) ? [] : [{ kind, name }]));
  if (of.length === 0) return;
  const { projectId, tier, user } = request;
  for (const explained of await explain.exposures({ projectId, tier, user, snapshotId: null, of }, signal)) {
    const key = keyOf(explained.kind, explained.name);
    const answer = checked.get(key);
    if (answer === undefined || !isSameDecision(answer, explained)) continue;
    const { secondaryExposures, ruleId } = explained;
    checked.set(key, { ...answer, ruleId: answer.ruleId ?? ruleId, secondaryExposures: secondaryExposures && [...secondaryExposures] });
  }
}

/** Calls initialize. Only its answers contain secondary exposures, and it requires a client key (statsig-http.md §1, §9.3). */
async function fetchInitialize(
  { vault, evaluate }: InspectorParts,
  project: Project,
  silent: EvaluationRequest,
  signal?: AbortSignal,
): Promise<{ answers: Answer[]; problem: string | null }> {
  const keys = vault.list(project.id);
  const selected = keys.find(({ id, kind }) => id === silent.keyId && canUseKey(kind, "initialize"));
  const keyId = (selected ?? findKeyFor("initialize", keys))?.id ?? null;
  if (keyId === null && project.kind !== "sandbox") return { answers: [], problem: null };
  const stream = evaluate.everything({ ...silent, keyId, kinds: [] }, signal);
  const answers: Answer[] = [];
  for (;;) {
    const next = await stream.next();
    if (next.done)
      return { answers, problem: next.value.problem === null ? null : `The initialize request failed: ${next.value.problem.because}.` };
    answers.push(...next.value.answers);
  }
}

/** Configs and experiments share one namespace, and only Statsig knows which of them a name is. */
function findAnswer(answers: readonly Answer[], kind: EntityKind, name: string): Answer | undefined {
  const kinds = kind === "config" || kind === "experiment" ? ["config", "experiment"] : [kind];
  const hash = djb2(name);
  return answers.find((answer) => kinds.includes(answer.kind) && answer.name === (answer.isNameHashed ? hash : name));
}

/** Composes the exposure as SDKs send it (statsig-http.md §10.2). A check does not return every rule; unknown fields are left out. */
function primaryExposure({
  kind,
  name,
  state,
  value,
  ruleId,
  allocatedExperiment,
  secondaryExposures,
}: Answer): ExposurePreviewRow["primary"] {
  if (!isAnswered(state)) return null;
  const isRuleKnown = ruleId !== null || secondaryExposures !== null;
  const rule = isRuleKnown ? { ruleID: ruleId ?? "" } : {};
  switch (kind) {
    case "gate":
      return { eventName: "statsig::gate_exposure", metadata: { gate: name, gateValue: String(value === true), ...rule } };
    case "config":
    case "experiment":
      return { eventName: "statsig::config_exposure", metadata: { config: name, ...rule } };
    case "layer":
      return { eventName: "statsig::layer_exposure", metadata: { config: name, ...rule, allocatedExperiment: allocatedExperiment ?? "" } };
    case "ranked":
      return null;
  }
}

function keyOf(kind: EntityKind, name: string): string {
  return `${kind} ${name}`;
}
