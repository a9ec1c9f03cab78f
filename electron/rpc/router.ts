import { type Router as ContractRouter, implement } from "@orpc/server";
import { exportHistory } from "#services/history/export-history.ts";
import { unzstd } from "#services/history/unzstd.ts";
import type { Services } from "#services/services.ts";
import { contract } from "#shared/contract/contract.ts";
import { declaredError } from "./declared-error.ts";

/** Implements the contract by delegation: the contract has parsed the input, and the services decide. A failure of a service becomes a declared error. */
export function createRouter(services: Services): ContractRouter<typeof contract, Record<never, never>> {
  const {
    host,
    forgetting,
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
  } = services;
  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (failure) {
      throw declaredError(failure) ?? failure;
    }
  });

  return os.router({
    host: {
      info: os.host.info.handler(() => host.info()),
      notices: os.host.notices.handler(() => host.notices()),
      dismissNotice: os.host.dismissNotice.handler(({ input }) => host.dismissNotice(input.id)),
      loadSession: os.host.loadSession.handler(({ input }) => session.load(input)),
      saveSession: os.host.saveSession.handler(({ input }) => session.save(input)),
      loadShared: os.host.loadShared.handler(() => session.loadShared()),
      saveShared: os.host.saveShared.handler(({ input }) => session.saveShared(input)),
      loadAnswers: os.host.loadAnswers.handler(({ input }) => lastAnswers.load(input)),
      saveAnswers: os.host.saveAnswers.handler(({ input }) => lastAnswers.save(input)),
      follow: os.host.follow.handler(({ signal }) => host.follow(signal)),
    },
    projects: {
      list: os.projects.list.handler(() => projects.list()),
      create: os.projects.create.handler(({ input }) => projects.create(input)),
      update: os.projects.update.handler(({ input }) => projects.update(input)),
      remove: os.projects.remove.handler(({ input }) => projects.remove(input.projectId)),
    },
    keys: {
      list: os.keys.list.handler(({ input }) => vault.list(input.projectId)),
      add: os.keys.add.handler(({ input }) => vault.add(input)),
      rename: os.keys.rename.handler(({ input }) => vault.rename(input)),
      replace: os.keys.replace.handler(({ input }) => vault.replace(input)),
      forget: os.keys.forget.handler(({ input }) => vault.forget(input.keyId)),
      test: os.keys.test.handler(({ input, signal }) => keyTest.test(input.keyId, signal)),
      storage: os.keys.storage.handler(() => vault.storage()),
      unlock: os.keys.unlock.handler(({ input }) => vault.unlock(input.passphrase)),
      lock: os.keys.lock.handler(() => vault.lock()),
      protectWithPassphrase: os.keys.protectWithPassphrase.handler(({ input }) => vault.protectWithPassphrase(input.passphrase)),
      protectWithSystem: os.keys.protectWithSystem.handler(() => vault.protectWithSystem()),
    },
    users: {
      list: os.users.list.handler(() => savedUsers.list()),
      save: os.users.save.handler(({ input }) => savedUsers.save(input)),
      rename: os.users.rename.handler(({ input }) => savedUsers.rename(input)),
      duplicate: os.users.duplicate.handler(({ input }) => savedUsers.duplicate(input.id)),
      remove: os.users.remove.handler(({ input }) => savedUsers.remove(input.id)),
      restore: os.users.restore.handler(({ input }) => savedUsers.restore(input.id)),
      importText: os.users.importText.handler(({ input }) => savedUsers.importText(input.text)),
      exportText: os.users.exportText.handler(({ input }) => savedUsers.exportText(input)),
    },
    forget: {
      preview: os.forget.preview.handler(({ input, signal }) => forgetting.preview(input.values, signal)),
      remove: os.forget.remove.handler(({ input }) => forgetting.remove(input.values)),
      receipt: os.forget.receipt.handler(() => forgetting.receipt()),
      dismissReceipt: os.forget.dismissReceipt.handler(() => forgetting.dismissReceipt()),
    },
    evaluate: {
      check: os.evaluate.check.handler(({ input, signal }) => evaluate.check(input, signal)),
      everything: os.evaluate.everything.handler(({ input, signal }) => evaluate.everything(input, signal)),
    },
    events: {
      send: os.events.send.handler(({ input }) => events.send(input)),
      sendExposures: os.events.sendExposures.handler(({ input }) => events.sendExposures(input)),
      clock: os.events.clock.handler(({ input }) => events.clock(input.projectId)),
      snooze: os.events.snooze.handler(({ input }) => events.snooze(input)),
      snoozedTiers: os.events.snoozedTiers.handler(({ input }) => events.snoozedTiers(input.projectId)),
      followWritten: os.events.followWritten.handler(({ signal }) => events.followWritten(signal)),
      outbox: {
        list: os.events.outbox.list.handler(({ input }) => events.outbox.list(input)),
        content: os.events.outbox.content.handler(({ input }) => events.outbox.content(input.batchId)),
        follow: os.events.outbox.follow.handler(({ signal }) => events.outbox.follow(signal)),
        sendNow: os.events.outbox.sendNow.handler(({ input }) => events.outbox.sendNow(input)),
        edit: os.events.outbox.edit.handler(({ input }) => events.outbox.edit(input)),
        discard: os.events.outbox.discard.handler(({ input }) => events.outbox.discard(input.batchId)),
        resend: os.events.outbox.resend.handler(({ input }) => events.outbox.resend(input)),
      },
      imports: {
        begin: os.events.imports.begin.handler(({ input }) => events.imports.begin(input.fileName)),
        chunk: os.events.imports.chunk.handler(({ input }) => events.imports.chunk(input.importId, input.text)),
        preview: os.events.imports.preview.handler(({ input, signal }) => events.imports.preview(input, signal)),
        refused: os.events.imports.refused.handler(({ input, signal }) => events.imports.refused(input, signal)),
        forget: os.events.imports.forget.handler(({ input }) => events.imports.forget(input.importId)),
        start: os.events.imports.start.handler(({ input }) => events.imports.start(input)),
        runs: os.events.imports.runs.handler(({ input }) => events.imports.runs(input.projectId)),
        follow: os.events.imports.follow.handler(({ signal }) => events.imports.follow(signal)),
        pause: os.events.imports.pause.handler(({ input }) => events.imports.pause(input.runId)),
        resume: os.events.imports.resume.handler(({ input }) => events.imports.resume(input)),
        stop: os.events.imports.stop.handler(({ input }) => events.imports.stop(input.runId)),
        discardRemaining: os.events.imports.discardRemaining.handler(({ input }) => events.imports.discardRemaining(input.runId)),
        rows: os.events.imports.rows.handler(({ input }) => events.imports.rows(input)),
        exportRows: os.events.imports.exportRows.handler(({ input, signal }) => events.imports.exportRows(input.runId, signal)),
      },
      ledger: {
        page: os.events.ledger.page.handler(({ input }) => events.ledger.page(input)),
        days: os.events.ledger.days.handler(({ input }) => events.ledger.days(input)),
        names: os.events.ledger.names.handler(({ input }) => events.ledger.names(input.projectId)),
        exportText: os.events.ledger.exportText.handler(({ input, signal }) => events.ledger.exportText(input, signal)),
      },
      previewExposures: os.events.previewExposures.handler(({ input, signal }) => events.previewExposures(input, signal)),
      templates: {
        list: os.events.templates.list.handler(() => events.templates.list()),
        save: os.events.templates.save.handler(({ input }) => events.templates.save(input)),
        remove: os.events.templates.remove.handler(({ input }) => events.templates.remove(input.id)),
      },
    },
    explain: {
      explain: os.explain.explain.handler(({ input, signal }) => explain.explain(input, signal)),
      moreRules: os.explain.moreRules.handler(({ input, signal }) => explain.moreRules(input, signal)),
      reasons: os.explain.reasons.handler(({ input, signal }) => explain.reasons(input, signal)),
      parameterStores: os.explain.parameterStores.handler(({ input, signal }) => explain.parameterStores(input, signal)),
      overrides: os.explain.overrides.handler(async ({ input, signal }) => (await explain.overrides(input, signal)) ?? []),
      consoleOverrides: os.explain.consoleOverrides.handler(({ input, signal }) => consoleOverrides.read(input, signal)),
      ruleNames: os.explain.ruleNames.handler(({ input, signal }) => consoleNames.read(input, signal)),
      readiness: os.explain.readiness.handler(({ input, signal }) => explain.readiness(input, signal)),
      readFields: os.explain.readFields.handler(({ input }) => explain.readFields(input)),
      flips: os.explain.flips.handler(({ input, signal }) => explain.flips(input, signal)),
      agreement: os.explain.agreement.handler(({ input, signal }) => explain.agreement(input, signal)),
      definitions: os.explain.definitions.handler(({ input }) => explain.definitions(input.projectId)),
      follow: os.explain.follow.handler(({ signal }) => catalog.follow(signal)),
      refreshDefinitions: os.explain.refreshDefinitions.handler(({ input, signal }) => explain.refreshDefinitions(input.projectId, signal)),
      openFile: os.explain.openFile.handler(({ input }) => explain.openFile(input)),
    },
    suites: {
      folder: os.suites.folder.handler(async ({ input }) => (await suites()).folder(input.projectId)),
      choose: os.suites.choose.handler(async ({ input }) => (await suites()).choose(input)),
      chooseInDialog: os.suites.chooseInDialog.handler(async ({ input }) => (await suites()).chooseInDialog(input.projectId)),
      openRules: os.suites.openRules.handler(async ({ input }) => (await suites()).openRules(input)),
      run: os.suites.run.handler(async ({ input, signal }) => (await suites()).run(input, signal)),
      suggest: os.suites.suggest.handler(async ({ input, signal }) => (await suites()).suggest(input, signal)),
      previewAccept: os.suites.previewAccept.handler(async ({ input }) => (await suites()).previewAccept(input)),
      previewAdd: os.suites.previewAdd.handler(async ({ input }) => (await suites()).previewAdd(input)),
      apply: os.suites.apply.handler(async ({ input }) => (await suites()).apply(input)),
      undo: os.suites.undo.handler(async ({ input }) => (await suites()).undo(input)),
      follow: os.suites.follow.handler(async ({ input, signal }) => (await suites()).follow(input.projectId, signal)),
    },
    cases: {
      prepare: os.cases.prepare.handler(({ input }) => cases.prepare(input)),
      file: os.cases.file.handler(({ input, signal }) => cases.file(input, signal)),
      open: os.cases.open.handler(({ input }) => cases.open(input)),
      explanation: os.cases.explanation.handler(({ input, signal }) => cases.explanation(input, signal)),
      replay: os.cases.replay.handler(({ input, signal }) => cases.replay(input, signal)),
      reply: os.cases.reply.handler(({ input, signal }) => cases.reply(input, signal)),
    },
    compare: {
      compare: os.compare.compare.handler(({ input, signal }) => compare.compare(input, signal)),
      equalWays: os.compare.equalWays.handler(({ input, signal }) => compare.equalWays(input, signal)),
      answers: os.compare.answers.handler(({ input, signal }) => compare.answers(input, signal)),
      checkLive: os.compare.checkLive.handler(({ input, signal }) => compare.checkLive(input, signal)),
    },
    whatIf: {
      outline: os.whatIf.outline.handler(({ input, signal }) => compare.whatIf.outline(input, signal)),
      consoleVersions: os.whatIf.consoleVersions.handler(({ input, signal }) => consoleVersions.read(input, signal)),
      changes: os.whatIf.changes.handler(({ input, signal }) => compare.whatIf.changes(input, signal)),
    },
    history: {
      actions: os.history.actions.handler(({ input }) => history.actions(input)),
      count: os.history.count.handler(({ input }) => history.count(input)),
      page: os.history.page.handler(({ input }) => history.page(input)),
      exportText: os.history.exportText.handler(({ input, signal }) =>
        exportHistory(history, input, { version: host.info().version, signal }),
      ),
      counts: os.history.counts.handler(({ input }) => history.counts(input)),
      values: os.history.values.handler(({ input }) => history.values(input)),
      import: {
        begin: os.history.import.begin.handler(({ input }) => historyImport.begin(input.source)),
        add: os.history.import.add.handler(({ input }) => historyImport.add(input.importId, input.calls)),
        finish: os.history.import.finish.handler(({ input }) => historyImport.finish(input.importId)),
        cancel: os.history.import.cancel.handler(({ input }) => historyImport.cancel(input.importId)),
        unzstd: os.history.import.unzstd.handler(async ({ input }) => {
          const result = await unzstd(Buffer.from(input.base64, "base64"));
          return result.is === "unpacked" ? { is: result.is, base64: Buffer.from(result.bytes).toString("base64") } : result;
        }),
      },
      get: os.history.get.handler(({ input }) => history.get(input.exchangeId)),
      pin: os.history.pin.handler(({ input }) => history.pin(input.exchangeId, input.isPinned)),
      annotate: os.history.annotate.handler(({ input: { exchangeId, ...annotation } }) => history.annotate(exchangeId, annotation)),
      remove: os.history.remove.handler(({ input }) => history.remove(input.exchangeId, input.what)),
      restore: os.history.restore.handler(({ input }) => history.restore(input.exchangeId)),
      clear: os.history.clear.handler(() => history.clear()),
      retention: {
        state: os.history.retention.state.handler(() => retention.state()),
        change: os.history.retention.change.handler(({ input }) => retention.change(input)),
        skip: os.history.retention.skip.handler(() => retention.skip()),
        undo: os.history.retention.undo.handler(() => retention.undo()),
      },
      follow: os.history.follow.handler(({ signal }) => history.follow(signal)),
      stats: os.history.stats.handler(() => history.stats()),
    },
    cohorts: {
      files: {
        begin: os.cohorts.files.begin.handler(({ input }) => cohorts.files.begin(input.fileName)),
        chunk: os.cohorts.files.chunk.handler(({ input: { fileId, text, isBase64 } }) =>
          cohorts.files.chunk({ fileId, content: isBase64 ? Buffer.from(text, "base64") : text }),
        ),
        preview: os.cohorts.files.preview.handler(({ input, signal }) => cohorts.files.preview(input, signal)),
        forget: os.cohorts.files.forget.handler(({ input }) => cohorts.files.forget(input.fileId)),
      },
      outcomes: os.cohorts.outcomes.handler(({ input, signal }) => cohorts.outcomes(input, signal)),
      firstAnswers: os.cohorts.firstAnswers.handler(({ input, signal }) => cohorts.firstAnswers(input, signal)),
      start: os.cohorts.start.handler(({ input, signal }) => cohorts.start(input, signal)),
      follow: os.cohorts.follow.handler(({ input, signal }) => cohorts.follow(input.cohortId, signal)),
      cancel: os.cohorts.cancel.handler(({ input }) => cohorts.cancel(input.cohortId)),
      resume: os.cohorts.resume.handler(({ input }) => cohorts.resume(input.cohortId)),
      rows: os.cohorts.rows.handler(({ input }) => cohorts.rows(input)),
      groups: os.cohorts.groups.handler(({ input }) => cohorts.groups(input)),
      user: os.cohorts.user.handler(({ input }) => cohorts.user(input)),
      openRules: os.cohorts.openRules.handler(({ input }) => cohorts.openRules(input.cohortId)),
      list: os.cohorts.list.handler(() => cohorts.list()),
      open: os.cohorts.open.handler(({ input }) => cohorts.open(input.cohortId)),
      save: os.cohorts.save.handler(({ input }) => cohorts.save(input)),
      remove: os.cohorts.remove.handler(({ input }) => cohorts.remove(input.cohortId)),
      checkLive: os.cohorts.checkLive.handler(({ input }) => cohorts.checkLive(input)),
      cancelLive: os.cohorts.cancelLive.handler(({ input }) => cohorts.cancelLive(input.cohortId)),
      exportText: os.cohorts.exportText.handler(({ input, signal }) => cohorts.exportText(input, signal)),
    },
    catalog: {
      names: os.catalog.names.handler(({ input: { projectId, snapshotId } }) =>
        snapshotId === undefined ? catalog.names(projectId) : catalog.namesIn({ projectId, snapshotId }),
      ),
      refresh: os.catalog.refresh.handler(({ input, signal }) => catalog.refresh(input.projectId, signal)),
    },
    sandbox: {
      info: os.sandbox.info.handler(() => sandbox.info()),
      received: os.sandbox.received.handler(({ input }) => sandbox.received(input.limit)),
      reset: os.sandbox.reset.handler(() => sandbox.reset()),
    },
  });
}
export type Router = ReturnType<typeof createRouter>;
