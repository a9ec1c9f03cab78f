/** Lists the rule IDs that mean "no rule decided" (statsig-http.md §4). */
const noRule: ReadonlySet<string> = new Set(["", "default", "disabled"]);

export function isNoRule(ruleId: string | null): boolean {
  return ruleId === null || noRule.has(ruleId);
}

/** Describes the rule IDs that Statsig reserves (statsig-evaluation.md §2.3, §10). */
const reservedRules: Readonly<Record<string, string>> = {
  "": "no rule matched",
  default: "no rule matched",
  disabled: "it is disabled",
  prestart: "the experiment has not started",
  abandoned: "the experiment was stopped without shipping a group",
  launchedGroup: "a group was shipped to everyone",
  layerAssignment: "this unit is outside the experiment’s share of traffic; another experiment of the layer may hold it",
  targetingGate: "the experiment’s targeting gate did not pass",
  inlineTargetingRules: "the experiment’s targeting rules did not match",
  experimentAssignment: "the layer gave this unit to an experiment",
  id_list: "the ID is on the segment’s list",
  "pass:all:id_override": "an override lets this ID pass",
  "fail:all:id_override": "an override makes this ID fail",
  override: "a local override is set",
};

/** Returns what decided, as a clause: `rule “EU beta” matched`, `the experiment has not started`. */
export function describeRule(ruleId: string | null, groupName: string | null): string {
  const reserved = reservedRuleText(ruleId);
  if (reserved !== null) return reserved;
  return ruleId?.endsWith(":id_override") || ruleId?.endsWith(":explore")
    ? suffixText(ruleId, groupName)
    : `${nameRule(ruleId ?? "", groupName)} matched`;
}

/** Returns the clause for a reserved rule ID; null for a rule of the project. */
export function reservedRuleText(ruleId: string | null): string | null {
  const id = ruleId ?? "";
  return Object.hasOwn(reservedRules, id) ? (reservedRules[id] ?? null) : null;
}

/** `rule “EU beta”`, or by its ID if its name is unknown. */
export function nameRule(ruleId: string, groupName: string | null): string {
  if (groupName !== null && groupName !== "") return `rule “${groupName}”`;
  return `the rule with the ID ${consoleRuleId(ruleId)}`;
}

/** Returns the ID that the console uses: `<id>` of `<id>:<percent>:<n>` (statsig-evaluation.md §2.3). */
export function consoleRuleId(ruleId: string): string {
  return ruleId.replace(/:\d+(?:\.\d+)?:\d+$/, "");
}

/** True for a rule that was made in the console; false for overrides and for rule IDs that Statsig reserves. */
export function isConsoleRule(ruleId: string): boolean {
  return reservedRuleText(ruleId) === null && !/:(?:id_override|explore)$/.test(ruleId);
}

function suffixText(ruleId: string, groupName: string | null): string {
  const group = groupName === null || groupName === "" ? "a group" : `“${groupName}”`;
  return ruleId.endsWith(":explore") ? `the autotune is exploring and chose ${group}` : `an override assigns this ID to ${group}`;
}
