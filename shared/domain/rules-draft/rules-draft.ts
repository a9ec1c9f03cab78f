import { z } from "zod";
import { SpecKindSchema } from "../evaluation/spec-kind.ts";
import { isJsonNumber, type JsonNumber, toDouble } from "../json/exact-number.ts";
import { findJsonProblem } from "../json/json-problem.ts";
import { JsonObjectSchema, JsonValueSchema } from "../json/json-schemas.ts";
import { parseJson } from "../json/parse-json.ts";
import { splitProblem } from "./groups-split.ts";

/** A rule by the ID that the console uses, since Statsig appends the percentage to it; `nth` counts rules of one spec with the same ID, from 0. */
export const RuleRefSchema = z.object({ id: z.string(), nth: z.int().min(0).default(0) });
export type RuleRef = z.infer<typeof RuleRefSchema>;

const PercentageSchema = z.custom<JsonNumber>((value) => isJsonNumber(value) && toDouble(value) >= 0 && toDouble(value) <= 100, {
  error: "a percentage is a number from 0 to 100",
});

const spec = { kind: SpecKindSchema, name: z.string() };
const target = { rule: RuleRefSchema, condition: z.int().min(0), from: JsonValueSchema, to: JsonValueSchema };

/**
 * One edit of the definitions. Each holds what it replaces, so that an edit of rules that have changed since is recognised instead of made. A rule in an
 * edit has its conditions inside, whatever the form of the definitions.
 */
export const RuleEditSchema = z.discriminatedUnion("edit", [
  z.object({ edit: z.literal("enabled"), ...spec, from: z.boolean(), to: z.boolean() }),
  z.object({ edit: z.literal("percentage"), ...spec, rule: RuleRefSchema, from: JsonValueSchema, to: PercentageSchema }),
  /** The target of one condition: a list, a number or a date. */
  z.object({ edit: z.literal("target"), ...spec, ...target }),
  /** The targets of several rules at once: the borders between the groups of an experiment. */
  z
    .object({ edit: z.literal("split"), ...spec, borders: z.array(z.object(target)).min(1).max(100) })
    .check(({ value: { borders }, issues }) => {
      const problem = splitProblem(
        borders.map(({ to }) => to),
        borders.at(-1)?.from,
      );
      if (problem !== null) issues.push({ code: "custom", input: borders, path: ["borders"], message: problem });
    }),
  /** The share of an experiment in a layer: its slots, which both the layer's rule and the experiment's own name. */
  z.object({ edit: z.literal("share"), ...spec, experiment: z.string(), from: JsonObjectSchema, to: JsonObjectSchema }),
  /** `from`: the ID of each rule; `to`: the position in `from` of each rule in the new order. */
  z.object({ edit: z.literal("order"), ...spec, from: z.array(z.string()), to: z.array(z.int()) }),
  z.object({ edit: z.literal("add_rule"), ...spec, at: z.int().min(0), rule: JsonObjectSchema }),
  z.object({ edit: z.literal("remove_rule"), ...spec, at: z.int().min(0), rule: JsonObjectSchema }),
  z.object({ edit: z.literal("add_condition"), ...spec, rule: RuleRefSchema, at: z.int().min(0), condition: JsonValueSchema }),
  z.object({ edit: z.literal("remove_condition"), ...spec, rule: RuleRefSchema, at: z.int().min(0), condition: JsonValueSchema }),
]);
export type RuleEdit = z.infer<typeof RuleEditSchema>;

export const maxEdits = 500;

/** Rules of one time with the edits of a draft. `snapshotId` null: the newest rules. `draftName`: how they are called where rules are chosen. */
export const DraftedRulesSchema = z.object({
  snapshotId: z.string().nullable().default(null),
  edits: z.array(RuleEditSchema).max(maxEdits).default([]),
  draftName: z.string().max(200).optional(),
});
export type DraftedRules = z.infer<typeof DraftedRulesSchema>;

/** A draft: edits of a project's rules that exist only on this machine. It is also the content of a draft's file. */
export const RulesDraftSchema = z.object({
  gatescopeDraft: z.literal(1),
  name: z.string().max(200).default(""),
  edits: z.array(RuleEditSchema).max(maxEdits),
});
export type RulesDraft = z.infer<typeof RulesDraftSchema>;

/** A draft where rules are chosen: applied to the rules of a project, under a name that people know. */
export const ChosenDraftSchema = RulesDraftSchema.pick({ name: true, edits: true }).extend({
  /** True if the edits lead back to a version of the console, which `name` says. */
  isConsoleVersion: z.boolean().optional(),
});
export type ChosenDraft = z.infer<typeof ChosenDraftSchema>;

export type DraftReading = { readonly kind: "read"; readonly draft: RulesDraft } | { readonly kind: "unusable"; readonly problem: string };

/** Reads the text of a draft's file. The problem is a clause: `it is no JSON: …`. */
export function readDraft(text: string): DraftReading {
  const value = parseJson(text);
  if (value === undefined) {
    const problem = findJsonProblem(text);
    const place = problem === null ? "" : ` (line ${problem.line}, column ${problem.column})`;
    return { kind: "unusable", problem: `it is no JSON${place}` };
  }
  const read = RulesDraftSchema.safeParse(value);
  if (read.success) return { kind: "read", draft: read.data };
  const [issue] = read.error.issues;
  const place = issue?.path.join(".") ?? "";
  if (place === "" || place === "gatescopeDraft")
    return { kind: "unusable", problem: "it is no draft of rules: “gatescopeDraft” is not 1" };
  const missing = issue?.code === "invalid_type" && issue.input === undefined && issue.message.endsWith("received undefined");
  if (missing) return { kind: "unusable", problem: `it has no “${place}”` };
  return { kind: "unusable", problem: `“${place}” is not as in a draft: ${issue?.message ?? "it is of another type"}` };
}

/** Returns the edits that undo these, in the order in which they do. */
export function invertEdits(edits: readonly RuleEdit[]): RuleEdit[] {
  return edits.toReversed().map(invertEdit);
}

function invertEdit(edit: RuleEdit): RuleEdit {
  switch (edit.edit) {
    case "add_rule":
      return { ...edit, edit: "remove_rule" };
    case "remove_rule":
      return { ...edit, edit: "add_rule" };
    case "add_condition":
      return { ...edit, edit: "remove_condition" };
    case "remove_condition":
      return { ...edit, edit: "add_condition" };
    case "split":
      return { ...edit, borders: edit.borders.map((border) => ({ ...border, from: border.to, to: border.from })) };
    case "percentage":
      return { ...edit, from: edit.to, to: PercentageSchema.parse(edit.from) };
    case "enabled":
      return { ...edit, from: edit.to, to: edit.from };
    case "target":
      return { ...edit, from: edit.to, to: edit.from };
    case "share":
      return { ...edit, from: edit.to, to: edit.from };
    case "order":
      return { ...edit, from: edit.to.map((at) => edit.from[at] ?? ""), to: edit.from.map((_, at) => edit.to.indexOf(at)) };
  }
}
