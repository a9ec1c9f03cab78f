import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isContractProcedure } from "@orpc/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createRouter } from "#rpc/router.ts";
import { createServices, type Services } from "#services/services.ts";
import { contract } from "#shared/contract/contract.ts";
import { entityKinds } from "#shared/domain/evaluation/evaluation.ts";
import { blankEvent, type ExposureDraft } from "#shared/domain/events/statsig-event.ts";
import { blankProject, type ProjectDraft } from "#shared/domain/project/project.ts";
import { createFakePorts } from "#tests/fakes/ports.ts";
import { createScriptedStatsig, type ScriptedReply, type ScriptedRequest, type ScriptedStatsig } from "#tests/fakes/scripted-statsig.ts";
import { type Client, connectInProcess } from "./transports.ts";

/** The calls that write, and how a page calls each of them without a confirmation. A gate of every kind, because each has its own endpoint. */
const writes: Record<string, (page: Page) => Promise<unknown>> = {
  ...Object.fromEntries(
    entityKinds.map((kind) => [
      `evaluate.check of a ${kind}`,
      ({ client, request }: Page) => client.evaluate.check({ ...request, isLogging: true, question: { kind, names: ["a_name"] } }),
    ]),
  ),
  "events.send": ({ client, request }) => client.events.send({ ...request, drafts: [{ ...blankEvent(), name: "bought" }] }),
  "events.sendExposures": ({ client, request }) => client.events.sendExposures({ ...request, drafts: [exposure] }),
  "events.outbox.edit": ({ client, refusedId }) =>
    client.events.outbox.edit({ batchId: refusedId, events: [{ ...blankEvent(), name: "bought" }] }),
  "events.outbox.resend": ({ client, refusedId }) => client.events.outbox.resend({ batchId: refusedId }),
  "events.imports.start": async ({ client, request }) => {
    const upload = await uploaded(client);
    const { mapping } = await client.events.imports.preview({ ...upload, ...request, mapping: null });
    await client.events.imports.start({ ...upload, ...request, mapping });
  },
  "events.imports.start of a file that was previewed for another tier": async ({ client, request }) => {
    const upload = await uploaded(client);
    const { mapping } = await client.events.imports.preview({ ...upload, ...request, tier: "development", mapping: null });
    await client.events.imports.start({ ...upload, ...request, mapping });
  },
  "events.imports.resume": ({ client, stoppedId }) => client.events.imports.resume({ runId: stoppedId }),
};

/** Calls that write and that only the terminal makes. */
const terminalWrites: Record<string, (page: Page) => Promise<unknown>> = {
  "events.imports.startFile": ({ request }) =>
    services.events.imports.startFile({ ...request, isConfirmed: false, path: eventsFile, mapping: null, rowsPerRequest: 10 }),
  "events.imports.readOn": ({ stoppedId }) => services.events.imports.readOn({ runId: stoppedId, isConfirmed: false }),
};

/** Calls of which a page asks that they log, and that never do. */
const silent: Record<string, (page: Page) => Promise<unknown>> = {
  "evaluate.everything": async ({ client, request }) => {
    for await (const _answers of await client.evaluate.everything({ ...request, isLogging: true } as never)); // as an old page
  },
  "events.previewExposures": ({ client, request }) =>
    client.events.previewExposures({ request: { ...request, isLogging: true }, names: { gate: ["a_name"], layer: ["a_layer"] } }),
  "explain.agreement": ({ client, request }) =>
    client.explain.agreement({ request: { ...request, isLogging: true }, kind: "gate", name: "a_name", live: null }),
};

interface Page {
  readonly client: Client;
  readonly request: {
    readonly projectId: string;
    readonly keyId: null;
    readonly tier: string;
    readonly user: { readonly userID: string };
    readonly userLabel: string;
  };
  readonly refusedId: string;
  readonly stoppedId: string;
}

const exposure: ExposureDraft = {
  ...{ kind: "gate", name: "a_name", passes: true, mark: { by: "rule", text: "r" } },
  ...{ time: { kind: "now" }, user: null, secondaryExposures: [] },
};
const definitions: ScriptedReply = {
  body: { has_updates: true, feature_gates: { a_name: { entity: "feature_gate" } }, dynamic_configs: {}, layer_configs: {} },
};
const eventsText = '{"eventName":"bought","userID":"ada"}\n';
const folder = mkdtempSync(join(tmpdir(), "gatescope-writes-"));
const eventsFile = join(folder, "events.ndjson");
let statsig: ScriptedStatsig;
let services: Services;
let page: Page;

