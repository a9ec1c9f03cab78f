import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { caseCommand } from "#hosts/terminal/case/case-command.ts";
import { answerLine } from "#hosts/terminal/check/answer-line.ts";
import { liveDifferenceText } from "#renderer/answer/comparison/comparison-export.ts";
import { supportLines } from "#renderer/features/events/support/support-lines.ts";
import { createRouter } from "#rpc/router.ts";
import { demoProject } from "#services/sandbox/demo/demo-project.ts";
import { createSandboxServer, type SandboxServer } from "#services/sandbox/sandbox.ts";
import { createServices, type Services } from "#services/services.ts";
import { caseSentence } from "#shared/domain/case/case-text.ts";
import { chatMarkdown, sentenceText, sharedAnswer } from "#shared/domain/case/chat-markdown.ts";
import type { CohortOutcome } from "#shared/domain/cohort/cohort.ts";
import { describeOutcome } from "#shared/domain/cohort/cohort-text.ts";
import type { LiveCheckSummary } from "#shared/domain/comparison/compare-request.ts";
import { answerText } from "#shared/domain/comparison/comparison-text.ts";
import type { WhatIfSummary } from "#shared/domain/comparison/what-if.ts";
import { answerAsText, answerSentence } from "#shared/domain/evaluation/answer-text.ts";
import { type Answer, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { briefStateLabel, stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { exposurePreviewText } from "#shared/domain/events/exposure-preview-text.ts";
import type { TestRow } from "#shared/domain/expectation/suite-run.ts";
import { withBestReason } from "#shared/domain/explanation/best-reason.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { blankProject, type ProjectHosts } from "#shared/domain/project/project.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { markdownText } from "#shared/domain/text/markdown.ts";
import { plantedKeys } from "#tests/fakes/evaluation-world.ts";
import { createFakePorts } from "#tests/fakes/ports.ts";
import { type ReasonCase, reasonCases } from "#tests/fakes/reason-cases.ts";
import { createScriptedStatsig, type ScriptedReply } from "#tests/fakes/scripted-statsig.ts";
import { type Client, connectInProcess } from "./transports.ts";

const folder = mkdtempSync(join(tmpdir(), "gatescope-reasons-"));
const ports = createFakePorts(folder);
let services: Services;
let sandbox: SandboxServer;
let nameless: SandboxServer;
let client: Client;
/** A project of the same server whose key cannot read the rules. */
let withoutRules: string;
/** A project whose definitions have no rule names, as real ones. */
let withoutRuleNames: string;
let testRows: readonly TestRow[];
let cells: readonly (CohortOutcome | undefined)[];

beforeAll(async () => {
  services = await createServices(ports);
  client = connectInProcess({ router: createRouter(services), log: ports.log });
  sandbox = await createSandboxServer({ clock: ports.clock, log: ports.log });
  nameless = await createSandboxServer({ clock: ports.clock, log: ports.log, hasNamelessRules: true });
  withoutRules = await projectAt(sandbox, sandbox.clientKey);
  withoutRuleNames = await projectAt(nameless, nameless.serverKey);
  for (const projectId of [sandboxProjectId, withoutRuleNames]) await client.explain.refreshDefinitions({ projectId });
  testRows = await runTests();
  cells = await cohortCells();
});
afterAll(async () => {
  await services.close();
  await Promise.all([sandbox.close(), nameless.close()]);
  rmSync(folder, { recursive: true });
});

async function projectAt({ hosts }: { readonly hosts: ProjectHosts }, key: string): Promise<string> {
  const { id } = await client.projects.create({ ...blankProject(), name: hosts.api, hosts });
  await client.keys.add({ projectId: id, key, label: "" });
  return id;
}

const tier = "production";
const userLabel = "Lena";

/** A name and a user. */
type Asked = Pick<ReasonCase, "kind" | "name" | "user">;

function requestOf(projectId: string, { user }: Asked) {
  return { projectId, keyId: null, tier, user, userLabel, isLogging: false };
}

async function check(projectId: string, each: Asked): Promise<Answer> {
  const question = { kind: each.kind, names: [each.name] };
  const { answers } = await client.evaluate.check({ ...requestOf(projectId, each), question });
  return answers[0] ?? expect.fail("no answer");
}

/** Checks the users of all cases as a cohort. Returns what the cell of each case's user and name shows. */
async function cohortCells(): Promise<(CohortOutcome | undefined)[]> {
  const { fileId } = await client.cohorts.files.begin({ fileName: "users.ndjson" });
  await client.cohorts.files.chunk({ fileId, text: reasonCases.map(({ user }) => `${JSON.stringify(user)}\n`).join("") });
  // Cohorts call experiments configs, as definitions do.
  const entityOf = ({ kind, name }: Asked) => ({ kind: kind === "experiment" ? ("config" as const) : kind, name });
  const entities = [...new Map(reasonCases.map((each) => [each.name, entityOf(each)])).values()];
  const source = { kind: "file", fileId, fileName: "users.ndjson", mapping: null } as const;
  const { cohortId } = await client.cohorts.start({ projectId: sandboxProjectId, tier, snapshotId: null, entities, source });
  const { steps } = await readAll(await client.cohorts.follow({ cohortId }));
  const view = { filter: "", outcome: null, group: null, sort: null };
  const { rows } = await client.cohorts.rows({ cohortId, view, from: 0, count: 100 });
  return reasonCases.map(({ name }, at) => {
    const share = entities.findIndex((entity) => entity.name === name);
    return steps.at(-1)?.shares[share]?.outcomes[rows[at]?.codes[share] ?? -1];
  });
}

/** Runs a suite in which every test is wrong. */
async function runTests(): Promise<readonly TestRow[]> {
  const tests = reasonCases.map(({ kind, name, user, state }) => ({
    ...{ [kind]: name, user, tier, expect: state === "not_found" ? (kind === "gate" ? "pass" : "default") : "not found" },
  }));
  return runSuite(sandboxProjectId, tests);
}

async function runSuite(projectId: string, tests: readonly JsonObject[]): Promise<readonly TestRow[]> {
  const project = (await client.projects.list()).find(({ id }) => id === projectId)?.name ?? "";
  const suites = mkdtempSync(join(folder, "suites-"));
  writeFileSync(join(suites, "suite.yaml"), JSON.stringify({ rules: { project }, tests }));
  await client.suites.choose({ projectId, path: suites });
  const rows: TestRow[] = [];
  for await (const progress of await client.suites.run({ projectId, isLive: false })) rows.push(...progress.rows);
  return rows;
}

async function everythingOf(each: ReasonCase): Promise<Answer | undefined> {
  const answers: Answer[] = [];
  for await (const progress of await client.evaluate.everything({ ...requestOf(sandboxProjectId, each), kinds: [each.kind] }))
    answers.push(...progress.answers);
  const answer = answers.find(({ name }) => name === each.name);
  const [reason] = await client.explain.reasons({ projectId: sandboxProjectId, tier, user: each.user, of: [each] });
  return answer && reason && withBestReason(answer, reason);
}

/** Saves a case of one answer, and opens it. */
async function openedCase(projectId: string, { kind, name, user }: Asked, answer: Answer) {
  const subject = { projectId, keyId: null, tier, user, userLabel, snapshotId: null, atMs: null };
  const answers = [{ subject: 0, kind, name, answer }];
  const { caseId } = await client.cases.prepare({
    ...{ caseId: null, name, note: "", subjects: [subject], answers, stores: [], facts: [], choices: [] },
  });
  return { caseId, opened: await client.cases.open(await client.cases.file({ caseId, format: "case" })) };
}

/** Runs `gatescope case show` on a case of one answer. */
async function shownCase(text: string) {
  const printed: string[] = [];
  const terminal = { ...{ stdin: Readable.from([Buffer.from(text)]), clock: { monotonicMs: () => 0 } }, drained: async () => {} };
  await caseCommand(["show", "-"], { ...terminal, print: (line: string) => printed.push(line), note: () => {} } as never);
  return JSON.parse(printed.join(""));
}

/** Returns what a stream yields, and what it returns at its end. */
async function readAll<Step, End>(stream: AsyncIterator<Step, End, unknown>): Promise<{ readonly steps: Step[]; readonly end: End }> {
  const steps: Step[] = [];
  for (;;) {
    const next = await stream.next();
    if (next.done) return { steps, end: next.value };
    steps.push(next.value);
  }
}

/** The reason of an answer in each place that has it as a clause. */
const clauses = (places: Record<string, { readonly because: string } | undefined>) =>
  Object.fromEntries(Object.entries(places).map(([place, shown]) => [place, shown?.because]));

const inEach = <Place extends string>(places: Record<Place, unknown>, value: unknown) =>
  Object.fromEntries(Object.keys(places).map((place) => [place, value]));

describe.each(reasonCases)("$title: $kind $name", (each) => {
  const { kind, name, user, state, because } = each;
  const plain = { state, because, ...each.withoutRules };

  it("has one reason where there are no rules", async () => {
    const answer = await check(withoutRules, each);
    expect(answer).toMatchObject(plain);
    const places = clauses({
      history: (await client.history.get({ exchangeId: answer.exchangeId ?? "" })).answers[0],
      terminal: JSON.parse(answerLine(answer)),
    });
    expect(places).toEqual(inEach(places, plain.because));
  });

  it("has one reason where there are rules", async () => {
    const answer = await check(sandboxProjectId, each);
    expect(answer).toMatchObject({ state, because });
    const { projectId, ...asked } = requestOf(sandboxProjectId, each);
    const explained = await client.explain.explain({ projectId, tier, user, kind, name });
    const explanation = explained.is === "explained" ? explained.explanation : expect.fail(explained.reason);
    const [reason] = await client.explain.reasons({ projectId, tier, user, of: [each] });
    const preview = await client.events.previewExposures({ request: { projectId, ...asked }, names: { [kind]: [name] } });
    const row = preview.rows.find((found) => found.name === name);
    const test = testRows[reasonCases.indexOf(each)];
    const places = clauses({
      history: (await client.history.get({ exchangeId: answer.exchangeId ?? "" })).answers[0],
      terminal: JSON.parse(answerLine(answer)),
      why: explanation,
      table: reason,
      testRow: test,
      ...(isAnswered(state) && {
        everything: await everythingOf(each),
        support: row && { because: withBestReason(row.answer, reason ?? expect.fail()).because },
        // The answer came before the rules.
        rulesCameLater: withBestReason(await check(withoutRules, each), reason ?? expect.fail()),
      }),
    });
    expect(places).toEqual(inEach(places, because));
  });

  it("has one sentence in everything that is copied or saved", async () => {
    const answer = await check(sandboxProjectId, each);
    const sentence = answerSentence(answer, userLabel, tier);
    const explained = await client.explain.explain({ projectId: sandboxProjectId, tier, user, kind, name });
    const explanation = explained.is === "explained" ? explained.explanation : null;
    const shared = sharedAnswer({
      ...{ answer, explanation, user, who: userLabel, tier, project: "Sandbox", unit: null, isCurrent: true },
    });
    const row = { kind, name, answer, primary: null, secondary: null, written: [], writtenCount: 0 };
    const preview = { userLabel, tier, atMs: 0, method: "checks" as const, rows: [row], written: [], writtenCount: 0, problem: null };
    expect(shared.sentence).toBe(sentence);
    expect(chatMarkdown(shared)).toContain(`\n${markdownText(sentence)}\n`);
    expect(sentenceText(shared).split("\n")).toContain(sentence);
    expect(exposurePreviewText(preview).split("\n")).toContain(sentence);
    expect(supportLines({ preview, changes: { rows: [], editTimes: [] }, overrides: [] }).map(({ text }) => text)).toEqual([sentence]);

    const { opened, caseId } = await openedCase(sandboxProjectId, each, answer);
    const saved = opened.case.answers[0] ?? expect.fail("no answer");
    const inCase = caseSentence(opened.case, saved);
    expect(inCase).toContain(because);
    expect(saved.explained?.because).toBe(because);
    // What `case show` prints of the rules of the case.
    expect((await client.cases.explanation({ caseId: opened.caseId, at: 0 }))?.because).toBe(because);
    expect((await client.cases.file({ caseId, format: "markdown" })).text).toContain(`\n${markdownText(inCase)}\n`);
    expect((await client.cases.file({ caseId, format: "html" })).text).toContain(`<p>${inCase}</p>`);

    const { text } = await client.cases.file({ caseId, format: "case" });
    expect(await shownCase(text)).toMatchObject({ sentence: inCase, state, again: { result: "same", state, because } });
    const reply = await client.cases.reply({ caseId: opened.caseId, replay: null });
    // The case has a tag in the place of the ID.
    const { label } = opened.case.subjects[0] ?? expect.fail("no subject");
    const told = reply.replaceAll(label, String(user.userID)).replace(/at .{16} UTC/, "at … UTC");
    expect(told).toContain(`What happened: at … UTC, ${each.reply.happened} for you.\nWhy: ${each.reply.why}.\n`);
  });

  it("has one label of its state", async () => {
    const answer = await check(sandboxProjectId, each);
    const label = stateLabel(answer);
    const explained = await client.explain.explain({ projectId: sandboxProjectId, tier, user, kind, name });
    const explanation = explained.is === "explained" ? explained.explanation : expect.fail(explained.reason);
    const shared = sharedAnswer({
      ...{ answer, explanation, user, who: userLabel, tier, project: "Sandbox", unit: null, isCurrent: true },
    });
    const { caseId } = await openedCase(sandboxProjectId, each, answer);
    const markdown = await client.cases.file({ caseId, format: "markdown" });
    const report = await client.cases.file({ caseId, format: "html" });
    const subject = { projectId: sandboxProjectId, keyId: null, tier, user, userLabel, snapshotId: null, atMs: null };
    const [compared] = (await client.compare.answers({ subjects: [subject, subject], entities: [{ kind, name }] })) ?? [];
    const places = {
      history: (await client.history.get({ exchangeId: answer.exchangeId ?? "" })).row.word,
      copied: answerAsText(answer, userLabel, tier).split(": ")[0],
      chat: /\*\*(.*)\*\*: /.exec(chatMarkdown(shared))?.[1],
      caseMarkdown: /^## (.*): /m.exec(markdown.text)?.[1],
      caseReport: /<h2><b>(.*?)<\/b>/.exec(report.text)?.[1],
      why: stateLabel(explanation),
      compared: answerText(compared?.[0], { isWithValue: false, beside: null }),
    };
    expect(places).toEqual(inEach(places, label));
    const cell = cells[reasonCases.indexOf(each)] ?? expect.fail("no cell");
    expect(cell.state).toBe(state);
    // A cell of a value has the rule or the experiment that gives it.
    expect(describeOutcome(cell)).toBe(state === "value" ? (answer.allocatedExperiment ?? label) : briefStateLabel(answer));
  });
});

it("the live side of Compare has the label and the reason of Statsig’s answer", async () => {
  const statsig = await createSandboxServer({ clock: ports.clock, log: ports.log });
  const projectId = await projectAt(statsig, statsig.serverKey);
  await client.explain.refreshDefinitions({ projectId });
  const each: Asked = { kind: "gate", name: "checkout_v2", user: { userID: "staff-ada" } };
  const gate = demoProject.feature_gates[each.name] ?? expect.fail("no gate");
  await statsig.replaceSpecs({
    ...demoProject,
    feature_gates: { ...demoProject.feature_gates, [each.name]: { ...gate, rules: gate.rules.filter(({ name }) => name !== "Staff") } },
  });
  const subject = { projectId, keyId: null, tier, user: each.user, userLabel, snapshotId: null, atMs: null };
  const checked = await client.compare.checkLive({ subjects: [subject, subject], entities: [{ kind: each.kind, name: each.name }] });
  const { end } = await readAll<unknown, LiveCheckSummary>(checked);
  const live = end.differing[0] ?? expect.fail("no difference");
  const answer = await check(projectId, each);
  await statsig.close();
  expect(live).toMatchObject({ because: answer.because, live: { state: "fail" }, here: { state: "pass" } });
  expect(liveDifferenceText(live, ["Ada", "Ada"])).toBe(
    `evaluator: Statsig answers ${stateLabel(answer)} for Ada, here it is ${stateLabel({ state: "pass", groupName: null })}`,
  );
});

it("where definitions have no rule names, an answer's own name of the rule is in every reason, also of a parameter store", async () => {
  const each: Asked = { kind: "gate", name: "checkout_v2", user: { userID: "u-1", country: "US" } };
  const because = "rule “US and Canada” matched";
  const { kind, name, user } = each;
  const projectId = withoutRuleNames;
  const answer = await check(projectId, each);
  const explained = await client.explain.explain({ projectId, tier, user, kind, name });
  const [store] = await client.explain.parameterStores({ projectId, tier, user });
  const [testRow, named] = await runSuite(projectId, [
    { gate: name, user, tier, expect: "fail" },
    { gate: name, user, tier, expect: "pass", because: "US and Canada" },
  ]);
  const { opened } = await openedCase(projectId, each, answer);
  const places = clauses({
    testRow,
    inCase: opened.case.answers[0]?.explained ?? undefined,
    caseWhy: (await client.cases.explanation({ caseId: opened.caseId, at: 0 })) ?? undefined,
    first: answer,
    history: (await client.history.get({ exchangeId: answer.exchangeId ?? "" })).answers[0],
    why: explained.is === "explained" ? explained.explanation : undefined,
  });
  expect(places).toEqual(inEach(places, because));
  expect(named?.verdict).toBe("as_expected");
  expect(store?.parameters.find((parameter) => parameter.name === "checkoutVersion")?.because).toBe(
    `the gate “checkout_v2” passes: ${because}`,
  );
});

it("where definitions have no rule names, Compare, What if and Cohorts call rules by the names of answers", async () => {
  const entity = { kind: "gate", name: "checkout_v2" } as const;
  const user = { userID: "u-1", country: "US" };
  const projectId = withoutRuleNames;
  await client.evaluate.check({
    ...{ projectId, keyId: null, tier, user, userLabel, isLogging: false },
    question: { kind: entity.kind, names: [entity.name] },
  });
  const asTheyAre = { snapshotId: null, edits: [] };
  const outline = await client.whatIf.outline({ projectId, rules: asTheyAre, ...entity });
  const outlined = outline.is === "outlined" ? outline.before?.rules.find((rule) => rule.name === "US and Canada") : undefined;
  const { ref, percentage } = outlined ?? expect.fail("no rule of this name");
  const edits = [{ edit: "percentage" as const, ...entity, rule: ref, from: percentage, to: 0 }];
  const named = expect.stringMatching(/^rule \d “US and Canada”/);

  const users = { of: "new_ids", count: 20, base: { country: "US" } } as const;
  const request = { projectId, tier, users, focus: entity, older: asTheyAre, newer: { snapshotId: null, edits } };
  const { end: whatIf } = await readAll<unknown, WhatIfSummary>(await client.whatIf.changes(request));
  const changes = whatIf.is === "counted" ? whatIf : expect.fail(whatIf.is);
  expect([changes.rows[0]?.because, ...changes.changes.flatMap(({ clauses }) => clauses)]).toEqual([named, named]);

  const subject = { projectId, keyId: null, tier, user, userLabel, snapshotId: null, atMs: null };
  const subjects = [subject, { ...subject, draft: { name: "Stop", edits } }];
  const { steps } = await readAll(await client.compare.compare({ subjects }));
  const row = steps.flatMap(({ rows }) => rows).find(({ kind, name }) => kind === entity.kind && name === entity.name);
  expect(row?.differences[0]?.causes[0]?.parts[0]?.part).toMatchObject({ kind: "spec", edits: [named] });

  const outcomes = await client.cohorts.outcomes({ projectId, tier, snapshotId: null, entity });
  expect(outcomes.map(({ label }) => label)).toContainEqual(named);
  const source = { kind: "new_ids", count: 200, path: "userID", pattern: "new-{n}", base: { country: "US" } } as const;
  const question = { projectId, tier, snapshotId: null, entities: [entity], source };
  const { steps: states } = await readAll(await client.cohorts.follow({ cohortId: (await client.cohorts.start(question)).cohortId }));
  expect(states.at(-1)?.shares[0]?.splits.map(({ ruleName }) => ruleName)).toContain("US and Canada");
});

const gateBody = { name: "checkout_v2", value: true, rule_id: "7F5L", group_name: null };

describe.each<{ title: string; reply: ScriptedReply; state: Answer["state"]; because: string }>([
  {
    title: "another name",
    reply: { body: { ...gateBody, name: "checkout_v3" } },
    ...{ state: "unknown", because: "HOST answered with the result of “checkout_v3” instead of this name" },
  },
  {
    title: "a rule ID that is a number",
    reply: { body: { ...gateBody, rule_id: 7 } },
    ...{ state: "unknown", because: "HOST answered with a “rule_id” that is a number instead of a text" },
  },
  {
    title: "a value that is no answer of a gate",
    reply: { body: { ...gateBody, value: { columns: 3 } } },
    ...{ state: "unknown", because: "HOST answered with a “value” that is an object instead of true or false" },
  },
  {
    title: "a refusal",
    reply: { status: 403, body: { message: "Invalid key" } },
    ...{ state: "refused", because: "Statsig refused this server secret key (403): “Invalid key”" },
  },
  {
    title: "a broken connection",
    reply: "break_off",
    ...{ state: "unreached", because: "the response was cut off after 9 bytes" },
  },
])("$title in place of an answer", ({ reply, state, because: reason }) => {
  it("is no answer, with one reason everywhere", async () => {
    const statsig = await createScriptedStatsig(({ path }) => (path === "check_gate" ? reply : { status: 500 }));
    const because = reason.replace("HOST", new URL(statsig.hosts.api).host);
    const projectId = await projectAt(statsig, plantedKeys.server);
    const each: Asked = { kind: "gate", name: "checkout_v2", user: { userID: "u-1" } };
    const answer = await check(projectId, each);
    const preview = await client.events.previewExposures({ request: requestOf(projectId, each), names: { gate: [each.name] } });
    await statsig.close();
    const places = clauses({
      header: answer,
      history: (await client.history.get({ exchangeId: answer.exchangeId ?? "" })).answers[0],
      terminal: JSON.parse(answerLine(answer)),
      support: preview.rows[0]?.answer,
    });
    expect(answer.state).toBe(state);
    expect(places).toEqual(inEach(places, because));
    const sentence = `No answer for Lena in production: ${because}.`;
    expect(answerSentence(answer, userLabel, tier)).toBe(sentence);
    const shared = sharedAnswer({
      ...{ answer, explanation: null, user: each.user, who: userLabel, tier, project: "Shop", unit: null, isCurrent: true },
    });
    expect(chatMarkdown(shared)).toContain(`\n${markdownText(sentence)}\n`);
  });
});
