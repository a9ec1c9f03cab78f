import { type QueryField, queryFieldNames, queryFields, queryOrigins, queryStates } from "./query-fields.ts";
import { readQueryTime } from "./query-time.ts";

/** A part of a search: a word, or a field with its value. `*` in a value stands for any letters. A word in quotes is a phrase. */
export type QueryTerm =
  | { readonly is: "word"; readonly text: string; readonly isQuoted: boolean; readonly isNot: boolean }
  | { readonly is: "field"; readonly field: QueryField; readonly value: string; readonly isNot: boolean };

/** The place of a term in the text: from its first character up to, not including, `to`. */
export type PlacedTerm = QueryTerm & { readonly from: number; readonly to: number };

/** Why a part of the text cannot be searched for. `suggestion` is the part as it was probably meant. */
export interface QueryProblem {
  readonly from: number;
  readonly to: number;
  readonly sentence: string;
  readonly suggestion: string | null;
}

export interface HistoryQuery {
  readonly terms: readonly PlacedTerm[];
  readonly problems: readonly QueryProblem[];
}

/**
 * Parses what is typed into the search of the history: `gate:checkout* -state:pass since:yesterday banner "promo code"`. Never throws; what cannot be understood
 * is in `problems` and not in `terms`.
 */
export function parseHistoryQuery(text: string): HistoryQuery {
  const terms: PlacedTerm[] = [];
  const problems: QueryProblem[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text.charAt(at))) at += 1;
    if (at >= text.length) return { terms, problems };
    const read = readTerm(text, at);
    if ("sentence" in read) problems.push(read);
    else terms.push(read);
    at = read.to;
  }
}

/** Writes terms as text that parses to the same terms. */
export function printHistoryQuery(terms: readonly QueryTerm[]): string {
  return terms.map(printTerm).join(" ");
}

function printTerm(term: QueryTerm): string {
  const not = term.isNot ? "-" : "";
  if (term.is === "word") return `${not}${term.isQuoted ? quoted(term.text) : term.text}`;
  return `${not}${term.field}:${printValue(term.value)}`;
}

