import statsigNode from "statsig-node";
import { StatsigContext } from "statsig-node/dist/utils/StatsigContext.js";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";

/** The JavaScript engine's answer for one user and one name. */
export interface JavaScriptRow {
  readonly value: JsonValue;
  readonly ruleId: string;
  readonly groupName: string | null;
  readonly allocatedExperiment: string | null;
  readonly secondaryExposures: readonly JsonValue[];
}

/** Statsig's official JavaScript SDK with definitions of the v1 form, in process and without a network. */
export interface JavaScriptEngine {
  /** False if the SDK refuses the definitions and answers nothing. */
  readonly isLoaded: boolean;
  /** Throws what the engine throws; its SDK then answers false or nothing. */
  evaluate(user: JsonObject, kind: "gate" | "config" | "layer", name: string): JavaScriptRow;
  close(): Promise<void>;
}

interface Inside {
  readonly _evaluator: Record<"checkGate" | "getConfig" | "getLayer", (user: object, name: string, context: object) => SdkEvaluation> & {
    readonly store: { getInitReason(): string; readonly store: { readonly idLists: Record<string, object> } };
  };
  _normalizeUser(user: object, options: object): object;
  readonly _options: object;
}

interface SdkEvaluation {
  readonly value: boolean;
  readonly json_value: JsonValue | undefined;
  readonly rule_id: string | undefined;
  readonly group_name: string | null;
  readonly config_delegate: string | null | undefined;
  readonly secondary_exposures: readonly JsonValue[];
}

/** Starts the engine. ID lists are sets of hashes, by name. */
export async function startJavaScriptEngine(
  definitions: JsonObject,
  idLists: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
): Promise<JavaScriptEngine> {
  const server = new statsigNode.StatsigServer("secret-test", {
    localMode: true,
    bootstrapValues: JSON.stringify(definitions),
    // localMode does not stop the SDK's error reports; this option does (statsig-http.md §12).
    disableAllLogging: true,
    disableDiagnostics: true,
    disableRulesetsSync: true,
    disableIdListsSync: true,
    logger: { logLevel: "none", warn() {}, error() {} },
  });
  await server.initializeAsync();
  // The SDK returns exposures of gates, and takes ID lists, inside only.
  const inside = server as unknown as Inside;
  const { store } = inside._evaluator;
  for (const [name, members] of idLists)
    store.store.idLists[name] = { ids: Object.fromEntries([...members].map((member) => [member, true])), readBytes: 0 };
  return {
    isLoaded: store.getInitReason() === "Bootstrap",
    evaluate(user, kind, name) {
      const normal = inside._normalizeUser(structuredClone(user), inside._options);
      const method = kind === "gate" ? "checkGate" : kind === "config" ? "getConfig" : "getLayer";
      const found = inside._evaluator[method](normal, name, StatsigContext.new({ caller: "test" }));
      return {
        value: kind === "gate" ? found.value : objectOrList(found.json_value),
        ruleId: found.rule_id ?? "",
        groupName: kind === "gate" ? null : (found.group_name ?? null),
        allocatedExperiment: kind === "layer" ? (found.config_delegate ?? null) : null,
        secondaryExposures: found.secondary_exposures,
      };
    },
    close: () => server.shutdownAsync(),
  };
}

/** The SDK makes `{}` of any other value. */
function objectOrList(value: JsonValue | undefined): JsonValue {
  return typeof value === "object" && value !== null ? value : {};
}
