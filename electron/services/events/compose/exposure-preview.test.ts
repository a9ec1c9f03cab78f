import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { exposurePreviewText } from "#shared/domain/events/exposure-preview-text.ts";
import { blankProject } from "#shared/domain/project/project.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { neverAborted } from "#tests/fakes/never-aborted.ts";
import { createFakePorts } from "#tests/fakes/ports.ts";
import { createServices, type Services } from "../../services.ts";

let folder: string;
let services: Services;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-inspector-"));
  services = await createServices(createFakePorts(folder));
});
afterAll(async () => {
  await services.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => void services.sandbox.reset());

/** A user whom nothing was written for. */
let people = 0;
function requestForSomeone(changes: Partial<EvaluationRequest> = {}): EvaluationRequest {
  people += 1;
  const userID = `u-${people}`;
  return {
    projectId: sandboxProjectId,
    keyId: null,
    tier: "staging",
    user: { userID, country: "DE" },
    userLabel: userID,
    isLogging: true,
    ...changes,
  };
}

/** The first of its kind; holdouts are gates, too, but no gates that initialize tells. */
async function nameOf(
  kind: "gate" | "experiment" | "layer",
  entity: string | null = kind === "gate" ? "feature_gate" : null,
): Promise<string> {
  const { names } = await services.catalog.refresh(sandboxProjectId);
  return names.find((name) => name.kind === kind && (entity === null || name.entity === entity))!.name;
}

describe("what a logged check would write", () => {
  it("is read without logging, also when Logging is on", async () => {
    const names = { gate: [await nameOf("gate")], experiment: [await nameOf("experiment")], layer: [await nameOf("layer")] };
    const preview = await services.events.previewExposures({ request: requestForSomeone(), names });
    expect(services.sandbox.info()).toMatchObject({ eventsReceived: 0, exposuresReceived: 0 });
    expect(preview).toMatchObject({ method: "initialize", written: [], writtenCount: 0, problem: null });
    expect(preview.rows.map(({ kind, name, primary, secondary }) => [kind, name, primary?.eventName, Array.isArray(secondary)])).toEqual([
      ["gate", names.gate[0], "statsig::gate_exposure", true],
      ["experiment", names.experiment[0], "statsig::config_exposure", true],
      ["layer", names.layer[0], "statsig::layer_exposure", true],
    ]);
  });

  it("matches what a logged check then writes", async () => {
    const request = requestForSomeone();
    const gate = await nameOf("gate");
    const { rows } = await services.events.previewExposures({ request, names: { gate: [gate] } });
    await services.evaluate.check({ ...request, question: { kind: "gate", names: [gate] } });
    const [received] = services.sandbox.received(1);
    expect(received?.body).toMatchObject({ eventName: rows[0]?.primary?.eventName, metadata: rows[0]?.primary?.metadata });
  });

  it("comes from the definitions for names that initialize omits, such as holdouts", async () => {
    const holdout = await nameOf("gate", "holdout");
    const { rows } = await services.events.previewExposures({
      request: requestForSomeone({ user: { userID: "u-1" } }),
      names: { gate: [holdout] },
    });
    expect(rows).toMatchObject([
      { primary: { metadata: { gate: holdout, gateValue: "false", ruleID: expect.any(String) } }, secondary: [] },
    ]);
  });

  it("is empty for an unknown name", async () => {
    const { rows } = await services.events.previewExposures({ request: requestForSomeone(), names: { layer: ["no_such_layer"] } });
    expect(rows).toMatchObject([{ name: "no_such_layer", answer: { state: "not_found" }, primary: null, secondary: null }]);
  });

  it("comes from checks and definitions without a client key, and equals that of initialize", async () => {
    const { sandbox } = services;
    const project = services.projects.create({ ...blankProject(), name: "Server only", hosts: sandbox.hosts });
    await services.vault.add({ projectId: project.id, key: sandbox.serverKey, label: "" });
    const request = requestForSomeone();
    const names = { gate: ["invite_friends"], config: ["payment_methods"], experiment: ["hero_image_test"] };
    const byInitialize = await services.events.previewExposures({ request, names });
    const preview = await services.events.previewExposures({ request: { ...request, projectId: project.id }, names });
    expect(preview.method).toBe("checks");
    expect(preview.rows.map(({ name, secondary }) => [name, secondary])).toEqual(
      byInitialize.rows.map(({ name, secondary }) => [name, secondary]),
    );
    expect(preview.rows.map(({ secondary }) => secondary?.length)).not.toContain(0);
    expect(sandbox.info().exposuresReceived).toBe(0);
  });

  it("has no secondary exposures without initialize and definitions", async () => {
    const { sandbox } = services;
    const closed = "http://127.0.0.1:1";
    const hosts = { ...sandbox.hosts, cdn: closed, initialize: closed };
    const project = services.projects.create({ ...blankProject(), name: "Checks only", hosts });
    await services.vault.add({ projectId: project.id, key: sandbox.serverKey, label: "" });
    const request = requestForSomeone({ projectId: project.id });
    const preview = await services.events.previewExposures({ request, names: { gate: ["invite_friends"] } });
    expect(preview).toMatchObject({ method: "checks", rows: [{ primary: { eventName: "statsig::gate_exposure" }, secondary: null }] });
  });
});

describe("what was already written", () => {
  it("is listed for each name and for the user, including evaluations", async () => {
    const request = requestForSomeone();
    const { projectId, tier, user, userLabel } = request;
    const gate = await nameOf("gate");
    await services.evaluate.check({ ...request, question: { kind: "gate", names: [gate] } });
    await services.evaluate.check({ ...request, isLogging: false, question: { kind: "gate", names: [gate] } });
    const destination = { projectId, keyId: null, tier, user, userLabel, isConfirmed: false };
    const drafts = [
      { name: "buy", value: 1, time: { kind: "now" as const }, metadata: {}, user: null, statsigMetadata: null, secondaryExposures: [] },
    ];
    const { batches } = await services.events.send({ ...destination, drafts });
    await services.events.outbox.settled(
      batches.map(({ id }) => id),
      neverAborted(),
    );
    const preview = await services.events.previewExposures({ request, names: { gate: [gate] } });
    expect(preview.rows[0]?.written).toMatchObject([{ kind: "evaluation", name: gate, outcome: "delivered", tier: "staging" }]);
    expect(preview.written.map(({ kind, name }) => [kind, name])).toEqual([
      ["event", "buy"],
      ["evaluation", gate],
    ]);
    expect(exposurePreviewText(preview)).toContain(
      "Gatescope on this machine has written one event or exposure for this name and user, last at 2026-11-23T12:00:00.000Z (logged evaluation, delivered).",
    );
    expect(exposurePreviewText(preview)).toContain(
      [
        `In all, Gatescope on this machine has written 2 events and exposures for ${userLabel}:`,
        "2026-11-23T12:00:00.000Z buy in staging (event, delivered)",
        `2026-11-23T12:00:00.000Z ${gate} in staging (logged evaluation, delivered)`,
      ].join("\n"),
    );
  });
});
