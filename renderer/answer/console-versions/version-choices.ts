import type { SpecKind } from "#shared/domain/evaluation/spec-kind.ts";
import { isSameJson, type JsonValue } from "#shared/domain/json/json.ts";
import { type ConsoleVersion, consoleDraft, consoleVersionText, type VersionedKind } from "#shared/domain/rules-draft/console-version.ts";
import type { ChosenDraft, RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import { consoleLabels } from "../explain/console-labels.ts";

/** A gate or dynamic config, whose versions the console has. */
export interface VersionedEntity {
  readonly kind: VersionedKind;
  readonly name: string;
}

/** A version of the console where rules are chosen. */
export interface VersionChoice {
  /** Names it in a list. */
  readonly value: string;
  /** `Version 5, 24 Nov, 14:02, by Nora Lindqvist`, or that it cannot be chosen. */
  readonly label: string;
  /** The newest rules as this version has them; null if it cannot be evaluated for certain. */
  readonly draft: ChosenDraft | null;
}

/** Returns the versions of a name as choices, in the order of the console. */
export function versionChoices(name: string, versions: readonly ConsoleVersion[], nowMs: number): VersionChoice[] {
  return versions.map((version, at) => {
    const title = upperFirst(consoleVersionText(version, nowMs));
    const draft = consoleDraft(name, version, nowMs);
    return { value: `${choicePrefix}${at}`, label: draft === null ? consoleLabels.cannotBeChosen(title) : title, draft };
  });
}

const choicePrefix = "console version ";

/** Returns the reasons why versions cannot be chosen, each once with the numbers of its versions. */
export function refusedVersions(versions: readonly ConsoleVersion[]): string[] {
  const reasons = versions.flatMap(({ number, rules }) => (rules.is === "refused" ? [{ number, reason: rules.reason }] : []));
  return [...Map.groupBy(reasons, ({ reason }) => reason)].map(([reason, of]) =>
    consoleLabels.refused(
      of.flatMap(({ number }) => (number === null ? [] : [number])),
      reason,
    ),
  );
}

/** The versions under a heading of their own, for a list of rules; none for no name. */
export function versionGroup(entity: VersionedEntity | null, choices: readonly VersionChoice[]) {
  if (entity === null || choices.length === 0) return [];
  const items = choices.map(({ value, label, draft }) => ({ value, label, disabled: draft === null }));
  return [{ group: consoleLabels.versionsGroup(entity.name), items }];
}

/** Finds the choice that has these rules. */
export function findVersion(choices: readonly VersionChoice[], draft: ChosenDraft | undefined): VersionChoice | undefined {
  return draft === undefined ? undefined : choices.find((choice) => choice.draft !== null && isSameDraft(choice.draft, draft));
}

export function isSameDraft(one: ChosenDraft, other: ChosenDraft): boolean {
  return one.name === other.name && isSameJson(one.edits as unknown as JsonValue, other.edits as unknown as JsonValue);
}

/** The gate or dynamic config that edits are of; null for others, or for several. */
export function versionedEntityOf(edits: readonly RuleEdit[]): VersionedEntity | null {
  const [first] = edits;
  if (first === undefined || !isVersioned(first.kind)) return null;
  const { kind, name } = first;
  return edits.every((edit) => edit.kind === kind && edit.name === name) ? { kind, name } : null;
}

function isVersioned(kind: SpecKind): kind is VersionedKind {
  return kind === "gate" || kind === "config";
}
