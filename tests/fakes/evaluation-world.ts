import { type CatalogParts, createCatalog } from "#services/catalog/catalog.ts";
import { createConfirmation } from "#services/confirmation/confirmation.ts";
import { createEvaluate } from "#services/evaluate/evaluate.ts";
import { createKeyVault } from "#services/keys/key-vault.ts";
import { createProjects } from "#services/projects/projects.ts";
import { createStatsigHttp } from "#services/statsig-http/statsig-http.ts";
import type { EntityKind, Question } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { blankProject, type ProjectHosts } from "#shared/domain/project/project.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { createDirectNetwork } from "./direct-network.ts";
import { createFixedClock } from "./fixed-clock.ts";
import { lowPassphraseCost } from "./low-passphrase-cost.ts";
import { createMemoryHistory } from "./memory-history.ts";
import { createMemorySecretBox } from "./memory-secret-box.ts";
import { createMemorySettings } from "./memory-settings.ts";
import { createRecordedNotices } from "./recorded-notices.ts";
import { createSilentLog } from "./silent-log.ts";

/** Long enough for a busy machine: these tests do not measure speed. */
const refreshTimeoutMs = 15_000;

/** Invented keys, which no answer or history may contain. */
export const plantedKeys = { server: "secret-plantedServerKey0123456789", client: "client-plantedClientKey0123456789" };

export type EvaluationWorld = Awaited<ReturnType<typeof createEvaluationWorld>>;

/**
 * Creates the real evaluate service and catalog with everything below them, one project at the given hosts, and memory instead of the disk.
 * The sandbox project is at `sandbox`, if one is given.
 */
export async function createEvaluationWorld(options: {
  readonly hosts: ProjectHosts;
  readonly keys?: readonly string[];
  readonly requestTimeoutMs?: number;
  readonly sandbox?: CatalogParts["sandbox"] & { readonly hosts: ProjectHosts };
}) {
  const clock = createFixedClock();
  const log = createSilentLog();
  const settings = createMemorySettings();
  const history = createMemoryHistory();
  const sandbox = options.sandbox ?? { serverKey: "", clientKey: "", consoleKey: "", hosts: options.hosts };
  const notices = createRecordedNotices();
  const vault = await createKeyVault({
    settings,
    secretBox: createMemorySecretBox(),
    clock,
    log,
    notices,
    passphraseCost: lowPassphraseCost,
  });
  const projects = createProjects({ settings, vault, clock, notices, sandboxHosts: () => sandbox.hosts });
  const network = {
    ...blankProject().network,
    ...(options.requestTimeoutMs !== undefined && { requestTimeoutMs: options.requestTimeoutMs }),
  };
  const project = projects.create({ ...blankProject(), name: "Shop", hosts: options.hosts, network });
  for (const key of options.keys ?? [plantedKeys.server]) await vault.add({ projectId: project.id, key, label: "" });
  const http = createStatsigHttp({ network: createDirectNetwork(), clock, log, version: "0.0.0-test" });
  const catalog = createCatalog({ projects, vault, sandbox, http, history, settings, clock, log, notices, refreshTimeoutMs });
  const confirmation = createConfirmation({ clock });
  const evaluate = createEvaluate({ confirmation, projects, vault, sandbox, http, history, catalog, clock, log, version: "0.0.0-test" });

  const request = <Changes extends Partial<EvaluationRequest>>(changes = {} as Changes): EvaluationRequest & Changes => ({
    projectId: project.id,
    keyId: null,
    tier: "production",
    user: { userID: "ada" },
    userLabel: "ada",
    isLogging: false,
    ...changes,
  });

  return {
    clock,
    log,
    notices,
    settings,
    history,
    vault,
    project,
    projects,
    http,
    catalog,
    confirmation,
    evaluate,
    request,
    /** Checks names in the project, or in the sandbox with `inSandbox`. */
    check: (
      kind: EntityKind,
      names: string[],
      changes: Partial<EvaluationRequest> & { isConfirmed?: boolean } = {},
      signal?: AbortSignal,
    ) => evaluate.check({ ...request(changes), question: { kind, names } satisfies Question }, signal),
    close: () => http.close(),
  };
}

export const inSandbox = { projectId: sandboxProjectId };
