import { randomBytes, randomUUID } from "node:crypto";
import { type Case, caseText, readCase } from "#shared/domain/case/case-file.ts";
import { caseMarkdown } from "#shared/domain/case/case-markdown.ts";
import { caseReport } from "#shared/domain/case/case-report.ts";
import type { CaseFile, CaseFormat, CaseRequest, OpenedCase, PreparedCase } from "#shared/domain/case/case-request.ts";
import { caseFileName } from "#shared/domain/case/case-text.ts";
import { customerReply } from "#shared/domain/case/customer-reply.ts";
import { type Replay, type ReplayRow, whyNotLive } from "#shared/domain/case/replay.ts";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import { isSameAsHere } from "#shared/domain/comparison/live-answer.ts";
import { type Answer, hasAnswer } from "#shared/domain/evaluation/evaluation.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { redactText } from "#shared/domain/exchange/redact.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import type { Compare } from "../compare/compare-service.ts";
import type { Evaluate } from "../evaluate/evaluate.ts";
import { engineVersion } from "../explain/engine/engine-version.ts";
import { NoSuchThing, UnusableInput } from "../failures.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import type { Clock } from "../ports.ts";
import type { Projects } from "../projects/projects.ts";
import type { WorkerThread } from "../workers/worker-thread.ts";
import type { AnswerToSave, CaseCalls, CaseToMake, SubjectToSave } from "./case-calls.ts";

export interface CaseParts {
  readonly projects: Pick<Projects, "require">;
  readonly vault: Pick<KeyVault, "knownSecrets">;
  readonly compare: Pick<Compare, "stored">;
  readonly evaluate: Pick<Evaluate, "check">;
  readonly history: { get(exchangeId: string): Promise<{ readonly exchange: Exchange }> };
  readonly thread: WorkerThread<CaseCalls>;
  readonly clock: Clock;
  readonly version: string;
}

export type Cases = ReturnType<typeof createCases>;

/** So many cases are kept in memory: the one that is being saved, and those that are open. */
const maxKept = 8;
const previewLength = 6_000;
/** Answers of which a report tells why. */
const maxExplained = 10;

interface Kept {
  readonly saved: Case;
  readonly fileName: string;
  /** What the case is made from; null for one that was opened. */
  readonly made: CaseToMake | null;
}

/**
 * Makes cases from answers, opens them, and replays them. Nothing is written here: the page and the terminal save the text. A case is opened without a key and without a
 * network; only `replay` uses a project. No call logs an exposure.
 */
