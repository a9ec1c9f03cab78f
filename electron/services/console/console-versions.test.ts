import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { specOutline } from "#services/compare/what-if/spec-outline.ts";
import { demoProject } from "#services/sandbox/demo/demo-project.ts";
import { createSandboxServer } from "#services/sandbox/sandbox.ts";
import type { Outline, SpecOutline } from "#shared/domain/comparison/what-if.ts";
import { isJsonObject, type JsonObject } from "#shared/domain/json/json.ts";
import { hostsOn } from "#shared/domain/project/project.ts";
import { applyDraft } from "#shared/domain/rules-draft/apply-draft.ts";
import type { ConsoleVersion, VersionedKind } from "#shared/domain/rules-draft/console-version.ts";
import { createEvaluationWorld } from "#tests/fakes/evaluation-world.ts";
import { startHttpServer } from "#tests/fakes/local-servers.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { createConsoleApi } from "./console-api.ts";
import { createConsoleVersions } from "./console-versions.ts";
import { readConsoleVersions } from "./read-versions.ts";
import { versionRules } from "./version-edits.ts";

const consoleKey = "console-plantedConsoleKey0123456789";
const demo: JsonObject = isJsonObject(demoProject) ? demoProject : {};
const clock = { nowMs: () => Date.UTC(2026, 10, 29), monotonicMs: () => performance.now() };

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

async function versionsAt(console: string, keys: readonly string[] = [consoleKey]) {
  const world = await createEvaluationWorld({ hosts: { ...hostsOn("http://127.0.0.1:9"), console }, keys });
  open.push(world);
  const api = createConsoleApi({ ...world, sandbox: { serverKey: "", clientKey: "", consoleKey: "" } });
  const outline = async ({ kind, name }: Pick<SpecOutline, "kind" | "name">): Promise<Outline> => {
    const before = specOutline(demo, { kind, name });
    const rules = { snapshotId: "s", source: "sandbox", fileName: null, readAtMs: 0, timeMs: null, isNewest: true, problem: null } as const;
    return { is: "outlined", rules, before, after: before };
  };
  const versions = createConsoleVersions({ api, outline });
  const read = (kind: VersionedKind, name: string) => versions.read({ projectId: world.project.id, kind, name, again: false });
  return { ...world, read };
}

async function sandboxVersions() {
  const sandbox = await createSandboxServer({ consoleKey, clock, log: createSilentLog() });
  open.push(sandbox);
  return { sandbox, ...(await versionsAt(sandbox.hosts.console)) };
}

/** The rules of a gate with the edits of a version: names and percentages, with their conditions' targets. */
function rulesWith({ rules }: Pick<ConsoleVersion, "rules">, name: string): string[] | string {
  if (rules.is === "refused") return rules.reason;
  const applied = applyDraft(demo, rules.edits);
  if (applied.is !== "applied") return JSON.stringify(applied.misfits);
  const outline = specOutline(applied.payload, { kind: "gate", name });
  return (outline?.rules ?? []).map(
    ({ name: rule, percentage, conditions }) => `${rule} ${String(percentage)}: ${conditions.map(({ target }) => target).join(" and ")}`,
  );
}

describe("versions of the console", () => {
  it("are read by one GET, each with its author, what it changed, and its rules as edits of those of now", async () => {
    const { sandbox, read, history } = await sandboxVersions();
    const result = await read("gate", "checkout_v2");
    expect(result).toMatchObject({ hasKey: true, total: 5, problem: null });
    expect(result.versions.map(({ number, by, changes }) => [number, by, changes])).toEqual([
      ["6", "Nora Lindqvist", ["“US and Canada”: 25 % → 50 %"]],
      ["5", "Bo Ekström", ["added “Germany pilot” (100 %): country DE and newsletter true"]],
      ["4", "Nora Lindqvist", ["“US and Canada”: country US → country US or CA"]],
      ["3", "Chi Okafor", ["turned on"]],
      ["2", "Ada Lovell", null],
    ]);
    const holdout = "null 100: autumn_holdout";
    expect(result.versions.map((version) => rulesWith(version, "checkout_v2"))).toEqual([
      ["Staff 100: staff", holdout, "US and Canada 50: US or CA", "Germany pilot 100: DE and true"],
      ["Staff 100: staff", holdout, "US and Canada 25: US or CA", "Germany pilot 100: DE and true"],
      ["Staff 100: staff", holdout, "US and Canada 25: US or CA"],
      ["Staff 100: staff", holdout, "US and Canada 25: US"],
      [],
    ]);
    expect(result.versions[0]?.rules).toEqual({ is: "edits", edits: [] });
    expect(sandbox.info().requests).toEqual({ "console/gates/versions": 1 });
    expect(JSON.stringify(history.entries)).not.toContain("plantedConsoleKey");
  });

  it("are read for dynamic configs, and refused where a condition cannot be converted for certain", async () => {
    const { read } = await sandboxVersions();
    const rates = await read("config", "shipping_rates");
    expect(rates.versions[0]?.changes).toEqual(["“Euro zone”: country DE, FR or NL → country DE, FR, NL, ES or 2 more"]);
    expect(rates.versions[1]?.rules).toMatchObject({ is: "edits", edits: [{ edit: "remove_rule" }, { edit: "add_rule" }] });
    const preview = await read("gate", "ar_preview");
    expect(preview.versions[1]?.rules).toEqual({
      is: "refused",
      reason: 'The rule “Recent phones” had the condition “device_model any ["iPhone 17"]”, which cannot be converted for certain.',
    });
  });

  it("say that a name is not in the console, and request nothing without a console key", async () => {
    const { sandbox, read } = await sandboxVersions();
    expect((await read("gate", "nowhere")).problem).toBe(
      "Versions of the console could not be read: the console has no gate “nowhere” (404).",
    );
    const { read: readWithout } = await versionsAt(sandbox.hosts.console, ["secret-plantedServerKey0123456789"]);
    const before = sandbox.info().requests;
    expect(await readWithout("gate", "checkout_v2")).toMatchObject({ hasKey: false, versions: [] });
    expect(sandbox.info().requests).toEqual(before);
  });

  it("that are not as documented are not evaluated", async () => {
    const body = { data: [{ id: "checkout_v2", version: 6, isEnabled: true, rules: [{ name: "a" }] }], pagination: {} };
    const server = await startHttpServer((response) => response.end(JSON.stringify(body)));
    open.push(server);
    const { read } = await versionsAt(`${server.origin}/console/v1`);
    expect((await read("gate", "checkout_v2")).versions[0]?.rules).toMatchObject({
      is: "refused",
      reason: expect.stringContaining("documented"),
    });
  });
});

