import { createCatalog } from "#services/catalog/catalog.ts";
import { createEvaluate } from "#services/evaluate/evaluate.ts";
import { NoSuchThing } from "#services/failures.ts";
import { createRequestHistory } from "#services/history/history.ts";
import { createMaskedHistory } from "#services/history/masked-history.ts";
import { Secret } from "#services/keys/secret.ts";
import type { Settings } from "#services/ports.ts";
import { createStatsigHttp } from "#services/statsig-http/statsig-http.ts";
import type { KeyInfo } from "#shared/domain/project/key-info.ts";
import { blankProject, defaultNetwork, type Project } from "#shared/domain/project/project.ts";
import { openDataFolder } from "../shared/data-folder.ts";
import type { EvaluationSender } from "./check-command.ts";
import type { AskedAddress, CheckOptions } from "./check-options.ts";
import type { Terminal } from "./terminal.ts";

const projectId = "command-line";

/** Asks a server named on the command line, with a key from the environment. Nothing is sent to other hosts, and nothing is kept unless a data folder is given. */
export async function askAddress(
  { hosts, key, hasCdn, hasInitialize }: AskedAddress,
  { timeoutMs, dataFolder }: Pick<CheckOptions, "timeoutMs" | "dataFolder">,
  { clock, log, network, version, knowSecrets }: Terminal,
): Promise<EvaluationSender> {
  const secret = new Secret(key);
  knowSecrets(() => [key]);
  const project: Project & { canFetchEvidence: boolean } = {
    ...blankProject(),
    id: projectId,
    kind: "statsig",
    name: "the command line",
    hosts,
    network: { ...defaultNetwork, requestTimeoutMs: timeoutMs ?? defaultNetwork.requestTimeoutMs },
    createdAtMs: clock.nowMs(),
    canFetchEvidence: secret.kind === "client" ? hasInitialize : hasCdn,
  };
  const info: KeyInfo = {
    id: "environment",
    projectId,
    kind: secret.kind,
    label: "",
    lastFour: secret.lastFour,
    addedAtMs: clock.nowMs(),
    lastUsedAtMs: null,
  };
  const history =
    dataFolder === undefined
      ? nothingKept
      : createMaskedHistory(await createRequestHistory({ folder: openDataFolder(dataFolder).data, clock, log }), () => [key]);
  const http = createStatsigHttp({ network, clock, log, version });
  const parts = {
    projects: { list: () => [project], require: () => project },
    vault: {
      list: () => [info],
      requireKey(keyId: string) {
        if (keyId !== info.id) throw new NoSuchThing("key");
        return { info, secret };
      },
      markUsed: () => undefined,
      knownSecrets: () => [key],
    },
    sandbox: { serverKey: "", clientKey: "", consoleKey: "" },
    http,
    history,
    clock,
    log,
    version,
  };
  const evaluate = createEvaluate({ ...parts, catalog: createCatalog({ ...parts, settings: nothingRemembered }) });
  return {
    projectId,
    // Statsig's own default is left to Statsig: a user is sent as it was given.
    defaultTier: "",
    check: async (request, question, signal) => (await evaluate.check({ ...request, question }, signal)).answers,
    async close() {
      http.close();
      await history.close();
    },
  };
}

const nothingKept = { append: async () => undefined, close: async () => undefined };
const nothingRemembered: Settings = { read: () => undefined, write: () => undefined };
