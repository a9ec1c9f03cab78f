import { z } from "zod";
import type { Answer } from "../evaluation/evaluation.ts";
import { personalDataIn } from "../events/event-personal-data.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { redactJson } from "../exchange/redact.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";
import { parseJson } from "../json/parse-json.ts";
import { readJson } from "../json/read-json.ts";
import { createPrivateMask, maskPrivateIn } from "../user/private-mask.ts";
import { isPrivateField, type StatsigUser } from "../user/statsig-user.ts";
import {
  type Case,
  type CaseAnswer,
  type CaseReplacement,
  type CaseRules,
  CaseSchema,
  type CaseStore,
  type CaseSubject,
} from "./case-file.ts";
import { redactRules } from "./redact-rules.ts";
import { createReplacer, folded, leafTexts, type Replacement, type Replacer } from "./replacer.ts";

export const RedactionChoiceSchema = z.enum(["replace", "keep", "leave_out"]);
export type RedactionChoice = z.infer<typeof RedactionChoiceSchema>;

/** A line of the redaction step: a field, its values here, what replaces them, and how often. */
export const RedactionRowSchema = z.object({
  id: z.string(),
  /** `custom.plan`, or a name in words: `Saved name`, `Others’ IDs in the rules`. */
  field: z.string(),
  kind: z.enum(["field", "label", "private", "others", "places"]),
  /** Empty for private attributes, whose values are not shown. */
  values: z.array(z.string()),
  how: RedactionChoiceSchema,
  /** The possible choices; one if it is fixed. */
  choices: z.array(RedactionChoiceSchema),
  /** What stands in the place of each value, if it is replaced. */
  becomes: z.array(z.string()),
  /** The number of places in the case. */
  times: z.int(),
  /** How often a replaced value is part of a name, such as that of a gate, where it stays. */
  staysInNames: z.int(),
});
export type RedactionRow = z.infer<typeof RedactionRowSchema>;

export interface RedactionOptions {
  /** The choices that differ from the default, by row. */
  readonly choices: ReadonlyMap<string, RedactionChoice>;
  /** Returns at least twelve characters from 0 to 9 and a to z that depend on the value and on a key of this case alone. */
  readonly hash: (value: string) => string;
  /** The known keys, none of which gets into a case. */
  readonly secrets: readonly string[];
}

export interface RedactedCase {
  readonly case: Case;
  readonly rows: readonly RedactionRow[];
}

const leftOut = "[left out]";
const containers: ReadonlySet<string> = new Set(["customIDs", "custom"]);

/**
 * Returns the case as it is saved, and what was replaced in it. Equal values get equal tags, also in the rules, so that a rule for a value still finds it. Private
 * attributes and keys are always removed. The users of `draft` have their private attributes, so that their values are found everywhere.
 */
