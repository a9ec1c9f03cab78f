import { randomUUID } from "node:crypto";
import type { HostInfo } from "#shared/domain/session/host-info.ts";
import type { SettingsPart } from "#shared/domain/session/settings-part.ts";
import { storageNoticeText } from "#shared/domain/session/storage-notice.ts";
import { interruptedForgettingText } from "#shared/domain/user/forget-values.ts";
import { createCases } from "./cases/case-service.ts";
import { createCaseThread } from "./cases/case-thread.ts";
import { createCohorts } from "./cohorts/cohorts.ts";
import { createCompare } from "./compare/compare-service.ts";
import { createCompareThread } from "./compare/compare-thread.ts";
import { createConsoleApi } from "./console/console-api.ts";
import { createConsoleNames } from "./console/console-names.ts";
import { createConsoleOverrides } from "./console/console-overrides.ts";
import { createConsoleVersions } from "./console/console-versions.ts";
import { createEvaluationServices, type EvaluationPorts } from "./evaluation-services.ts";
import { createEvents } from "./events/events.ts";
import type { StartedLogging } from "./events/ledger/logged-evaluation.ts";
import { createSuiteThread } from "./expectations/suite-thread.ts";
import { createExplain } from "./explain/explain.ts";
import { createExplainThread } from "./explain/explain-thread.ts";
import { createFeed } from "./feed.ts";
import { wasForgettingInterrupted } from "./forget/forget-marker.ts";
import { noForgetting } from "./forget/no-forgetting.ts";
import { createRequestHistory } from "./history/history.ts";
import { createHistoryImport } from "./history/import-history.ts";
import { createRetention } from "./history/retention.ts";
import { createKeyTest } from "./key-test/key-test.ts";
import type { Ports } from "./ports.ts";
import { createSandboxServer } from "./sandbox/sandbox.ts";
import { createSavedUsers } from "./saved-users/saved-users.ts";
import { createLastAnswersStore } from "./session/last-answers-store.ts";
import { createSessionStore } from "./session/session-store.ts";

/** The ID of the notice of an interrupted removal. */
const interruption = "forgetting";

/** More unfinished batches than a person can have. */
const maxUnfinished = 100_000;

/** `vault` holds keys that stay open when these services are closed. */
export type ServicesPorts = Ports & Pick<EvaluationPorts<unknown>, "vault">;

export type Services = Awaited<ReturnType<typeof createServices>>;

/**
 * Creates all services, on top of those of `createEvaluationServices`. Opens the databases in the data folder and starts the sandbox on a free
 * loopback port; `close` ends both and wipes the keys in memory. Throws `StorageFailed` if the data folder cannot be used; everything that was
 * opened until then is closed.
 */
export async function createServices(ports: ServicesPorts) {
  const opened = new AsyncDisposableStack();
  try {
    return await openServices(ports, opened);
  } catch (failure) {
    await closeAll(opened, ports.log);
    throw failure;
  }
}

