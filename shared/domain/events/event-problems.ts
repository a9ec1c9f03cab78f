import {
  exposedNameFindings,
  type FieldFinding,
  type Finding,
  type FindingContext,
  metadataFindings,
  nameFindings,
  secondaryFindings,
  statsigMetadataFindings,
  userFindings,
  valueFindings,
  whenFindings,
} from "./event-findings.ts";
import type { EventDraft, ExposureDraft } from "./statsig-event.ts";

export type EventFinding = Finding<EventDraft>;
export type ExposureFinding = Finding<ExposureDraft>;

/** Returns everything that Statsig would refuse, truncate or misread in an event, in the order of its fields. */
export function eventProblems(draft: EventDraft, context: FindingContext): EventFinding[] {
  const found: EventFinding[] = [];
  const note = <Key extends keyof EventDraft>(field: string, key: Key, findings: readonly FieldFinding<EventDraft[Key]>[]) => {
    // Most events of a file have no findings, so avoid the calls.
    if (findings.length > 0) found.push(...placing(draft)(field, findings, (value) => ({ ...draft, [key]: value })));
  };
  note("eventName", "name", nameFindings(draft.name));
  note("value", "value", valueFindings(draft.value));
  note("time", "time", whenFindings(draft.time, context));
  note("metadata", "metadata", metadataFindings(draft.metadata));
  note("user", "user", userFindings(draft.user, context, { needsUnit: false }));
  note("statsigMetadata", "statsigMetadata", statsigMetadataFindings(draft.statsigMetadata));
  note("secondaryExposures", "secondaryExposures", secondaryFindings(draft.secondaryExposures));
  return found;
}

/** Returns everything that Statsig would refuse, truncate or misread in an exposure, in the order of its fields. */
export function exposureProblems(draft: ExposureDraft, context: FindingContext): ExposureFinding[] {
  const at = placing(draft);
  const nameField = draft.kind === "gate" ? "gateName" : "experimentName";
  const isUndecided = draft.kind === "gate" && draft.passes === null;
  return [
    ...at(nameField, exposedNameFindings(draft.kind, draft.name), (name) => ({ ...draft, name })),
    ...(isUndecided ? at("passes", [{ severity: "refused", message: "Choose whether the gate passes.", fix: null }], () => draft) : []),
    ...markProblems(draft),
    ...at("time", whenFindings(draft.time, context), (time) => ({ ...draft, time })),
    ...at("user", userFindings(draft.user, context, { needsUnit: true }), (user) => ({ ...draft, user })),
    ...at("secondaryExposures", secondaryFindings(draft.secondaryExposures), (secondaryExposures) => ({ ...draft, secondaryExposures })),
  ];
}

/** True if a draft with these findings can be sent; warnings do not prevent it. */
export function isSendable(findings: readonly Pick<Finding<unknown>, "severity">[]): boolean {
  return findings.every(({ severity }) => severity !== "refused");
}

function markProblems(draft: ExposureDraft): ExposureFinding[] {
  const { by, text } = draft.mark;
  if (by === "group")
    return text === ""
      ? [
          {
            severity: "refused",
            path: ["group"],
            message: "Enter the group's name from the console, or choose the rule ID.",
            fix: null,
          },
        ]
      : [];
  return text === ""
    ? [{ severity: "warning", path: ["ruleID"], message: "Without a rule ID the exposure counts for no rule.", fix: null }]
    : [];
}

/** Converts a field's findings to findings of the draft: path and fix refer to the whole draft. */
function placing<Draft>(_draft: Draft) {
  return <Value>(field: string, findings: readonly FieldFinding<Value>[], fixed: (value: Value) => Draft): Finding<Draft>[] =>
    findings.map(({ severity, path = [], message, fix }) => ({
      severity,
      path: [field, ...path],
      message,
      fix: fix && { label: fix.label, fixed: fixed(fix.fixed) },
    }));
}
