import type { SpecTrace } from "./explanation.ts";
import type { ConsoleOverrides, UserOverride } from "./user-override.ts";
import { overrideSentence } from "./user-override-text.ts";

/** What the console says on the overrides of one explanation. */
export interface OverrideNotes {
  readonly title: string;
  /** One sentence each. */
  readonly lines: readonly string[];
}

/** The titles, the strongest first. */
export const overrideTitles = {
  decides: "An override decides this.",
  without: "An override in the console has no effect here.",
  nested: "An override in the console names this user in what this uses.",
  notListed: "An override decides this, which the console does not list.",
} as const;

/**
 * Returns what the overrides of the console have to do with an explained entity, or with one that its rules use; null if nothing. An override of the rules on
 * this machine that the console does not list was removed since, or belongs to an ID that the console was not asked about.
 */
export function overrideNotes(
  trace: SpecTrace,
  { hasKey, overrides, problem, readAtMs, notes, idTypes }: ConsoleOverrides,
): OverrideNotes | null {
  if (!hasKey) return null;
  const used = specsIn(trace);
  const isOf = ({ kind, name }: UserOverride, spec: SpecTrace) => overrideKind(spec) === kind && plainName(spec.name) === name;
  const own = overrides.filter((override) => isOf(override, trace));
  const nested = overrides.filter((override) => !own.includes(override) && used.some((spec) => isOf(override, spec)));
  const lines = [...own, ...nested].map(overrideSentence);
  const isDecidedByOverride = trace.rules.some(({ state, ruleId }) => state === "decided" && ruleId.endsWith(":id_override"));
  const isRead = readAtMs !== null && problem === null && notes.length === 0 && idTypes.length > 0;
  if (own.some(({ console: side }) => side?.effect === "decides")) return { title: overrideTitles.decides, lines };
  if (isDecidedByOverride && own.length === 0 && isRead)
    return { title: overrideTitles.notListed, lines: [...lines, "It may have been removed since these rules were read."] };
  if (own.length > 0) return { title: overrideTitles.without, lines };
  return nested.length > 0 ? { title: overrideTitles.nested, lines } : null;
}

/** Returns all specs of a trace, the outermost first. */
function specsIn(trace: SpecTrace): SpecTrace[] {
  const found = new Map<string, SpecTrace>();
  const waiting = [trace];
  for (let spec = waiting.shift(); spec !== undefined; spec = waiting.shift()) {
    const key = `${spec.kind} ${spec.name}`;
    if (found.has(key)) continue;
    found.set(key, spec);
    for (const { conditions, delegate } of spec.rules) {
      waiting.push(...conditions.flatMap(({ nested }) => nested ?? []));
      if (delegate !== null) waiting.push(delegate);
    }
  }
  return [...found.values()];
}

function overrideKind({ kind, entity }: SpecTrace): UserOverride["kind"] {
  return entity === "segment" || entity === "holdout" || entity === "autotune" || entity === "experiment" ? entity : kind;
}

function plainName(name: string): string {
  return name.replace(/^segment:/, "");
}