export function redactCase(draft: Case, { choices, hash, secrets }: RedactionOptions): RedactedCase {
  const found = fieldsOf(draft.subjects);
  const fields = found.map((field) => ({ ...field, how: choiceOf(field, choices) }));
  const tags = tagsFor(fields, draft.subjects, hash, choices);
  const leftOutTexts = fields.filter(({ how }) => how === "leave_out").flatMap(({ leaves }) => leaves);
  const replacer = createReplacer([...tags.values(), ...leftOutTexts.filter(isLong).map((value) => ({ value, by: leftOut }))]);
  const ofRules = createReplacer([...tags.values()]);
  const hidesOthers = (choices.get(othersId) ?? "replace") === "replace";
  const ownValues = new Set(draft.subjects.flatMap(({ user }) => pathsOf(user).flatMap(([, value]) => leafTexts(value).map(folded))));
  const isOwn = (value: string) => ownValues.has(folded(value));
  const keepsPlaces = (choices.get(placesId) ?? "keep") === "keep";

  const removed = new Set(fields.filter(({ how }) => how === "leave_out").map(({ id }) => id));
  const users = draft.subjects.map(({ user }) => redactUser(user, removed, replacer));
  const unitsHidden = new Set(fields.filter(({ how, unit }) => unit !== null && how !== "keep").map(({ unit }) => unit));
  const subjects = draft.subjects.map((subject, at): CaseSubject => {
    const places = keepsPlaces ? subject.places.filter(({ idType }) => unitsHidden.has(idType.toLowerCase())) : [];
    return { ...subject, user: users[at] ?? {}, label: replacer.text(subject.label), places };
  });
  const otherTags = new Map<string, string>();
  const rules = draft.rules.map((each): CaseRules => {
    const { payload, others } = redactRules(each.payload, {
      ...{ targets: ofRules, values: replacer, isOwn },
      otherTag: hidesOthers ? (text) => tagOf("other", text, hash) : null,
    });
    for (const [value, tag] of others) otherTags.set(value, tag);
    const idLists = each.idLists && redactLists(each.idLists, new Set(leftOutTexts.map(folded)), ofRules);
    return { ...each, payload: withoutPrivateTexts(payload, draft.subjects), idLists };
  });
  const answers = draft.answers.map((answer) => redactAnswer(answer, draft.subjects, removed, replacer));
  const stores = draft.stores.map((store) => redactStore(store, draft.subjects, replacer));
  const facts = draft.facts.map(({ title, text, forCustomer }) => ({
    ...{ title: replacer.text(title), text: replacer.text(text) },
    ...(forCustomer !== undefined && { forCustomer: replacer.text(forCustomer) }),
  }));
  const spoken = maskedFor(draft.subjects, { name: replacer.text(draft.name), note: replacer.text(draft.note), facts });

  const times = (values: readonly string[]) =>
    values.reduce((sum, value) => sum + (replacer.counts.get(value) ?? 0) + (ofRules.counts.get(value) ?? 0), 0);
  const rows = [
    ...labelRows(draft.subjects, tags, choices),
    ...fields.map((field): Omit<RedactionRow, "times" | "staysInNames"> & { readonly leaves: readonly string[] } => ({
      ...{ id: field.id, field: field.name, kind: "field", how: field.how, choices: field.choices, leaves: field.leaves },
      values: field.shown,
      becomes: field.leaves.flatMap((leaf) => tags.get(folded(leaf))?.by ?? []),
    })),
  ].map(({ leaves, ...row }): RedactionRow => {
    // A field that is kept, but has the value of one that is replaced, is replaced too.
    const how = row.how === "keep" && row.becomes.length > 0 && row.becomes.length === leaves.length ? "replace" : row.how;
    return { ...row, how, times: how === "keep" ? countOf(draft.subjects, row.id) : Math.max(times(leaves), 1), staysInNames: 0 };
  });
  const redacted: Case = { ...draft, ...spoken, subjects, answers, stores, rules, replaced: [] };
  const all = [
    ...rows,
    ...privateRows(draft.subjects),
    ...othersRow(otherTags, draft.rules, isOwn, hidesOthers),
    ...placesRow(draft.subjects, unitsHidden, keepsPlaces),
  ];
  const replaced = all.flatMap(({ field, how, becomes, times: count, kind }): CaseReplacement[] => {
    if (how === "keep" || kind === "places") return [];
    const tagged = kind === "others" ? [...otherTags.values()] : becomes;
    return [{ field, how: how === "replace" ? "replaced" : "left_out", tags: tagged, times: count }];
  });
  const withoutKeys = CaseSchema.parse(redactJson({ ...redacted, replaced } as unknown as JsonValue, secrets));
  return { case: withoutKeys, rows: withLeftovers(all, withoutKeys) };
}

interface Field {
  readonly id: string;
  readonly name: string;
  readonly path: readonly string[];
  /** The texts and numbers in all subjects' values, each once. */
  readonly leaves: readonly string[];
  readonly shown: string[];
  readonly choices: RedactionChoice[];
  readonly isReplacedFirst: boolean;
  /** The ID's type in lower case; null for what is no unit ID. */
  readonly unit: string | null;
}

function fieldsOf(subjects: readonly CaseSubject[]): Field[] {
  const values = new Map<string, { path: readonly string[]; values: JsonValue[] }>();
  for (const { user } of subjects)
    for (const [path, value] of pathsOf(user)) {
      const id = JSON.stringify(path);
      const known = values.get(id) ?? { path, values: [] };
      values.set(id, { path, values: [...known.values, value] });
    }
  return [...values].map(([id, { path, values: all }]) => {
    const leaves = [...new Set(all.flatMap(leafTexts))].filter((leaf) => leaf !== "");
    const isFixed = path[0] === "statsigEnvironment";
    const choices: RedactionChoice[] = isFixed ? ["keep"] : leaves.length > 0 ? ["replace", "keep", "leave_out"] : ["keep", "leave_out"];
    return {
      ...{ id, path, leaves, choices },
      name: path.join("."),
      shown: [...new Set(all.map((value) => (typeof value === "string" ? value : JSON.stringify(value))))],
      isReplacedFirst: leaves.length > 0 && !isFixed && isPersonal(path, leaves),
      unit:
        path[0] === "customIDs"
          ? (path[1] ?? "").toLowerCase()
          : path.length === 1 && path[0]?.toLowerCase() === "userid"
            ? "userid"
            : null,
    };
  });
}

