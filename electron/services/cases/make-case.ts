import { createHmac } from "node:crypto";
import type { Case, CaseAnswer, CaseExplained, CaseRules, CaseStore, CaseSubject } from "#shared/domain/case/case-file.ts";
import { caseFormat, caseVersion } from "#shared/domain/case/case-format.ts";
import type { CaseChange, OutcomeChange } from "#shared/domain/case/case-request.ts";
import { isValueMember } from "#shared/domain/case/redact-rules.ts";
import { type RedactionChoice, type RedactionOptions, type RedactionRow, redactCase } from "#shared/domain/case/redaction.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { doubledNamesOf } from "#shared/domain/json/doubled-names.ts";
import { isSameJson } from "#shared/domain/json/json.ts";
import { withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import { preparedRules } from "../compare/prepared-rules.ts";
import { abridged } from "../explain/abridged.ts";
import type { UserEvaluator } from "../explain/engine/engine.ts";
import { explainParameters, parameterSources } from "../explain/engine/parameter-stores.ts";
import type { AnswerToSave, CaseToMake, MadeCase } from "./case-calls.ts";
import { placesOf } from "./case-places.ts";
import { entitiesOf, entityOf, evaluatorOf, type LoadedRules, membershipsOf, optionsOf, subjectOf } from "./case-rules.ts";
import { changedStores } from "./case-stores.ts";
import { neededRules } from "./needed-rules.ts";

/** A body above this length is left out of a case: it is the answer to many names, or no answer of Statsig. */
const maxBodyLength = 200_000;
/** So many answers are evaluated again to find out which replaced field changes them. */
const maxSearchedRows = 60;

/** Makes a case: what it needs of the rules, redacted; and which of its answers the redaction changes. */
export function makeCase(request: CaseToMake, rulesOf: (rulesId: string) => LoadedRules): MadeCase {
  const draft = draftOf(request, rulesOf);
  const choices = new Map(request.choices);
  const options: RedactionOptions = { choices, hash: hashFor(request.key), secrets: request.secrets };
  const { case: saved, rows } = redactCase(draft, options);
  return { case: saved, rows, changes: changesOf(draft, saved, rows, options) };
}

/** The case as it would be without redaction. It is never saved. */
export function draftOf(given: CaseToMake, rulesOf: (rulesId: string) => LoadedRules): Case {
  const request = { ...given, answers: [...given.answers, ...answersOfStores(given, rulesOf)] };
  const { rules, positions } = rulesFor(request, rulesOf);
  const subjects = request.subjects.map(({ label, project, tier, user, atMs }, at): CaseSubject => {
    return { label, project, tier, user, atMs, places: [], rules: positions[at] ?? null };
  });
  const withoutPlaces = { rules, subjects };
  const evaluators = subjects.map((subject) => {
    const evaluated = subjectOf(withoutPlaces, subject);
    return evaluated && { evaluated, evaluator: evaluatorOf(evaluated) };
  });
  const answers = request.answers.map((answer): CaseAnswer => {
    const explained = explainedBy(evaluators[answer.subject]?.evaluator ?? null, answer);
    return {
      subject: answer.subject,
      answer: answer.answer ?? answerHere(answer, explained, subjects[answer.subject]),
      explained,
      exchange: answer.exchange && withoutLargeBody(answer.exchange),
    };
  });
  const stores = request.stores.map(({ subject, name }): CaseStore => {
    const own = evaluators[subject];
    return { subject, name, parameters: (own && explainParameters(preparedRules(own.evaluated.rules), name, own.evaluator)) ?? [] };
  });
  const withPlaces = subjects.map((subject, at): CaseSubject => {
    const own = evaluators[at];
    if (own === null || own === undefined) return subject;
    const { evaluated } = own;
    const entities = entitiesOf(answers, (of) => of === at);
    return { ...subject, places: placesOf(preparedRules(evaluated.rules), evaluated.user, optionsOf(evaluated), entities) };
  });
  const { name, note, savedAtMs, madeWith, facts } = request;
  return {
    ...{ format: caseFormat, version: caseVersion, name, note, savedAtMs, madeWith },
    ...{ subjects: withPlaces, answers, stores, facts: [...facts], replaced: [], rules },
  };
}

/** Subjects with the same rules share them. */
function rulesFor(
  { subjects, answers, stores }: CaseToMake,
  rulesOf: (rulesId: string) => LoadedRules,
): { rules: CaseRules[]; positions: (number | null)[] } {
  const ids = [...new Set(subjects.flatMap(({ rules }) => rules?.rulesId ?? []))];
  const rules = ids.flatMap((rulesId): CaseRules[] => {
    const using = new Set(subjects.flatMap((subject, at) => (subject.rules?.rulesId === rulesId ? [at] : [])));
    const facts = subjects.find((subject) => subject.rules?.rulesId === rulesId)?.rules;
    if (facts === null || facts === undefined) return [];
    const { payload, idLists } = rulesOf(rulesId);
    const entities = answers.flatMap((answer) => (using.has(answer.subject) ? (entityOf(answer) ?? []) : []));
    const memberships = idLists && [...using].map((at) => membershipsOf(idLists, subjects[at]?.user ?? {}));
    const { source, readAtMs, timeMs } = facts;
    const ownStores = new Set(stores.flatMap(({ subject, name }) => (using.has(subject) ? [name] : [])));
    const needed = neededRules(payload, entities, { stores: ownStores, ruleNames: facts.ruleNames });
    // What is inside of a value is nobody's fault, and may be somebody's data.
    const doubled = doubledNamesOf(needed).flatMap((each) => (each.path.some(isValueMember) ? [] : [{ ...each, path: [...each.path] }]));
    return [{ source, readAtMs, timeMs, payload: needed, doubled, idLists: memberships && merged(memberships) }];
  });
  return { rules, positions: subjects.map((subject) => (subject.rules === null ? null : ids.indexOf(subject.rules.rulesId))) };
}

/** What the parameters of the stores point to, unless it is among the answers. */
function answersOfStores({ subjects, answers, stores }: CaseToMake, rulesOf: (rulesId: string) => LoadedRules): AnswerToSave[] {
  const keyOf = ({ subject, kind, name }: Pick<AnswerToSave, "subject" | "kind" | "name">) => JSON.stringify([subject, kind, name]);
  const known = new Set(answers.map(keyOf));
  const added = stores.flatMap(({ subject, name }): AnswerToSave[] => {
    const rules = subjects[subject]?.rules ?? null;
    const sources = rules === null ? [] : parameterSources(preparedRules(rulesOf(rules.rulesId).payload), name);
    return sources.map((source) => ({ subject, ...source, answer: null, exchange: null }));
  });
  return [...new Map(added.filter((each) => !known.has(keyOf(each))).map((each) => [keyOf(each), each])).values()];
}

function merged(memberships: readonly Readonly<Record<string, readonly string[]>>[]): Record<string, string[]> {
  const lists = new Map<string, Set<string>>();
  for (const [name, members] of memberships.flatMap(Object.entries<readonly string[]>))
    lists.set(name, new Set([...(lists.get(name) ?? []), ...members]));
  return Object.fromEntries([...lists].map(([name, members]) => [name, [...members]]));
}

function explainedBy(evaluator: UserEvaluator | null, named: Pick<AnswerToSave, "kind" | "name">): CaseExplained | null {
  const entity = entityOf(named);
  if (evaluator === null || entity === null) return null;
  const { state, value, ruleId, groupName, allocatedExperiment, because } = abridged(evaluator.explain(entity.kind, entity.name));
  return { state, value, ruleId, groupName, allocatedExperiment, because };
}

/** The answer of the rules, for a view that has none of Statsig. */
function answerHere({ kind, name }: AnswerToSave, explained: CaseExplained | null, subject: CaseSubject | undefined): Answer {
  const atMs = subject?.atMs ?? 0;
  const unknown: CaseExplained = {
    ...{ state: "unknown", value: null, ruleId: null, groupName: null, allocatedExperiment: null },
    because: "there are no rules to evaluate",
  };
  return {
    ...{ kind, name, isNameHashed: false, ...(explained ?? unknown), idType: null, layerName: null, secondaryExposures: null },
    ...{ mayBeMissing: false, nextStep: null, nearNames: [], provenance: { kind: "explained_here", ofMs: null }, atMs, elapsedMs: 0 },
    ...{ exchangeId: null, httpStatus: null, retryAfterMs: null, isLogged: false, hops: null },
  };
}

function withoutLargeBody(exchange: Exchange): Exchange {
  const { outcome, request } = exchange;
  const isLarge = (body: string | null) => (body?.length ?? 0) > maxBodyLength;
  return {
    ...exchange,
    request: isLarge(request.body) ? { ...request, body: null } : request,
    outcome: outcome.kind === "answered" && isLarge(outcome.body) ? { ...outcome, body: "", isCut: true } : outcome,
  };
}

/** Returns tags that nobody can compute without the key of this case. */
function hashFor(key: string): (value: string) => string {
  return (value) =>
    BigInt(`0x${createHmac("sha256", Buffer.from(key, "hex")).update(value).digest("hex")}`)
      .toString(36)
      .padStart(50, "0")
      .slice(-40);
}

/** Evaluates the case that would be saved, and finds for each answer and parameter store that changes the fields because of which it does. */
function changesOf(draft: Case, saved: Case, rows: readonly RedactionRow[], options: RedactionOptions): CaseChange[] {
  const [answers, stores] = [changedAnswers(saved), changedStores(saved)];
  if (answers.length + stores.length === 0) return [];
  const redacted = rows.filter((row) => row.choices.includes("keep") && row.how !== "keep");
  const restoring = redacted.length + 1 > maxSearchedRows ? [] : redacted;
  const unchangedWith = restoring.map((row) => {
    const choices = new Map<string, RedactionChoice>([...options.choices, [row.id, "keep"]]);
    return { row, still: changedPositions(redactCase(draft, { ...options, choices }).case) };
  });
  const byPrivate = changedPositions({ ...draft, subjects: draft.subjects.map((each) => ({ ...each, user: withoutPrivate(each.user) })) });
  const causes = (of: "answers" | "stores", at: number) => ({
    because: unchangedWith.flatMap(({ row, still }) => (still[of].has(at) ? [] : [{ id: row.id, field: row.field }])),
    isPrivate: byPrivate[of].has(at),
  });
  // The casts are for indexes that come from the lists themselves.
  const ofAnswers = answers.map(({ at, after }): CaseChange => {
    const { subject, answer, explained } = draft.answers[at] as CaseAnswer;
    const before = { state: explained?.state ?? "unknown", groupName: explained?.groupName ?? null } as const;
    return { subject, kind: answer.kind, name: answer.name, before, after, ...causes("answers", at) };
  });
  const ofStores = stores.map(({ at, parameters }): CaseChange => {
    const { subject, name } = draft.stores[at] as CaseStore;
    return { subject, kind: "parameter_store", name, parameters, ...causes("stores", at) };
  });
  return [...ofAnswers, ...ofStores];
}

function changedPositions(saved: Case): { readonly answers: ReadonlySet<number>; readonly stores: ReadonlySet<number> } {
  return {
    answers: new Set(changedAnswers(saved).map(({ at }) => at)),
    stores: new Set(changedStores(saved).map(({ at }) => at)),
  };
}

/** The answers that the rules of a case give otherwise than it says, by their positions. */
export function changedAnswers(saved: Case): { readonly at: number; readonly after: OutcomeChange["after"] }[] {
  const evaluators = saved.subjects.map((subject) => {
    const evaluated = subjectOf(saved, subject);
    return evaluated && evaluatorOf(evaluated);
  });
  return saved.answers.flatMap(({ subject, answer, explained }, at) => {
    const entity = entityOf(answer);
    const evaluator = evaluators[subject];
    if (explained === null || entity === null || evaluator === null || evaluator === undefined) return [];
    const { state, value, ruleId, groupName, allocatedExperiment } = evaluator.evaluate(entity.kind, entity.name);
    const isSame =
      state === explained.state &&
      groupName === explained.groupName &&
      ruleId === explained.ruleId &&
      allocatedExperiment === explained.allocatedExperiment &&
      isSameJson(value, explained.value);
    return isSame ? [] : [{ at, after: { state, groupName } }];
  });
}
