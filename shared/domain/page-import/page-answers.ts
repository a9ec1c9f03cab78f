import type { CompareEntity } from "../comparison/compare-request.ts";
import { readInitialize, readInitializeProblem } from "../evaluation/answers/initialize-answers.ts";
import type { Answer } from "../evaluation/evaluation.ts";
import { djb2 } from "../evaluation/name-hash.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { isJsonObject, isSameJson, type JsonObject, type JsonValue } from "../json/json.ts";
import type { PageUser } from "../user/pasted/page-copy.ts";

/** An answer that the page had. */
export interface PageAnswer {
  /** What Statsig had answered to the page. */
  readonly answer: Answer;
  /** The answer with the value of the page's local override; null if none changes it. */
  readonly overridden: Answer | null;
}

export type PageAnswers =
  | { readonly kind: "read"; readonly answers: readonly PageAnswer[]; readonly unknownNames: number }
  /** The client had no values, or none that can be read. */
  | { readonly kind: "none"; readonly because: string };

/** Reads the values of a page's user. Their names are hashed; `known` are the names of the project, of which those are found. */
export function readPageAnswers({ values, overrides, receivedAtMs }: PageUser, known: readonly CompareEntity[]): PageAnswers {
  if (values === null) return { kind: "none", because: "The client had not received any yet, or was offline." };
  const atMs = receivedAtMs ?? 0;
  const names = known.map(({ kind, name }) => ({
    kind,
    name,
    source: "definitions" as const,
    entity: null,
    idType: null,
    layerName: null,
  }));
  const byHash = new Map(known.map(({ name }) => [djb2(name), name]));
  const received = {
    exchange: { ...answeredExchange, atMs },
    body: JSON.stringify(values),
    context: {
      ...{ atMs, isLogging: false, provenanceKind: "live" as const, tier: "", keyKind: "client" as const },
      catalog: { names, definitionsAtMs: null, problem: null, nextStep: null },
    },
  };
  const problem = readInitializeProblem(received);
  if (problem !== null) return { kind: "none", because: "They have a form that cannot be read." };
  const all = readInitialize({ ...received, resolveName: (hash) => byHash.get(hash) ?? null });
  const place = new Map<string, number>(known.map(({ kind, name }, at) => [`${kind} ${name}`, at]));
  const placeOf = ({ kind, name }: Answer) => place.get(`${kind} ${name}`) ?? -1;
  const answers = all
    .filter((answer) => placeOf(answer) >= 0)
    // In the order of the rules: the response has that of the hashes.
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    // No exchange of the history has them.
    .map((answer): Answer => ({ ...answer, exchangeId: null, httpStatus: null }));
  return {
    kind: "read",
    answers: answers.map((answer) => ({ answer, overridden: withOverride(answer, overrides) })),
    unknownNames: all.length - answers.length,
  };
}

/** Initialize's reader takes an exchange; the page had a response with status 200. */
const answeredExchange: Exchange = {
  ...{ id: "", atMs: 0, endpoint: "initialize", method: "POST", url: "" },
  request: { headers: [], body: null, bodyBytes: 0 },
  outcome: { kind: "answered", status: 200, statusText: "", headers: [], body: "", bodyBytes: 0, isCut: false },
  timing: { phases: [], totalMs: 0, isReusedConnection: false, via: "" },
  hops: [],
};

/** The members of `getAllOverrides()` of `@statsig/js-local-overrides`, by the kind of a name. A config's override may be set for an experiment, and the reverse. */
const overrideMembers = {
  gate: ["gate"],
  config: ["dynamicConfig", "experiment"],
  experiment: ["experiment", "dynamicConfig"],
  layer: ["layer"],
  ranked: [],
} as const;

function withOverride(answer: Answer, overrides: JsonObject | null): Answer | null {
  const value = overrideMembers[answer.kind]
    .map((member) => memberOf(overrides?.[member], answer.name))
    .find((found) => found !== undefined);
  if (value === undefined || isSameJson(value, answer.value)) return null;
  if (answer.kind === "gate") return typeof value === "boolean" ? { ...answer, value, state: value ? "pass" : "fail" } : null;
  return isJsonObject(value) ? { ...answer, value, state: "value", groupName: null } : null;
}

/** The override of a name, which the client keeps under the name and under its hash. */
function memberOf(overrides: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!isJsonObject(overrides)) return undefined;
  const found = [name, djb2(name)].find((each) => Object.hasOwn(overrides, each));
  return found === undefined ? undefined : overrides[found];
}