function pathsOf(user: StatsigUser): [string[], JsonValue][] {
  return Object.entries(user).flatMap(([name, value]): [string[], JsonValue][] => {
    if (isPrivateField(name)) return [];
    if ((containers.has(name) || name === "statsigEnvironment") && isJsonObject(value))
      return Object.entries(value).map(([member, entry]) => [[name, member], entry]);
    return [[[name], value]];
  });
}

/** IDs, addresses, and what has such a name or such a content. */
function isPersonal(path: readonly string[], leaves: readonly string[]): boolean {
  const [first = "", last = first] = path;
  if (first === "customIDs" || /^(userid|user_id|email|ip)$/i.test(first)) return true;
  if (leaves.some((leaf) => personalDataIn(leaf) !== null)) return true;
  return (
    first === "custom" &&
    /mail|phone|address|street|birth|iban|customer|account|session|device|token|(^|[a-z_])name$|([a-z_]id|ID)$/i.test(last)
  );
}

function choiceOf({ id, choices, isReplacedFirst }: Field, chosen: ReadonlyMap<string, RedactionChoice>): RedactionChoice {
  const choice = chosen.get(id);
  if (choice !== undefined && choices.includes(choice)) return choice;
  return isReplacedFirst ? "replace" : "keep";
}

const labelId = "label";
const othersId = "others";
const placesId = "places";

/** Returns the replacement of each value, by its folded form. A saved name becomes the tag of the user's first ID. */
function tagsFor(
  fields: readonly (Field & { readonly how: RedactionChoice })[],
  subjects: readonly CaseSubject[],
  hash: RedactionOptions["hash"],
  choices: RedactionOptions["choices"],
): ReadonlyMap<string, Replacement> {
  const tags = new Map<string, Replacement>();
  for (const { how, path, leaves } of fields)
    if (how === "replace")
      for (const value of leaves) if (!tags.has(folded(value))) tags.set(folded(value), { value, by: tagOf(kindOf(path), value, hash) });
  // A user that is not saved is named by its ID: the choice for the ID decides.
  const kept = new Set(fields.filter(({ how }) => how === "keep").flatMap(({ leaves }) => leaves.map(folded)));
  if ((choices.get(labelId) ?? "replace") === "replace")
    for (const { label, user } of subjects) {
      if (tags.has(folded(label)) || kept.has(folded(label)) || isPlainLabel(label)) continue;
      const first = pathsOf(user).flatMap(([, value]) => (typeof value === "string" ? (tags.get(folded(value)) ?? []) : []))[0];
      tags.set(folded(label), { value: label, by: first?.by ?? tagOf("user", label, hash) });
    }
  return tags;
}

/** `a user without an ID` names nobody. */
function isPlainLabel(label: string): boolean {
  return label === "" || label === "a user without an ID";
}

/** `user-k3f9a`; digits only for a value of digits only, so that a number stays one. */
function tagOf(kind: string, value: string, hash: RedactionOptions["hash"]): string {
  const hashed = hash(folded(value));
  if (/^\d+$/.test(value) || /^-?\d+(\.\d+)?$/.test(value))
    return `9${[...hashed.slice(0, 9)].map((sign) => sign.charCodeAt(0) % 10).join("")}`;
  return `${kind}-${hashed.slice(0, 6)}`;
}

/** `user` for `userID`, `email` for `custom.email`. */
function kindOf(path: readonly string[]): string {
  const name = (path.at(-1) ?? "").replaceAll(/[^A-Za-z0-9]/g, "");
  const short = name.length > 2 ? name.replace(/ids?$/i, "") : name;
  return (short === "" ? "value" : short).toLowerCase().slice(0, 20);
}

function isLong(value: string): boolean {
  return value.length >= 4;
}