async function openServices(ports: ServicesPorts, opened: AsyncDisposableStack) {
  const { folders, clock, log, notices } = ports;
  notices.keepIn(ports.settings);
  let isInterruptionTold = wasForgettingInterrupted(folders.data);
  if (isInterruptionTold) log.warn(interruptedForgettingText);
  const requestHistory = await createRequestHistory({ folder: folders.data, clock, notices });
  opened.defer(requestHistory.close);
  const sandbox = await createSandboxServer({ clock, log });
  opened.defer(sandbox.close);
  const explainThread = createExplainThread({ folder: folders.data, log, notices });
  opened.defer(explainThread.close);
  const settingsChanges = createFeed<{ readonly changed: SettingsPart }>();
  opened.defer(async () => settingsChanges.end());
  const publish = (changed: SettingsPart) => () => settingsChanges.publish({ changed });
  const evaluation = await createEvaluationServices({
    ...ports,
    onProjectsChanged: publish("projects"),
    onProjectRemoved: (projectId) => session.forgetProject(projectId),
    history: requestHistory,
    sandbox,
    snapshots: explainThread.snapshots,
    onLogging: beginLogging,
    prepareReasons: (request, call) => explain.prepareReasons(request, call),
  });
  opened.defer(evaluation.close);
  const { vault, history, settings, projects, http, catalog, evaluate, confirmation } = evaluation;
  const stopFollowingKeys = vault.onChange(publish("keys"));
  opened.defer(async () => stopFollowingKeys());
  const savedUsers = createSavedUsers({ settings, clock, notices, onChange: publish("users") });
  const historyImport = createHistoryImport({
    history,
    clock,
    newId: randomUUID,
    secrets: vault.knownSecrets,
    projectOf({ kind, lastFour }) {
      for (const { id, name } of projects.list()) {
        const key = vault.list(id).find((info) => info.kind === kind && info.lastFour === lastFour);
        if (key === undefined) continue;
        return { projectId: id, projectName: name, keyId: key.id, names: () => catalog.names(id).names.map((known) => known.name) };
      }
      return null;
    },
  });
  const consoleApi = createConsoleApi({ projects, vault, sandbox, http, history, clock, log });
  const consoleNames = createConsoleNames(consoleApi, catalog);
  const explain = createExplain({ projects, vault, catalog, evaluate, thread: explainThread, clock });
  const consoleOverrides = createConsoleOverrides({ api: consoleApi, overridesInRules: explain.overrides });
  const compareThread = createCompareThread({ log });
  opened.defer(compareThread.close);
  const compare = createCompare({
    ...{ projects, vault, catalog, evaluate, clock },
    snapshots: explainThread.snapshots,
    thread: compareThread,
    savedUsers: savedUsers.list,
    cohortUsers: (cohortId) => cohorts.storedUsers(cohortId),
  });
  const consoleVersions = createConsoleVersions({ api: consoleApi, outline: compare.whatIf.outline });
  const caseThread = createCaseThread({ log });
  opened.defer(caseThread.close);
  const cases = createCases({ projects, vault, compare, evaluate, history, thread: caseThread, clock, version: ports.host.version });
  const suiteThread = createSuiteThread({ log });
  opened.defer(suiteThread.close);
  let loadedSuites: ReturnType<typeof loadSuites> | null = null;
  const keyTest = createKeyTest({ projects, vault, http, history, clock, version: ports.host.version });

  const events = await createEvents({
    folder: folders.data,
    notices,
    projects,
    vault,
    sandbox,
    http,
    history,
    settings,
    evaluate,
    explain,
    confirmation,
    clock,
    log,
    version: ports.host.version,
  });
  // Before the vault is locked, because batches that are being sent need their keys.
  opened.defer(events.close);
  const retention = createRetention({
    history: requestHistory,
    ...{ settings, clock, notices, log },
    isAutomatic: ports.host.kind !== "terminal",
    async neededExchangeIds() {
      const states = ["waiting", "sending", "may_have_arrived"] as const;
      const { batches } = await events.outbox.list({ projectId: null, states, beforeSeq: null, limit: maxUnfinished });
      return batches.flatMap(({ exchangeId }) => exchangeId ?? []);
    },
  });
  opened.defer(async () => retention.close());
  const cohorts = createCohorts({
    folder: folders.data,
    ...{ notices, clock, log, projects, vault, catalog, savedUsers, evaluate, compare },
    snapshots: explainThread.snapshots,
    openDefinitions: explain.openFile,
  });
  opened.defer(cohorts.close);
  const kept = { settings, clock, log, notices, ...(ports.host.kind === "desktop" && { limit: 1 }) };
  const session = createSessionStore({ ...kept, onSharedChange: publish("session") });
  const lastAnswers = createLastAnswersStore(kept);
  opened.defer(async () => session.close());
  opened.defer(async () => lastAnswers.close());

  /** Notes an evaluation in the ledger, which can itself request evaluations. */
  function beginLogging(starting: StartedLogging): ReturnType<typeof events.beginEvaluation> {
    return events.beginEvaluation(starting);
  }

  /** Loaded when tests are first used: the engine and the reader of YAML would be a fifth of every start. */
  function suites(): ReturnType<typeof loadSuites> {
    loadedSuites ??= loadSuites();
    return loadedSuites;
  }

  async function loadSuites() {
    const { createSuites } = await import("./expectations/suite-service.ts");
    return createSuites({
      dataFolder: folders.data,
      ...{ settings, projects, catalog, evaluate, clock, notices },
      snapshots: explainThread.snapshots,
      openDefinitions: explain.openFile,
      chooseFolder: ports.chooseFolder ?? null,
      thread: suiteThread,
    });
  }

  const info = (): HostInfo => ({
    host: ports.host.kind,
    version: ports.host.version,
    platform: process.platform,
    dataFolder: folders.data,
    hasFolderDialog: ports.chooseFolder !== undefined,
    lastRemovalId: ports.forgetting?.lastRemovalId() ?? null,
    hasFullText: history.hasFullText,
  });

  return {
    host: {
      info,
      notices: () => [
        ...(isInterruptionTold ? [{ id: interruption, text: interruptedForgettingText }] : []),
        ...notices.list().map((notice) => ({ id: notice.id, text: storageNoticeText(notice) })),
      ],
      /** An interrupted removal is told again at the next start, until it is completed. */
      dismissNotice(id: string) {
        if (id === interruption) isInterruptionTold = false;
        else notices.dismiss(id);
      },
      /** Yields each change of the projects, of the keys, of the saved users and of what windows share, whichever page made it. */
      follow: settingsChanges.follow,
    },
    forgetting: ports.forgetting ?? noForgetting,
    projects,
    vault,
    keyTest,
    savedUsers,
    session,
    lastAnswers,
    evaluate,
    explain,
    compare,
    suites,
    consoleNames,
    consoleOverrides,
    consoleVersions,
    cohorts,
    events,
    history,
    historyImport,
    retention,
    catalog,
    sandbox,
    cases,
    /** Closes everything in reverse order; what cannot be closed is logged. */
    close: () => closeAll(opened, log),
  };
}

async function closeAll(opened: AsyncDisposableStack, log: Ports["log"]): Promise<void> {
  try {
    await opened.disposeAsync();
  } catch (failure) {
    log.error("A part of Gatescope could not be closed.", { failure: String(failure) });
  }
}
