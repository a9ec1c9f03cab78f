import { prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import type { Services } from "#services/services.ts";
import type { SpecKind } from "#shared/domain/evaluation/spec-kind.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { applyDraft } from "#shared/domain/rules-draft/apply-draft.ts";
import { type ConsoleVersion, consoleVersionLimit, type VersionedKind } from "#shared/domain/rules-draft/console-version.ts";
import { UnusableArguments } from "../arguments.ts";
import type { Terminal } from "../terminal.ts";

/** One version of a gate or dynamic config in the console of a project. */
export interface AskedVersion {
  readonly project: Project;
  /** Null for the one that has the name. */
  readonly kind: SpecKind | null;
  readonly name: string;
  readonly number: string;
}

/**
 * Returns the newest rules of a project with one version of the console. Notes what such rules do not cover. Throws `UnusableArguments` that says why this
 * version cannot be evaluated: no console key, no such version, or a version that cannot be converted for certain.
 */
export async function rulesWithConsoleVersion(
  rules: JsonObject,
  { project, kind, name, number }: AskedVersion,
  { consoleVersions }: Pick<Services, "consoleVersions">,
  terminal: Terminal,
): Promise<JsonObject> {
  const request = { projectId: project.id, kind: versionedKind(rules, kind, name, project), name, again: false };
  const { hasKey, versions, total, problem } = await consoleVersions.read(request, terminal.signal);
  if (!hasKey)
    throw new UnusableArguments(`${project.name} has no console key that can be used now, so the versions of ${name} cannot be read.`);
  if (problem !== null) throw new UnusableArguments(problem);
  const version = versions.find((each) => each.number === number);
  if (version === undefined) throw new UnusableArguments(noSuchVersion(name, number, versions, total));
  if (version.rules.is === "refused")
    throw new UnusableArguments(`Version ${number} of ${name} cannot be evaluated for certain. ${version.rules.reason}`);
  const applied = applyDraft(rules, version.rules.edits);
  if (applied.is === "does_not_fit")
    throw new UnusableArguments(
      `Version ${number} of ${name} does not fit the newest rules: ${applied.misfits.map((misfit) => misfit.problem).join(" ")}`,
    );
  terminal.note(consoleVersionLimit);
  return applied.payload;
}

/** Returns the kind under which the console lists the name. Throws `UnusableArguments` for other kinds, and for a name that the rules lack. */
function versionedKind(rules: JsonObject, kind: SpecKind | null, name: string, { name: projectName }: Project): VersionedKind {
  const { specs } = prepareDefinitions(rules);
  if (kind !== "config" && kind !== "layer" && specs.gate.has(name)) return "gate";
  if (kind !== "gate" && kind !== "layer" && specs.config.get(name)?.entity === "dynamic_config") return "config";
  const hasName = specs.gate.has(name) || specs.config.has(name) || specs.layer.has(name);
  throw new UnusableArguments(
    hasName
      ? `The console has versions of gates and dynamic configs only, and ${name} is neither.`
      : `The rules of ${projectName} contain no “${name}”.`,
  );
}

function noSuchVersion(name: string, number: string, versions: readonly ConsoleVersion[], total: number | null): string {
  const known = versions.flatMap((version) => version.number ?? []);
  if (known.length === 0) return `The console lists no version of ${name} by its number.`;
  const read = total !== null && total > versions.length ? `the newest ${versions.length} of ${total} are` : "they are";
  return `The console lists no version ${number} of ${name}; ${read} ${known.join(", ")}.`;
}