function redactUser(user: StatsigUser, removed: ReadonlySet<string>, replacer: Replacer): StatsigUser {
  const kept = Object.entries(user).flatMap(([name, value]): [string, JsonValue][] => {
    if (isPrivateField(name) || removed.has(JSON.stringify([name]))) return [];
    if (containers.has(name) && isJsonObject(value))
      return [
        [
          name,
          Object.fromEntries(
            Object.entries(value).flatMap(([member, entry]) =>
              removed.has(JSON.stringify([name, member])) ? [] : [[member, replacer.own(entry)]],
            ),
          ),
        ],
      ];
    return [[name, name === "statsigEnvironment" ? value : replacer.own(value)]];
  });
  return maskPrivateIn(Object.fromEntries(kept) as JsonObject, user);
}

function redactAnswer(
  { subject, answer, explained, exchange }: CaseAnswer,
  subjects: readonly CaseSubject[],
  removed: ReadonlySet<string>,
  replacer: Replacer,
): CaseAnswer {
  const spoken = (text: string | null) => (text === null ? null : replacer.text(text));
  const changed: Pick<Answer, "because" | "nextStep" | "value" | "groupName"> = {
    because: replacer.text(answer.because),
    nextStep: spoken(answer.nextStep),
    value: replacer.json(answer.value),
    groupName: spoken(answer.groupName),
  };
  const after = explained && {
    ...explained,
    because: replacer.text(explained.because),
    groupName: spoken(explained.groupName),
    value: replacer.json(explained.value),
  };
  const user = subjects[subject]?.user ?? {};
  const masked = maskPrivateIn({ changed, after }, user);
  return {
    subject,
    answer: { ...answer, ...masked.changed },
    explained: masked.after,
    exchange: exchange && maskPrivateIn(redactExchange(exchange, removed, replacer), user),
  };
}

function redactStore({ parameters, ...store }: CaseStore, subjects: readonly CaseSubject[], replacer: Replacer): CaseStore {
  const redacted = parameters.map((parameter) => ({
    ...parameter,
    value: replacer.json(parameter.value),
    because: replacer.text(parameter.because),
  }));
  return { ...store, ...maskPrivateIn({ parameters: redacted }, subjects[store.subject]?.user ?? {}) };
}

function redactExchange(exchange: Exchange, removed: ReadonlySet<string>, replacer: Replacer): Exchange {
  const headers = (given: Exchange["request"]["headers"]) => given.map(([name, value]): [string, string] => [name, replacer.text(value)]);
  const { outcome, request } = exchange;
  return {
    ...exchange,
    url: replacer.text(exchange.url),
    request: {
      ...request,
      headers: headers(request.headers),
      body: request.body === null ? null : redactBody(request.body, removed, replacer),
    },
    outcome: {
      ...outcome,
      ...("headers" in outcome && { headers: headers(outcome.headers) }),
      ...("body" in outcome && { body: redactBody(outcome.body, removed, replacer) }),
      ...("message" in outcome && { message: replacer.text(outcome.message) }),
      ...("reason" in outcome && { reason: replacer.text(outcome.reason) }),
    },
  };
}

/** A body that is JSON is redacted value by value, and the user in it field by field. */
function redactBody(body: string, removed: ReadonlySet<string>, replacer: Replacer): string {
  const value = parseJson(body);
  if (value === undefined) return replacer.text(body);
  if (!isJsonObject(value) || !isJsonObject(value.user)) return JSON.stringify(replacer.json(value));
  const { user, ...rest } = value;
  return JSON.stringify({ ...(replacer.json(rest) as JsonObject), user: redactUser(user, removed, replacer) });
}

/** Members whose field is left out are left out too. */
function redactLists(
  lists: Readonly<Record<string, readonly string[]>>,
  removed: ReadonlySet<string>,
  replacer: Replacer,
): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(lists).map(([name, members]) => [
      name,
      members.filter((member) => !removed.has(folded(member))).map((member) => String(replacer.whole(member))),
    ]),
  );
}

function maskedFor<Content extends object>(subjects: readonly CaseSubject[], content: Content): Content {
  return subjects.reduce((masked, { user }) => maskPrivateIn(masked, user), content);
}

/** Masks private values in the rules only where they can be recognized: a rule for `gold` says nothing about a user whose private plan is gold. */
function withoutPrivateTexts(payload: JsonObject, subjects: readonly CaseSubject[]): JsonObject {
  const masks = subjects.map(({ user }) => createPrivateMask(user)).filter((mask) => mask !== null);
  if (masks.length === 0) return payload;
  const json = JSON.stringify(payload);
  const masked = masks.reduce((text, mask) => mask(text), json);
  // Masking changes only texts, so the payload stays an object.
  return masked === json ? payload : (readJson(masked) as JsonObject);
}

