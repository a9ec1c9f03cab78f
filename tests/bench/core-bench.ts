import { Agent, request } from "undici";
import { createServices, type Services } from "#services/services.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { blankProject, hostsOn } from "#shared/domain/project/project.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { createFakePorts } from "#tests/fakes/ports.ts";
import { type BareStatsig, entityCount } from "./bare-statsig.ts";
import { inMs, type Measured, sideBySide } from "./measured.ts";

const user = { userID: "u-1036", email: "lena@example.de", country: "DE", custom: { newsletter: true } };

/** Measures the whole core, from the request to the stored answer, beside a bare client of the same server. */
export async function measureCore(folder: string, server: BareStatsig): Promise<Measured[]> {
  const services = await createServices(createFakePorts(folder));
  const bare = new Agent();
  const ask = (path: string, body: object) =>
    request(`${server.url}/v1/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", "statsig-api-key": "secret-bench" },
      body: JSON.stringify(body),
      dispatcher: bare,
    }).then((answer) => answer.body.json());
  try {
    const withServerKey = await project(services, server, "secret-BenchPlantedServerKey0000");
    const withClientKey = await project(services, server, "client-BenchPlantedClientKey0000");
    const check = (number: number) =>
      services.evaluate.check({ ...withServerKey, question: { kind: "gate", names: [`bench_gate_${number % 20}`] } });
    return [
      await sideBySide("a check, with history written", check, (number) =>
        ask("check_gate", { gateName: `bench_gate_${number % 20}`, user }),
      ),
      ...(await everything(services, withClientKey, "initialize", () => ask("initialize", { user, hash: "none" }))),
      ...(await everything(services, withServerKey, "batches", async () => {
        const gateNames = Array.from({ length: entityCount }, (_, number) => `bench_gate_${number}`);
        for (let from = 0; from < entityCount; from += 100) await ask("check_gate", { gateNames: gateNames.slice(from, from + 100), user });
      })),
    ];
  } finally {
    await bare.close();
    await services.close();
  }
}

async function project(services: Services, { url }: BareStatsig, key: string): Promise<EvaluationRequest> {
  const { id } = services.projects.create({
    ...blankProject(),
    name: key.slice(0, 6),
    hosts: hostsOn(url),
  });
  const { id: keyId } = await services.vault.add({ projectId: id, key, label: "" });
  return { projectId: id, keyId, tier: "production", user, userLabel: "Lena", isLogging: false };
}

/** Measures *Everything* with 5,000 entities: the time to the first answer, and to the last. */
async function everything(
  services: Services,
  request: EvaluationRequest,
  method: string,
  beside: () => Promise<unknown>,
): Promise<Measured[]> {
  const begin = performance.now();
  let firstMs: number | null = null;
  const stream = services.evaluate.everything({ ...request, kinds: [] });
  for (let step = await stream.next(); ; step = await stream.next()) {
    if (!step.done) firstMs ??= performance.now() - begin;
    else if (step.value.method !== method || step.value.total !== entityCount)
      throw new Error(`Everything was read by ${step.value.method}: ${step.value.total}.`);
    else break;
  }
  const allMs = performance.now() - begin;
  const besideBegin = performance.now();
  await beside();
  const besideMs = performance.now() - besideBegin;
  const what = `everything, ${formatNumber(entityCount)} by ${method}`;
  return [
    { what: `${what}, the first`, ours: inMs(firstMs ?? Number.NaN), beside: "", ratio: null },
    { what: `${what}, all`, ours: inMs(allMs), beside: inMs(besideMs), ratio: allMs / besideMs },
  ];
}
