import { createCatalog } from "./catalog/catalog.ts";
import { createConfirmation } from "./confirmation/confirmation.ts";
import type { SnapshotStore } from "./definitions/snapshot-store.ts";
import { createEvaluate, type EvaluateParts } from "./evaluate/evaluate.ts";
import { createMaskedHistory, type HistoryWriter, withoutKeys } from "./history/masked-history.ts";
import type { KeySources } from "./keys/choose-key.ts";
import { createKeyVault, type KeyVault } from "./keys/key-vault.ts";
import type { Ports } from "./ports.ts";
import { createProjects, type ProjectsParts } from "./projects/projects.ts";
import { createStatsigHttp } from "./statsig-http/statsig-http.ts";
import { createMaskedSettings } from "./storage/masked-settings.ts";

export interface EvaluationPorts<History> extends Pick<Ports, "settings" | "secretBox" | "network" | "clock" | "log" | "notices" | "host"> {
  /** The open keys of a host that closes its services and opens them again. Without it, the services open the keys, and lock them at their end. */
  readonly vault?: KeyVault | undefined;
  readonly history: History;
  readonly sandbox: KeySources["sandbox"] & { readonly hosts: ReturnType<ProjectsParts["sandboxHosts"]> };
  /** Without a store, definitions are read in this thread and kept in memory. */
  readonly snapshots?: SnapshotStore;
  readonly onLogging?: EvaluateParts["onLogging"];
  readonly prepareReasons?: EvaluateParts["prepareReasons"];
  readonly canFetchEvidence?: boolean;
  readonly onProjectsChanged?: ProjectsParts["onChange"];
  readonly onProjectRemoved?: ProjectsParts["onRemove"];
}

/**
 * Joins the services that evaluate: all that `gatescope check --api` needs, and the base of `createServices`. Opens no file and starts no thread itself:
 * what is stored depends on `settings`, `history` and `snapshots`. `close` writes what is pending and forgets every key in memory, except those of a `vault` that was passed.
 */
export async function createEvaluationServices<History extends HistoryWriter>(ports: EvaluationPorts<History>) {
  const { secretBox, network, clock, log, notices, sandbox, snapshots, onLogging, prepareReasons, canFetchEvidence } = ports;
  const { version } = ports.host;
  const vault = ports.vault ?? (await createKeyVault({ settings: ports.settings, secretBox, clock, log, notices }));
  const history = createMaskedHistory(ports.history, vault.knownSecrets);
  const settings = createMaskedSettings(ports.settings, vault.knownSecrets);
  const projects = createProjects({
    settings,
    vault,
    clock,
    notices,
    sandboxHosts: () => sandbox.hosts,
    onChange: ports.onProjectsChanged,
    onRemove: ports.onProjectRemoved,
  });
  const http = createStatsigHttp({ network, clock, log, version });
  const base = { projects, vault, sandbox, http, history, settings, clock, log, version };
  const catalog = createCatalog({ ...base, notices, snapshots });
  const confirmation = createConfirmation({ clock });
  const evaluate = createEvaluate({
    ...base,
    catalog,
    confirmation,
    canFetchEvidence,
    prepareReasons,
    onLogging:
      onLogging &&
      (async ({ request, names, ...starting }) => {
        const settle = await onLogging({ ...starting, ...masked({ request, names }) });
        return ({ request, answers, ...ended }) => settle({ ...ended, ...masked({ request, answers }) });
      }),
  });

  function masked<Content extends object>(content: Content): Content {
    return withoutKeys(content, vault.knownSecrets());
  }

  return {
    vault,
    history,
    settings,
    projects,
    http,
    catalog,
    evaluate,
    confirmation,
    async close(): Promise<void> {
      catalog.close();
      await Promise.allSettled([ports.vault === undefined && vault.lock(), http.close()]);
    },
  };
}