/** Writes a value with quotes if it needs them. */
export function printValue(value: string): string {
  return value === "" || /[\s"\\]/.test(value) ? quoted(value) : value;
}

/** Returns the values of a field that must match, without those after `-`. */
export function valuesOf({ terms }: Pick<HistoryQuery, "terms">, field: QueryField): string[] {
  return terms.flatMap((term) => (term.is === "field" && term.field === field && !term.isNot ? [term.value] : []));
}

/** Returns the text with a field set to one value, or without the field for null. The rest of the text stays as it was typed. */
export function withField(text: string, field: QueryField, value: string | null): string {
  const old = parseHistoryQuery(text).terms.filter((term) => term.is === "field" && term.field === field && !term.isNot);
  const rest = old.toReversed().reduce((left, { from, to }) => `${left.slice(0, from).trimEnd()} ${left.slice(to).trimStart()}`, text);
  return [rest.trim(), ...(value === null ? [] : [`${field}:${printValue(value)}`])].filter((part) => part !== "").join(" ");
}

/** Returns the words that a found line can contain, to highlight them. */
export function wordsToHighlight({ terms }: Pick<HistoryQuery, "terms">): string {
  return terms
    .flatMap((term) => {
      if (term.isNot) return [];
      if (term.is === "word") return [term.text];
      return ["gate", "config", "experiment", "layer", "ranked", "user"].includes(term.field) ? term.value.split("*") : [];
    })
    .join(" ");
}

/** A comparison of the HTTP status. `none` is no response. */
export type StatusTest = { readonly sign: ">=" | "<=" | ">" | "<" | "="; readonly status: number } | "none";

/** Reads the value of `status:`; null if it is none. */
export function readStatus(value: string): StatusTest | null {
  if (value.toLowerCase() === "none") return "none";
  const [, sign = "", status = ""] = /^(>=|<=|>|<|=)?\s*(\d{1,3})$/.exec(value) ?? [];
  if (status === "") return null;
  // The pattern admits only these signs.
  return { sign: (sign || "=") as ">=" | "<=" | ">" | "<" | "=", status: Number(status) };
}

/** Returns the key of a value that is one of a few, whatever its case, and with spaces or hyphens for underscores. */
export function readChoice<Choice extends string>(value: string, choices: Readonly<Record<Choice, unknown>>): Choice | null {
  const plain = (text: string) => text.toLowerCase().replace(/[\s_-]+/g, "_");
  // The keys are those of the record.
  return (Object.keys(choices) as Choice[]).find((choice) => plain(choice) === plain(value)) ?? null;
}

const yes = { yes: true, true: true, no: false, false: false };

/** Reads the value of `logged:` and `pinned:`; null if it is neither yes nor no. */
export function readYesOrNo(value: string): boolean | null {
  const choice = readChoice(value, yes);
  return choice === null ? null : yes[choice];
}

function readTerm(text: string, from: number): PlacedTerm | QueryProblem {
  const isNot = text.charAt(from) === "-" && from + 1 < text.length && !isSpace(text.charAt(from + 1));
  const start = from + (isNot ? 1 : 0);
  const fieldText = /^([A-Za-z][A-Za-z_-]*):(?!\/\/)/.exec(text.slice(start, start + 40))?.[1];
  const valueAt = fieldText === undefined ? start : start + fieldText.length + 1;
  const value = readValue(text, valueAt);
  const problem = (sentence: string, suggestion: string | null = null): QueryProblem => ({ from, to: value.to, sentence, suggestion });
  if (value.isOpen) return problem("The quotation mark is not closed.", `${text.slice(from, value.to)}"`);
  if (fieldText === undefined) return { is: "word", text: value.text, isQuoted: value.isQuoted, isNot, from, to: value.to };
  const not = isNot ? "-" : "";
  const field = queryFieldNames.find((name) => name === fieldText.toLowerCase());
  if (field === undefined) {
    const near = nearestField(fieldText.toLowerCase());
    return problem(
      `There is no field ${fieldText}:. In quotes, it is searched for as words.`,
      near === null ? `${not}${quoted(text.slice(start, value.to))}` : `${not}${near}:${text.slice(valueAt, value.to)}`,
    );
  }
  const wrong = problemWith(field, value.text);
  if (wrong !== null) return problem(wrong);
  return { is: "field", field, value: value.text, isNot, from, to: value.to };
}

/** Returns why a field cannot have this value, as a sentence; null if it can. */
function problemWith(field: QueryField, value: string): string | null {
  if (value.trim() === "") return `${field}: needs a value, as in ${queryFields[field].example}.`;
  switch (field) {
    case "state":
      return readChoice(value, queryStates) === null ? `state: is one of ${Object.keys(queryStates).join(", ")}.` : null;
    case "origin":
      return readChoice(value, queryOrigins) === null ? `origin: is one of ${Object.keys(queryOrigins).join(", ")}.` : null;
    case "status":
      return readStatus(value) === null ? "status: is a number as in 404 or >=400, or none." : null;
    case "logged":
    case "pinned":
      return readYesOrNo(value) === null ? `${field}: is yes or no.` : null;
    case "since":
    case "until":
      return readQueryTime(value, 0) === null
        ? `${field}: is today, yesterday, a weekday, a date as in 2026-11-23, a time as in 2026-11-23T14:05, or an age as in 2h or 7d.`
        : null;
    default:
      return value.replaceAll("*", "").trim() === "" && value !== "*" ? `${field}: needs letters beside *.` : null;
  }
}

interface ReadValue {
  readonly text: string;
  readonly to: number;
  readonly isQuoted: boolean;
  /** True if a quotation mark is missing at the end. */
  readonly isOpen: boolean;
}

/** Reads up to the next space, or up to the closing quotation mark; there, `\` takes the next character as it is. */
function readValue(text: string, from: number): ReadValue {
  if (text.charAt(from) !== '"') {
    let to = from;
    while (to < text.length && !isSpace(text.charAt(to))) to += 1;
    return { text: text.slice(from, to), to, isQuoted: false, isOpen: false };
  }
  let value = "";
  for (let at = from + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') return { text: value, to: at + 1, isQuoted: true, isOpen: false };
    if (char === "\\" && at + 1 < text.length) at += 1;
    value += text.charAt(at);
  }
  return { text: value, to: text.length, isQuoted: true, isOpen: true };
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function isSpace(char: string): boolean {
  return /\s/.test(char);
}

/** Returns the field that the typed one begins, or differs from by at most two letters at its end; null if there is none. */
function nearestField(typed: string): QueryField | null {
  const begins = queryFieldNames.find((name) => name.startsWith(typed) || typed.startsWith(name));
  return begins ?? queryFieldNames.find((name) => typed.length > 3 && name.startsWith(typed.slice(0, -2))) ?? null;
}
