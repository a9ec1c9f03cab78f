import { implement } from "@orpc/server";
import type { Services } from "#services/services.ts";
import { contract } from "#shared/contract/contract.ts";
import { declaredError } from "./declared-error.ts";

/** The contract, implemented by delegation: the contract has parsed, the services decide, and this folder only joins the two. */
export function createRouter(services: Services) {
  const { host, projects, vault, keyTest, savedUsers, session, evaluate, explain, consoleNames, events, history, catalog, sandbox } =
    services;
  const told = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (failure) {
      throw declaredError(failure) ?? failure;
    }
  });

  return told.router({
    host: {
      info: told.host.info.handler(() => host.info()),
      loadSession: told.host.loadSession.handler(() => session.load()),
      saveSession: told.host.saveSession.handler(({ input }) => session.save(input)),
      openExternal: told.host.openExternal.handler(({ input }) => host.openExternal(input.url)),
    },
    projects: {
      list: told.projects.list.handler(() => projects.list()),
      create: told.projects.create.handler(({ input }) => projects.create(input)),
      update: told.projects.update.handler(({ input }) => projects.update(input)),
      remove: told.projects.remove.handler(({ input }) => projects.remove(input.projectId)),
    },
    keys: {
      list: told.keys.list.handler(({ input }) => vault.list(input.projectId)),
      add: told.keys.add.handler(({ input }) => vault.add(input)),
      rename: told.keys.rename.handler(({ input }) => vault.rename(input)),
      replace: told.keys.replace.handler(({ input }) => vault.replace(input)),
      forget: told.keys.forget.handler(({ input }) => vault.forget(input.keyId)),
      test: told.keys.test.handler(({ input, signal }) => keyTest.test(input.keyId, signal)),
      storage: told.keys.storage.handler(() => vault.storage()),
      unlock: told.keys.unlock.handler(({ input }) => vault.unlock(input.passphrase)),
      lock: told.keys.lock.handler(() => vault.lock()),
      protectWithPassphrase: told.keys.protectWithPassphrase.handler(({ input }) => vault.protectWithPassphrase(input.passphrase)),
      protectWithSystem: told.keys.protectWithSystem.handler(() => vault.protectWithSystem()),
    },
    users: {
      list: told.users.list.handler(() => savedUsers.list()),
      save: told.users.save.handler(({ input }) => savedUsers.save(input)),
      rename: told.users.rename.handler(({ input }) => savedUsers.rename(input)),
      duplicate: told.users.duplicate.handler(({ input }) => savedUsers.duplicate(input.id)),
      remove: told.users.remove.handler(({ input }) => savedUsers.remove(input.id)),
      importText: told.users.importText.handler(({ input }) => savedUsers.importText(input.text)),
      exportText: told.users.exportText.handler(({ input }) => savedUsers.exportText(input)),
    },
    evaluate: {
      check: told.evaluate.check.handler(({ input, signal }) => evaluate.check(input, signal)),
      everything: told.evaluate.everything.handler(({ input, signal }) => evaluate.everything(input, signal)),
    },
    events: {
      send: told.events.send.handler(({ input }) => events.send(input)),
      sendExposures: told.events.sendExposures.handler(({ input }) => events.sendExposures(input)),
      clock: told.events.clock.handler(({ input }) => events.clock(input.projectId)),
      snooze: told.events.snooze.handler(({ input }) => events.snooze(input)),
      snoozedTiers: told.events.snoozedTiers.handler(({ input }) => events.snoozedTiers(input.projectId)),
      outbox: {
        list: told.events.outbox.list.handler(({ input }) => events.outbox.list(input)),
        content: told.events.outbox.content.handler(({ input }) => events.outbox.content(input.batchId)),
        follow: told.events.outbox.follow.handler(({ signal }) => events.outbox.follow(signal)),
        sendNow: told.events.outbox.sendNow.handler(({ input }) => events.outbox.sendNow(input)),
        edit: told.events.outbox.edit.handler(({ input }) => events.outbox.edit(input)),
        discard: told.events.outbox.discard.handler(({ input }) => events.outbox.discard(input.batchId)),
        resend: told.events.outbox.resend.handler(({ input }) => events.outbox.resend(input)),
      },
      imports: {
        begin: told.events.imports.begin.handler(({ input }) => events.imports.begin(input.fileName)),
        chunk: told.events.imports.chunk.handler(({ input }) => events.imports.chunk(input.importId, input.text)),
        preview: told.events.imports.preview.handler(({ input, signal }) => events.imports.preview(input, signal)),
        refused: told.events.imports.refused.handler(({ input, signal }) => events.imports.refused(input, signal)),
        forget: told.events.imports.forget.handler(({ input }) => events.imports.forget(input.importId)),
        start: told.events.imports.start.handler(({ input }) => events.imports.start(input)),
        runs: told.events.imports.runs.handler(({ input }) => events.imports.runs(input.projectId)),
        follow: told.events.imports.follow.handler(({ signal }) => events.imports.follow(signal)),
        pause: told.events.imports.pause.handler(({ input }) => events.imports.pause(input.runId)),
        resume: told.events.imports.resume.handler(({ input }) => events.imports.resume(input)),
        stop: told.events.imports.stop.handler(({ input }) => events.imports.stop(input.runId)),
        discardRemaining: told.events.imports.discardRemaining.handler(({ input }) => events.imports.discardRemaining(input.runId)),
        rows: told.events.imports.rows.handler(({ input }) => events.imports.rows(input)),
        exportRows: told.events.imports.exportRows.handler(({ input }) => events.imports.exportRows(input.runId)),
      },
      ledger: {
        page: told.events.ledger.page.handler(({ input }) => events.ledger.page(input)),
        days: told.events.ledger.days.handler(({ input }) => events.ledger.days(input)),
        names: told.events.ledger.names.handler(({ input }) => events.ledger.names(input.projectId)),
        exportText: told.events.ledger.exportText.handler(({ input }) => events.ledger.exportText(input)),
      },
      previewExposures: told.events.previewExposures.handler(({ input, signal }) => events.previewExposures(input, signal)),
      templates: {
        list: told.events.templates.list.handler(() => events.templates.list()),
        save: told.events.templates.save.handler(({ input }) => events.templates.save(input)),
        remove: told.events.templates.remove.handler(({ input }) => events.templates.remove(input.id)),
      },
    },
    explain: {
      explain: told.explain.explain.handler(({ input, signal }) => explain.explain(input, signal)),
      moreRules: told.explain.moreRules.handler(({ input, signal }) => explain.moreRules(input, signal)),
      reasons: told.explain.reasons.handler(({ input, signal }) => explain.reasons(input, signal)),
      ruleNames: told.explain.ruleNames.handler(({ input, signal }) => consoleNames.read(input, signal)),
      readiness: told.explain.readiness.handler(({ input, signal }) => explain.readiness(input, signal)),
      flips: told.explain.flips.handler(({ input, signal }) => explain.flips(input, signal)),
      agreement: told.explain.agreement.handler(({ input, signal }) => explain.agreement(input, signal)),
      definitions: told.explain.definitions.handler(({ input }) => explain.definitions(input.projectId)),
      refreshDefinitions: told.explain.refreshDefinitions.handler(({ input, signal }) =>
        explain.refreshDefinitions(input.projectId, signal),
      ),
      openFile: told.explain.openFile.handler(({ input }) => explain.openFile(input)),
      snapshot: told.explain.snapshot.handler(({ input }) => explain.snapshot(input)),
      pinSnapshot: told.explain.pinSnapshot.handler(({ input }) => explain.pinSnapshot(input)),
      forgetSnapshot: told.explain.forgetSnapshot.handler(({ input }) => explain.forgetSnapshot(input)),
    },
    history: {
      page: told.history.page.handler(({ input }) => history.page(input)),
      get: told.history.get.handler(({ input }) => history.get(input.exchangeId)),
      pin: told.history.pin.handler(({ input }) => history.pin(input.exchangeId, input.isPinned)),
      clear: told.history.clear.handler(({ input }) => history.clear(input)),
      follow: told.history.follow.handler(({ signal }) => history.follow(signal)),
      stats: told.history.stats.handler(() => history.stats()),
    },
    catalog: {
      names: told.catalog.names.handler(({ input }) => catalog.names(input.projectId)),
      refresh: told.catalog.refresh.handler(({ input, signal }) => catalog.refresh(input.projectId, signal)),
    },
    sandbox: {
      info: told.sandbox.info.handler(() => sandbox.info()),
      received: told.sandbox.received.handler(({ input }) => sandbox.received(input.limit)),
      reset: told.sandbox.reset.handler(() => sandbox.reset()),
    },
  });
}
export type Router = ReturnType<typeof createRouter>;
