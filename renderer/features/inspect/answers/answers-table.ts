import type { Answer, EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { type ShownState, shownState, stateCountsText } from "#shared/domain/evaluation/state-label.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";

export type AnswerFilter = { state: ShownState | null; text: string };

/** A row of the table: an answer, the heading of an entity kind, or the answers of a kind that are the same for another subject, as one row. */
export type AnswerRow =
  | { is: "heading"; kind: EntityKind; title: string; note: string }
  | { is: "answer"; answer: Answer }
  | { is: "fold"; kind: EntityKind; answers: readonly Answer[]; isOpen: boolean };

const kindsInOrder: readonly { kind: EntityKind; title: string }[] = [
  { kind: "gate", title: "Gates" },
  { kind: "experiment", title: "Experiments" },
  { kind: "layer", title: "Layers" },
  { kind: "config", title: "Configs" },
  { kind: "ranked", title: "Ranked lists" },
];

export function rowKey(row: AnswerRow): string {
  return row.is === "answer" ? answerKey(row.answer) : `${row.is} ${row.kind}`;
}

export function answerKey({ kind, name }: Pick<Answer, "kind" | "name">): string {
  return `${kind} ${name}`;
}

/** Groups answers by entity kind, in the order of the screen; kinds without answers are left out. */
export function byKind(answers: readonly Answer[]): { title: string; kind: EntityKind; answers: Answer[] }[] {
  return kindsInOrder
    .map(({ kind, title }) => ({ kind, title, answers: answers.filter((answer) => answer.kind === kind) }))
    .filter((group) => group.answers.length > 0);
}

/** Returns the rows of the table: a heading with counts before each kind, and no heading where all answers are of one kind. */
export function tableRows(answers: readonly Answer[]): Exclude<AnswerRow, { is: "fold" }>[] {
  const groups = byKind(answers);
  return groups.flatMap((group) => {
    const rows = group.answers.map((answer) => ({ is: "answer", answer }) as const);
    return groups.length === 1
      ? rows
      : [{ is: "heading", kind: group.kind, title: group.title, note: stateCountsText(group.answers) }, ...rows];
  });
}

/** Returns the answers with this state whose columns contain every word of the text. */
export function filterAnswers(answers: readonly Answer[], { state, text }: AnswerFilter): readonly Answer[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (state === null && words.length === 0) return answers;
  return answers.filter((answer) => {
    if (state !== null && shownState(answer) !== state) return false;
    const texts = [shownName(answer), answer.because, answer.groupName, answer.layerName, answer.allocatedExperiment, answer.idType];
    const searched = texts.filter(Boolean).join(" ").toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}

/** `checkout_v2`, or `#2057289135` where only the hash of the name is known. */
export function shownName({ name, isNameHashed }: Pick<Answer, "name" | "isNameHashed">): string {
  return isNameHashed ? `#${name}` : name;
}

/** Returns the experiment that holds a layer's slot, or the layer that an experiment is in; null for other kinds. */
export function ownerOf({ kind, layerName, allocatedExperiment }: Answer): string | null {
  return kind === "layer" ? allocatedExperiment : layerName;
}

const maxShortValueLength = 80;

/** Shortens a value for a table cell: `columns 3, showBlog true`. Empty for gates and where there is no value. */
export function shortValue({ kind, value }: Pick<Answer, "kind" | "value">): string {
  if (kind === "gate" || !isJsonObject(value)) return "";
  const text = Object.entries(value)
    .map(([name, member]) => `${name} ${shortMember(member)}`)
    .join(", ");
  return text.length > maxShortValueLength ? `${text.slice(0, maxShortValueLength - 1)}…` : text;
}

function shortMember(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  if (isJsonObject(value)) return `{${Object.keys(value).length}}`;
  return String(value);
}
