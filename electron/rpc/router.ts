import { implement } from "@orpc/server";
import type { Services } from "#services/services.ts";
import { contract } from "#shared/contract/contract.ts";
import { declaredError } from "./declared-error.ts";

/** The contract, implemented by delegation: the contract has parsed, the services decide, and this folder only joins the two. */
export function createRouter(services: Services) {
  const { host, projects, vault, keyTest, savedUsers, session, evaluate, history, catalog, sandbox } = services;
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