beforeAll(async () => {
  writeFileSync(eventsFile, eventsText);
  statsig = await createScriptedStatsig(({ path }) =>
    path.startsWith("v2/") ? definitions : path.startsWith("log_") ? { status: 400 } : {},
  );
  const ports = createFakePorts(folder);
  services = await createServices(ports);
  const client = connectInProcess({ router: createRouter(services), log: ports.log });
  const draft: ProjectDraft = { ...blankProject(), name: "Shop", hosts: statsig.hosts, tiers: [{ name: "staging", isProtected: false }] };
  const { id: projectId } = await client.projects.create({ ...draft, defaultTier: "staging" });
  await client.keys.add({ projectId, key: "secret-plantedServerKey0123456789", label: "" });
  const request = { projectId, keyId: null, tier: "staging", user: { userID: "ada" }, userLabel: "Ada" };
  // A refused batch and a stopped run from before the tier was protected.
  const { batches } = await client.events.send({ ...request, drafts: [{ ...blankEvent(), name: "bought" }] });
  await services.events.outbox.settled([batches[0]?.id ?? ""], new AbortController().signal);
  const upload = await uploaded(client);
  const { mapping } = await client.events.imports.preview({ ...upload, ...request, mapping: null });
  const run = await client.events.imports.start({ ...upload, ...request, mapping });
  await services.events.imports.settled(run.id, new AbortController().signal);
  await client.projects.update({ projectId, draft: { ...draft, defaultTier: "staging", tiers: [{ name: "staging", isProtected: true }] } });
  page = { client, request, refusedId: batches[0]?.id ?? "", stoppedId: run.id };
});

afterAll(async () => {
  await services.close();
  await statsig.close();
  rmSync(folder, { recursive: true });
});

describe("every call that writes to Statsig", () => {
  it.each(Object.entries(writes))(
    "%s is refused by the core in a protected tier without a confirmation, and nothing is sent",
    async (_path, write) => {
      const before = statsig.requests.length;
      await expect(write(page)).rejects.toMatchObject({ code: "CONFIRMATION_REQUIRED", data: { tier: "staging", projectName: "Shop" } });
      expect(statsig.requests.slice(before)).toEqual([]);
    },
  );

  it.each(Object.entries(terminalWrites))("%s of the terminal is refused in the same way", async (_path, write) => {
    const before = statsig.requests.length;
    await expect(write(page)).rejects.toMatchObject({ facts: { tier: "staging", projectName: "Shop" } });
    expect(statsig.requests.slice(before)).toEqual([]);
  });

  it.each(Object.entries(silent))("%s logs nothing, even if it is asked to", async (_path, look) => {
    const before = statsig.requests.length;
    await look(page);
    const sent = statsig.requests.slice(before);
    expect(sent.map(({ path }) => path)).toContain("check_gate");
    const isLook = ({ path, body }: ScriptedRequest) =>
      /^(v2\/|download_config_specs|get_id_lists|initialize)/.test(path) || body.statsigMetadata.exposureLoggingDisabled === true;
    expect(sent.filter((request) => !isLook(request))).toEqual([]);
  });

  it("is in these tables: each takes `isConfirmed`, and no other call does, or takes `isLogging` in a request", () => {
    const writing = new Set(Object.keys(writes).map((path) => path.replace(/ of a .*/, "")));
    expect(new Set(pathsWith("isConfirmed"))).toEqual(writing);
    // A filter of the history and the state of the switch in the session are no requests.
    const noRequests = /^(history\.|host\.)/;
    const asking = pathsWith("isLogging").filter((path) => !noRequests.test(path));
    expect(new Set(asking)).toEqual(new Set(["evaluate.check", "events.previewExposures", "explain.agreement"]));
  });
});

/** The calls whose input has a member of this name, at any depth. */
function pathsWith(member: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown, path: readonly string[]): void => {
    if (isContractProcedure(node)) {
      const { inputSchema } = node["~orpc"];
      if (!(inputSchema instanceof z.ZodType)) return;
      const schema = JSON.stringify(z.toJSONSchema(inputSchema, { unrepresentable: "any", io: "input" }));
      if (schema.includes(`"${member}":`)) found.push(path.join("."));
      return;
    }
    for (const [name, child] of Object.entries(node as object)) visit(child, [...path, name]); // a router is an object
  };
  visit(contract, []);
  return found;
}

async function uploaded(client: Client): Promise<{ importId: string }> {
  const upload = await client.events.imports.begin({ fileName: "events.ndjson" });
  await client.events.imports.chunk({ ...upload, text: eventsText });
  return upload;
}