export function createCases({ projects, vault, compare, evaluate, history, thread, clock, version }: CaseParts) {
  const kept = new Map<string, Kept>();

  function keep(caseId: string, entry: Kept): void {
    kept.delete(caseId);
    kept.set(caseId, entry);
    for (const oldest of [...kept.keys()].slice(0, -maxKept)) kept.delete(oldest);
  }

  function require(caseId: string): Kept {
    const found = kept.get(caseId);
    if (found === undefined) throw new NoSuchThing("case");
    return found;
  }

  /** Loads the rules of a subject into the thread. Returns why there are none, as a sentence. */
  async function loadRules(
    { projectId, snapshotId }: Pick<CompareSubject, "projectId" | "snapshotId">,
    signal?: AbortSignal,
  ): Promise<NonNullable<SubjectToSave["rules"]> | { readonly reason: string; readonly nextStep: string }> {
    const found = await compare.stored({ projectId, snapshotId }, signal);
    if ("reason" in found) return found;
    const { used, contents, rulesId, ruleNames } = found;
    const isLoaded = (await thread.call("isLoaded", rulesId, signal)) || (await thread.call("load", { rulesId, ...contents }, signal));
    if (!isLoaded) return { reason: "These rules cannot be read.", nextStep: "Refresh the rules." };
    const { source, readAtMs, timeMs } = used;
    return { rulesId, ruleNames, source, readAtMs, timeMs };
  }

  async function subjectToSave(subject: CompareSubject, atMs: number): Promise<{ subject: SubjectToSave; note: string | null }> {
    const project = projects.require(subject.projectId);
    const rules = await loadRules(subject);
    const facts = { label: subject.userLabel, project: project.name, tier: subject.tier, user: subject.user, atMs: subject.atMs ?? atMs };
    return "reason" in rules
      ? { subject: { ...facts, rules: null }, note: `${subject.userLabel}: the case has no rules. ${rules.reason}` }
      : { subject: { ...facts, rules }, note: null };
  }

  async function answersToSave(answers: CaseRequest["answers"]): Promise<AnswerToSave[]> {
    const exchangeIds = new Set(answers.flatMap(({ answer }) => answer?.exchangeId ?? []));
    const entries = await Promise.all(
      [...exchangeIds].map(async (id) => {
        // An answer whose request was removed from the history is saved without it.
        const entry = await history.get(id).catch((failure: unknown) => {
          if (failure instanceof NoSuchThing) return null;
          throw failure;
        });
        return [id, entry?.exchange ?? null] as const;
      }),
    );
    const exchanges = new Map(entries);
    return answers.map(({ subject, kind, name, answer }) => {
      return { subject, kind, name, answer, exchange: answer?.exchangeId ? (exchanges.get(answer.exchangeId) ?? null) : null };
    });
  }

  async function explanationsOf(saved: Case, signal?: AbortSignal): Promise<(Explanation | null)[]> {
    return thread.call("explain", { saved, at: saved.answers.slice(0, maxExplained).map((_, at) => at) }, signal);
  }

  async function replayIn(saved: Case, projectId: string, signal?: AbortSignal): Promise<Replay> {
    const project = projects.require(projectId);
    const found = await compare.stored({ projectId, snapshotId: null }, signal);
    if ("reason" in found) return { is: "not_possible", reason: found.reason, nextStep: found.nextStep };
    const rules = await loadRules({ projectId, snapshotId: null }, signal);
    if ("reason" in rules) return { is: "not_possible", reason: rules.reason, nextStep: rules.nextStep };
    if (saved.subjects.every((subject) => subject.rules === null))
      return {
        is: "not_possible",
        reason: "This case has no rules, so nothing can be compared with yours.",
        nextStep: "Replay it live, if its IDs were kept.",
      };
    const atMs = clock.nowMs();
    const replayed = await thread.call(
      "replay",
      { saved, rulesId: rules.rulesId, ruleNames: rules.ruleNames ?? new Map(), nowMs: atMs },
      signal,
    );
    return { is: "replayed", project: project.name, rules: found.used, atMs, isLive: false, ...replayed };
  }

  /** Asks Statsig for the answers of now, without logging, and compares them with those of the case. */
  async function replayLive(saved: Case, projectId: string, signal?: AbortSignal): Promise<Replay> {
    const refusal = whyNotLive(saved);
    if (refusal !== null) return { is: "not_possible", ...refusal };
    const here = await replayIn(saved, projectId, signal);
    if (here.is === "not_possible") return here;
    const live = await liveAnswers(saved, projectId, signal);
    const notes = saved.stores.length === 0 ? here.notes : [...here.notes, storesNote];
    return { ...here, isLive: true, rows: here.rows.map((row) => withLive(row, live.get(row.at))), notes };
  }

  async function liveAnswers(saved: Case, projectId: string, signal?: AbortSignal): Promise<ReadonlyMap<number, Answer>> {
    const project = projects.require(projectId);
    const found = new Map<number, Answer>();
    for (const [subjectAt, { user, tier, label }] of saved.subjects.entries())
      for (const kind of new Set(saved.answers.flatMap((each) => (each.subject === subjectAt ? [each.answer.kind] : [])))) {
        const asked = saved.answers.flatMap((each, at) =>
          each.subject === subjectAt && each.answer.kind === kind ? [{ at, name: each.answer.name }] : [],
        );
        const { answers } = await evaluate.check(
          {
            ...{
              projectId,
              keyId: null,
              tier: tier === "" ? project.defaultTier : tier,
              user,
              userLabel: label.slice(0, 200),
              isLogging: false,
            },
            question: { kind, names: asked.map(({ name }) => name) },
          },
          signal,
        );
        for (const { at, name } of asked) {
          const answer = answers.find((each) => each.name === name);
          if (answer !== undefined) found.set(at, answer);
        }
      }
    return found;
  }

  return {
    /** Makes a case and keeps it until it is saved: what is replaced, what that changes, and a preview. Throws `NoSuchThing` for a project or snapshot. */
    async prepare(request: CaseRequest): Promise<PreparedCase> {
      const { name, note, facts, choices } = request;
      const known = request.caseId === null ? undefined : kept.get(request.caseId);
      const caseId = known === undefined ? randomUUID() : (request.caseId ?? "");
      const atMs = Math.max(0, ...request.answers.map(({ answer }) => answer?.atMs ?? 0)) || clock.nowMs();
      if (request.answers.length + request.stores.length === 0) throw new UnusableInput("answers", "A case needs an answer.");
      if ([...request.answers, ...request.stores].some(({ subject }) => subject >= request.subjects.length))
        throw new UnusableInput("answers", "An answer has no user.");
      const found = await Promise.all(request.subjects.map((subject) => subjectToSave(subject, atMs)));
      const made: CaseToMake = {
        subjects: found.map(({ subject }) => subject),
        answers: await answersToSave(request.answers),
        stores: request.stores,
        ...{ name, note, facts, choices, savedAtMs: clock.nowMs(), madeWith: { gatescope: version, engine: engineVersion } },
        key: known?.made?.key ?? randomBytes(32).toString("hex"),
        secrets: vault.knownSecrets(),
      };
      const { case: saved, rows, changes } = await thread.call("make", made);
      keep(caseId, { saved, fileName: caseFileName(saved.name, "case"), made });
      const text = caseText(saved);
      return {
        ...{ caseId, rows: [...rows], changes: [...changes], preview: text.slice(0, previewLength), bytes: Buffer.byteLength(text) },
        ruleCount: saved.rules.reduce((sum, { payload }) => sum + countSpecs(payload), 0),
        notes: found.flatMap((each) => each.note ?? []),
      };
    },

    /** Returns the file of a prepared or opened case. */
    async file({ caseId, format }: { readonly caseId: string; readonly format: CaseFormat }, signal?: AbortSignal): Promise<CaseFile> {
      const { saved } = require(caseId);
      const fileName = caseFileName(saved.name, format);
      if (format === "case") return { fileName, mediaType: "application/json", text: caseText(saved) };
      const explanations = await explanationsOf(saved, signal);
      return format === "html"
        ? { fileName, mediaType: "text/html", text: caseReport(saved, explanations) }
        : { fileName, mediaType: "text/markdown", text: caseMarkdown(saved, explanations) };
    },

    /** Opens the text of a case wholly, or throws `UnusableInput` with one sentence. Needs no key and no network. */
    async open({ fileName, text }: { readonly fileName: string; readonly text: string }): Promise<OpenedCase> {
      const reading = readCase(text);
      if (reading.is === "refused") throw new UnusableInput("file", reading.because);
      const caseId = randomUUID();
      const changed = await thread.call("changed", reading.case);
      keep(caseId, { saved: reading.case, fileName, made: null });
      return { caseId, fileName, case: reading.case, changed: changed.answers, changedStores: changed.stores };
    },

    /** Returns the explanation of one answer, evaluated again from the rules of the case; null without rules. */
    async explanation({ caseId, at }: { readonly caseId: string; readonly at: number }, signal?: AbortSignal): Promise<Explanation | null> {
      const [explanation = null] = await thread.call("explain", { saved: require(caseId).saved, at: [at] }, signal);
      return explanation;
    },

    /** Compares the answers of a case with those of a project now: with its rules, or as Statsig answers. */
    replay(
      { caseId, projectId, isLive }: { readonly caseId: string; readonly projectId: string; readonly isLive: boolean },
      signal?: AbortSignal,
    ): Promise<Replay> {
      const { saved } = require(caseId);
      return isLive ? replayLive(saved, projectId, signal) : replayIn(saved, projectId, signal);
    },

    /** Returns a reply for the customer. For a case that is being saved, it has the values of the customer, who knows them; private ones never. */
    async reply({ caseId, replay }: { readonly caseId: string; readonly replay: Replay | null }, signal?: AbortSignal): Promise<string> {
      const { saved, made } = require(caseId);
      const now = replay?.is === "replayed" ? new Map(replay.rows.map((row) => [row.at, { ...row.now, kind: row.kind }])) : undefined;
      const found =
        made === null ? { saved, answers: await thread.call("reply", saved, signal) } : await thread.call("replyTo", made, signal);
      // It has the values of the customer, which are not redacted: a key in one of them, or in a line of the view, is still masked.
      return redactText(customerReply(found.saved, found.answers, now), vault.knownSecrets());
    },
  };
}

