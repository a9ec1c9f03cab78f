import type { EntityKind } from "#shared/domain/evaluation.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json.ts";
import type { KnownName } from "#shared/domain/known-name.ts";

/** A project's rules as Statsig publishes them to server SDKs (statsig-evaluation.md §2): the payload as it came, and the names in it. */
export interface Definitions {
  readonly format: "v1" | "v2";
  readonly payload: JsonObject;
  readonly names: readonly KnownName[];
  /** Statsig's own time of the last change; null where the payload does not say. */
  readonly timeMs: number | null;
}

export type DefinitionsReading =
  | { readonly kind: "read"; readonly definitions: Definitions }
  /** `problem` is a clause that says what came instead. */
  | { readonly kind: "unusable"; readonly problem: string };

/**
 * Reads an answer of download_config_specs. v1 has arrays of specs, v2 maps of them (statsig-http.md §11); one that cannot be used is told of, never thrown,
 * and a single spec without a usable name is passed over.
 */
export function readDefinitions(body: string): DefinitionsReading {
  if (body.trim() === "") return unusable("the answer is empty");
  const payload = parseJson(body);
  if (payload === undefined) return unusable(`the answer is not JSON: it begins with “${beginning(body)}”`);
  if (!isJsonObject(payload)) return unusable(`the answer is ${typeInWords(payload)} where an object of definitions was expected`);
  const { feature_gates: gates, dynamic_configs: configs, layer_configs: layers } = payload;
  if (gates === undefined && payload.has_updates === false)
    return unusable("Statsig answered that nothing has changed, and sent no definitions");
  const format = formatOf(gates);
  if (format === null) return unusable(`“feature_gates” is ${typeInWords(gates)} where a map or a list of gates was expected`);

  const layerOf = layersOfExperiments(payload);
  const names = [
    ...specsOf(gates).map((spec) => knownName(spec, "gate")),
    ...specsOf(configs).map((spec) => ({ ...knownName(spec, configKind(spec)), layerName: layerOf.get(spec.name) ?? null })),
    ...specsOf(layers).map((spec) => knownName(spec, "layer")),
    ...specsOf(payload.cmab_configs).map((spec) => knownName({ ...spec, entity: spec.entity ?? "autotune" }, "ranked")),
  ].filter(({ entity, name }) => !isSegment(entity, name));
  return { kind: "read", definitions: { format, payload, names, timeMs: typeof payload.time === "number" ? payload.time : null } };
}

interface NamedSpec {
  readonly name: string;
  readonly entity: string | null;
  readonly idType: string | null;
}

/** Segments are evaluated inside gates only; the HTTP API cannot be asked for one (statsig-http.md §4). */
function isSegment(entity: string | null, name: string): boolean {
  return entity === "segment" || name.startsWith("segment:");
}

function knownName({ name, entity, idType }: NamedSpec, kind: EntityKind): KnownName {
  return { kind, name, source: "definitions", entity, idType, layerName: null };
}

function configKind({ entity }: NamedSpec): EntityKind {
  return entity === "experiment" || entity === "autotune" ? "experiment" : "config";
}

function formatOf(gates: JsonValue | undefined): Definitions["format"] | null {
  if (Array.isArray(gates)) return "v1";
  return isJsonObject(gates) ? "v2" : null;
}

function specsOf(specs: JsonValue | undefined): NamedSpec[] {
  const named: [JsonValue | undefined, JsonValue][] = Array.isArray(specs)
    ? specs.map((spec) => [isJsonObject(spec) ? spec.name : undefined, spec])
    : isJsonObject(specs)
      ? Object.entries(specs)
      : [];
  return named.flatMap(([name, spec]) =>
    typeof name === "string" && name !== "" && isJsonObject(spec)
      ? [{ name, entity: textOf(spec.entity), idType: textOf(spec.idType) }]
      : [],
  );
}

/** v2 maps each experiment to its layer, v1 lists each layer's experiments. */
function layersOfExperiments({ experiment_to_layer: toLayer, layers }: JsonObject): ReadonlyMap<string, string> {
  const pairs = isJsonObject(toLayer)
    ? Object.entries(toLayer)
    : isJsonObject(layers)
      ? Object.entries(layers).flatMap(([layer, experiments]) =>
          Array.isArray(experiments) ? experiments.map((experiment): [JsonValue, JsonValue] => [experiment, layer]) : [],
        )
      : [];
  return new Map(pairs.filter((pair): pair is [string, string] => pair.every((part) => typeof part === "string")));
}

function parseJson(body: string): JsonValue | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function unusable(problem: string): DefinitionsReading {
  return { kind: "unusable", problem };
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function beginning(body: string): string {
  return body.trim().slice(0, 40);
}

function typeInWords(value: JsonValue | undefined): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
