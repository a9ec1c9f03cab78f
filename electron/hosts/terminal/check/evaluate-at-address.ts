import { openSnapshotStore } from "#services/definitions/open-snapshot-store.ts";
import type { PrepareReasons } from "#services/evaluate/evaluation-sender.ts";
import { createEvaluationServices } from "#services/evaluation-services.ts";
import { prepareBestReasons } from "#services/explain/best-reasons.ts";
import { createExplainHandler } from "#services/explain/explain-handler.ts";
import { createRequestHistory } from "#services/history/history.ts";
import type { HistoryWriter } from "#services/history/masked-history.ts";
import type { Ports } from "#services/ports.ts";
import type { ProjectsDocument } from "#services/projects/projects.ts";
import { createStorageNotices } from "#services/storage/storage-notices.ts";
import { recognizeKeyKind } from "#shared/domain/project/key-info.ts";
import { blankProject, defaultNetwork, type Project } from "#shared/domain/project/project.ts";
import { openDataFolder } from "../../shared/data-folder.ts";
import { lockFolder } from "../../shared/folder-lock.ts";
import { createMemorySettings } from "../../shared/memory-settings.ts";
import { createNoSecretBox } from "../../shared/no-secret-box.ts";
import type { Terminal } from "../terminal.ts";
import type { CheckOptions, ServerAddress } from "./check-options.ts";
import type { CheckTarget } from "./check-target.ts";

const projectId = "command-line";

/**
 * Evaluates at a server given on the command line, with a key from the environment. Nothing is sent to other hosts. Nothing is stored, except the exchanges
 * in the history of a data folder, if one is given.
 */
export async function openServer(
  { hosts, key, hasCdn, hasInitialize }: ServerAddress,
  { timeoutMs, dataFolder }: Pick<CheckOptions, "timeoutMs" | "dataFolder">,
  { clock, log, network, version, maskSecrets }: Terminal,
): Promise<CheckTarget> {
  maskSecrets(() => [key]);
  const project: Project = {
    ...blankProject(),
    id: projectId,
    kind: "statsig",
    name: "the command line",
    hosts,
    network: { ...defaultNetwork, requestTimeoutMs: timeoutMs ?? defaultNetwork.requestTimeoutMs },
    createdAtMs: clock.nowMs(),
  };
  const opened = new AsyncDisposableStack();
  const notices = createStorageNotices({ clock, log });
  try {
    const history =
      dataFolder === undefined ? nothingStored : await openHistory(openDataFolder(dataFolder).data, opened, { clock, notices });
    const snapshots = openSnapshotStore({ dataFolder: null });
    const explain = createExplainHandler({ snapshots, elapsedMs: () => clock.monotonicMs() });
    const services = await createEvaluationServices({
      settings: createMemorySettings({ projects: { version: 1, projects: [project] } satisfies ProjectsDocument }),
      secretBox: createNoSecretBox(),
      network,
      clock,
      log,
      notices,
      host: { kind: "terminal", version },
      history,
      sandbox: { serverKey: "", clientKey: "", consoleKey: "", hosts }, // no sandbox runs
      snapshots,
      // The definitions that were read as evidence of a name say why, too.
      prepareReasons: (...input: Parameters<PrepareReasons>): ReturnType<PrepareReasons> =>
        prepareBestReasons({ catalog: services.catalog, snapshots, reasons: explain.reasons, clock }, ...input),
      canFetchEvidence: recognizeKeyKind(key) === "client" ? hasInitialize : hasCdn,
    });
    opened.defer(services.close);
    await services.vault.add({ projectId, key, label: "" });
    return {
      projectId,
      // Statsig chooses its own default: a user is sent as it was given.
      tierOf: (wanted) => wanted ?? "",
      check: async (request, question, signal) => (await services.evaluate.check({ ...request, question }, signal)).answers,
      close: () => opened.disposeAsync(),
    };
  } catch (failure) {
    await opened.disposeAsync();
    throw failure;
  }
}

const nothingStored = { append: async () => undefined };

async function openHistory(
  folder: string,
  opened: AsyncDisposableStack,
  { clock, notices }: Pick<Ports, "clock" | "notices">,
): Promise<HistoryWriter> {
  opened.defer(lockFolder(folder, { host: "terminal", notices }).release);
  const history = await createRequestHistory({ folder, clock, notices });
  opened.defer(history.close);
  return history;
}