const storesNote = "The HTTP API does not serve parameter stores: their parameters are resolved here, with the rules.";

/** Statsig's answer in the place of the one that was evaluated here. If the two differ, the rules explain nothing; no answer is no difference. */
function withLive(row: ReplayRow, live: Answer | undefined): ReplayRow {
  if (live === undefined) return row;
  const { state, value, groupName, allocatedExperiment, ruleId } = live;
  const now = { state, value, groupName, allocatedExperiment, ruleId, unknownReasons: hasAnswer(state) ? [] : [live.because] };
  if (!hasAnswer(state)) return { ...row, now, result: "undecided", causes: [], tried: [], explanation: null };
  if (isSameAsHere(live, row.now)) return { ...row, now };
  const result = isSameAsHere(live, row.before) ? "same" : "differs";
  const evaluator = { part: { kind: "evaluator" } as const };
  return { ...row, now, result, causes: result === "same" ? [] : [{ parts: [evaluator] }], tried: [], explanation: null };
}

function countSpecs(payload: Case["rules"][number]["payload"]): number {
  const sections = [payload.feature_gates, payload.dynamic_configs, payload.layer_configs];
  return sections.reduce<number>(
    (sum, section) => sum + (typeof section === "object" && section !== null ? Object.keys(section).length : 0),
    0,
  );
}
