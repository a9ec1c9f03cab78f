import type { HostInfo } from "#shared/domain/session/host-info.ts";
import { createCatalog } from "./catalog/catalog.ts";
import { createConsoleNames } from "./catalog/console-names.ts";
import { createEvaluate } from "./evaluate/evaluate.ts";
import { createEvents } from "./events/events.ts";
import type { AskedWithLogging } from "./events/ledger/logged-evaluation.ts";
import { createExplain } from "./explain/explain.ts";
import { createExplainThread } from "./explain/explain-thread.ts";
import { createRequestHistory } from "./history/history.ts";
import { createMaskedHistory, withoutKeys } from "./history/masked-history.ts";
import { createKeyTest } from "./key-test/key-test.ts";
import { createKeyVault } from "./keys/key-vault.ts";
import type { Ports } from "./ports.ts";
import { createProjects } from "./projects/projects.ts";
import { createSandboxServer } from "./sandbox/sandbox.ts";
import { createSavedUsers } from "./saved-users/saved-users.ts";
import { createSessionStore } from "./session/session-store.ts";
import { createStatsigHttp } from "./statsig-http/statsig-http.ts";
import { createMaskedSettings } from "./storage/masked-settings.ts";

export type Services = Awaited<ReturnType<typeof createServices>>;

/**
 * The one place where services are joined. Opens the data folder's history and starts the sandbox on a free loopback port;
 * `close` ends both and forgets every key in memory. Throws `StorageFailed` when the data folder cannot be used.
 */
export async function createServices(ports: Ports) {
  const { folders, secretBox, network, clock, log } = ports;
  const requestHistory = await createRequestHistory({ folder: folders.data, clock, log });
  const sandbox = await createSandboxServer({ clock, log });
  const vault = await createKeyVault({ settings: ports.settings, secretBox, clock, log });
  const history = createMaskedHistory(requestHistory, vault.knownSecrets);
  const settings = createMaskedSettings(ports.settings, vault.knownSecrets);
  const projects = createProjects({ settings, vault, clock, sandboxHosts: () => sandbox.hosts });
  const savedUsers = createSavedUsers({ settings, clock });
  const session = createSessionStore({ settings, log });
  const http = createStatsigHttp({ network, clock, log, version: ports.host.version });
  const explainThread = createExplainThread({ folder: folders.data, log });
  const catalog = createCatalog({ projects, vault, sandbox, http, history, settings, archive: explainThread.archive, clock, log });
  const consoleNames = createConsoleNames({ projects, vault, sandbox, http, history, catalog, clock, log });
  // Evaluations are noted in the ledger, which itself can ask for evaluations.
  const onLogged = ({ request, answers, ...asked }: AskedWithLogging) =>
    events.noteEvaluation({ ...asked, ...withoutKeys({ request, answers }, vault.knownSecrets()) });
  const evaluate = createEvaluate({ projects, vault, sandbox, http, history, catalog, clock, log, version: ports.host.version, onLogged });
  const explain = createExplain({ projects, vault, catalog, evaluate, thread: explainThread, clock });
  const keyTest = createKeyTest({ projects, vault, http, history, clock, version: ports.host.version });

  const events = await createEvents({
    folder: folders.data,
    projects,
    vault,
    sandbox,
    http,
    history,
    settings,
    evaluate,
    explain,
    clock,
    log,
    version: ports.host.version,
  });

  const info = (): HostInfo => ({
    host: ports.host.kind,
    version: ports.host.version,
    platform: process.platform,
    dataFolder: folders.data,
    hasFullText: history.hasFullText,
  });

  return {
    host: { info },
    projects,
    vault,
    keyTest,
    savedUsers,
    session,
    evaluate,
    explain,
    consoleNames,
    events,
    history,
    catalog,
    sandbox,
    async close(): Promise<void> {
      session.close();
      // What is being sent may need its key to the end.
      await events.close();
      catalog.close();
      vault.lock();
      await Promise.allSettled([http.close(), sandbox.close(), history.close(), explainThread.close()]);
    },
  };
}