describe("the rules of a version", () => {
  let gates: { readonly name: string; readonly loaded: SpecOutline; readonly newest: string }[] = [];
  beforeAll(async () => {
    const sandbox = await createSandboxServer({ consoleKey, clock, log: createSilentLog() });
    const names = Object.entries(demoProject.feature_gates).flatMap(([name, { entity }]) => (entity === "feature_gate" ? [name] : []));
    gates = await Promise.all(
      names.map(async (name) => {
        const answer = await fetch(`${sandbox.url}/console/v1/gates/${name}/versions`, { headers: { "statsig-api-key": consoleKey } });
        const loaded = specOutline(demo, { kind: "gate", name });
        if (loaded === null) throw new Error(name);
        return { name, loaded, newest: await answer.text() };
      }),
    );
    await sandbox.close();
  });
  const newestOf = (text: string, change: (version: JsonObject) => JsonObject = (version) => version) => {
    const { data } = JSON.parse(text) as { data: JsonObject[] };
    const [version] = readConsoleVersions(JSON.stringify({ data: [change(data[0] ?? {})] }))?.versions ?? [];
    if (version === undefined) throw new Error("no version");
    return version;
  };
  const rulesOf = ({ rules }: JsonObject) => (Array.isArray(rules) ? rules.filter(isJsonObject) : []);
  const gate = (name: string) => {
    const found = gates.find((each) => each.name === name);
    if (found === undefined) throw new Error(name);
    return found;
  };

  it("of now convert to exactly the loaded rules, for every gate of the demo that is on", () => {
    const results = gates.map(({ name, loaded, newest }) => [name, versionRules(newestOf(newest), newestOf(newest), loaded)] as const);
    const refused = results.filter(([, { is }]) => is === "refused").map(([name]) => name);
    expect(refused).toEqual(["legacy_reviews"]);
    expect(results.filter(([, rules]) => rules.is === "edits" && rules.edits.length > 0)).toEqual([]);
  });

  it("can have another order, and rules that were removed since for everyone or nobody", () => {
    const { loaded, newest } = gate("dark_mode");
    const old = {
      id: "gone",
      baseID: "gone",
      name: "Gone",
      passPercentage: 100,
      conditions: [{ type: "public" }],
      environments: ["staging"],
    };
    const version = newestOf(newest, (now) => ({ ...now, rules: [...rulesOf(now).toReversed(), old] }));
    expect(rulesWith({ rules: versionRules(version, newestOf(newest), loaded) }, "dark_mode")).toEqual([
      "Production rollout 25: ",
      "Opted in 100: exactly Dark",
      "Non-production 100: staging or development",
      "Gone 100:  and staging",
    ]);
  });

  it.each<[string, (version: JsonObject) => JsonObject, string]>([
    ["another type of ID", (version) => ({ ...version, idType: "stableID" }), "another type of ID"],
    ["other holdouts", (version) => ({ ...version, holdoutIDs: ["x"] }), "other holdouts"],
    [
      "a rule with a percentage that was removed since",
      (version) => ({
        ...version,
        rules: [...rulesOf(version), { id: "x", name: "Half", passPercentage: 50, conditions: [{ type: "public" }] }],
      }),
      "who was in its 50 % is not in the version",
    ],
    [
      "an operator that is not known",
      (version) => ({
        ...version,
        rules: rulesOf(version).map((rule, at) => (at === 0 ? { ...rule, conditions: [{ type: "email", operator: "is_null" }] } : rule)),
      }),
      "cannot be converted for certain",
    ],
    [
      "variants",
      (version) => ({ ...version, rules: rulesOf(version).map((rule) => ({ ...rule, variants: [{ name: "a" }] })) }),
      "variants",
    ],
  ])("are refused for %s", (_what, change, reason) => {
    const { loaded, newest } = gate("dark_mode");
    expect(versionRules(newestOf(newest, change), newestOf(newest), loaded)).toMatchObject({
      is: "refused",
      reason: expect.stringContaining(reason),
    });
  });

  it.each<[string, (version: JsonObject) => JsonObject]>([
    ["a percentage", (version) => ({ ...version, rules: rulesOf(version).map((rule) => ({ ...rule, passPercentage: 33 })) })],
    ["a rule", (version) => ({ ...version, rules: rulesOf(version).slice(1) })],
    ["its state", (version) => ({ ...version, isEnabled: false })],
  ])("are refused when the newest version and the loaded rules differ in %s", (_what, change) => {
    const { loaded, newest } = gate("dark_mode");
    expect(versionRules(newestOf(newest), newestOf(newest, change), loaded)).toMatchObject({
      is: "refused",
      reason: expect.stringContaining("reload them"),
    });
  });
});