function labelRows(
  subjects: readonly CaseSubject[],
  tags: ReadonlyMap<string, Replacement>,
  choices: RedactionOptions["choices"],
): (Omit<RedactionRow, "times" | "staysInNames"> & { readonly leaves: readonly string[] })[] {
  const ids = new Set(subjects.flatMap(({ user }) => pathsOf(user).flatMap(([, value]) => leafTexts(value))));
  const labels = [...new Set(subjects.map(({ label }) => label))].filter((label) => !isPlainLabel(label) && !ids.has(label));
  if (labels.length === 0) return [];
  const how = choices.get(labelId) === "keep" ? "keep" : "replace";
  return [
    {
      ...{ id: labelId, field: "Saved name", kind: "label", values: labels, how, choices: ["replace", "keep"], leaves: labels },
      becomes: how === "keep" ? [] : labels.flatMap((label) => tags.get(folded(label))?.by ?? []),
    },
  ];
}

function privateRows(subjects: readonly CaseSubject[]): RedactionRow[] {
  const counts = new Map<string, number>();
  for (const { user } of subjects)
    for (const [name, value] of Object.entries(user)) {
      if (!isPrivateField(name)) continue;
      const names = isJsonObject(value) ? Object.keys(value).map((member) => `${name}.${member}`) : [name];
      for (const each of names) counts.set(each, (counts.get(each) ?? 0) + 1);
    }
  return [...counts].map(([field, times]) => ({
    ...{ id: JSON.stringify(["private", field]), field, kind: "private", values: [], how: "leave_out", choices: ["leave_out"] },
    ...{ becomes: [], times, staysInNames: 0 },
  }));
}

function othersRow(
  tags: ReadonlyMap<string, string>,
  rules: readonly CaseRules[],
  isOwn: (value: string) => boolean,
  isHidden: boolean,
): RedactionRow[] {
  const nothing = createReplacer([]);
  const othersIn = ({ payload }: CaseRules) =>
    redactRules(payload, { targets: nothing, values: nothing, isOwn, otherTag: (text) => text }).others;
  const count = isHidden ? tags.size : new Set(rules.flatMap((each) => [...othersIn(each).keys()])).size;
  if (count === 0) return [];
  return [
    {
      ...{ id: othersId, field: "Others’ IDs in the rules", kind: "others", values: [`${count} ${count === 1 ? "value" : "values"}`] },
      ...{ how: isHidden ? "replace" : "keep", choices: ["replace", "keep"], becomes: [], times: count, staysInNames: 0 },
    },
  ];
}

function placesRow(subjects: readonly CaseSubject[], hidden: ReadonlySet<string | null>, isKept: boolean): RedactionRow[] {
  const count = subjects.flatMap(({ places }) => places.filter(({ idType }) => hidden.has(idType.toLowerCase()))).length;
  if (count === 0) return [];
  return [
    {
      ...{ id: placesId, field: "Places of replaced IDs", kind: "places", values: [`${count} ${count === 1 ? "place" : "places"}`] },
      ...{ how: isKept ? "keep" : "leave_out", choices: ["keep", "leave_out"], becomes: [], times: count, staysInNames: 0 },
    },
  ];
}

function countOf(subjects: readonly CaseSubject[], id: string): number {
  return Math.max(1, subjects.filter(({ user }) => pathsOf(user).some(([path]) => JSON.stringify(path) === id)).length);
}

/** Counts where a replaced value is still in the text of the case: in names, which stay. */
function withLeftovers(rows: readonly RedactionRow[], saved: Case): RedactionRow[] {
  const searched = rows
    .filter(({ how, kind }) => how === "replace" && (kind === "field" || kind === "label"))
    .flatMap(({ values }) => values);
  if (searched.length === 0) return [...rows];
  const search = createReplacer(searched.filter(isLong).map((value) => ({ value, by: "" })));
  search.text(JSON.stringify({ ...saved, replaced: [] }));
  return rows.map((row) =>
    row.how === "replace" ? { ...row, staysInNames: row.values.reduce((sum, value) => sum + (search.counts.get(value) ?? 0), 0) } : row,
  );
}
