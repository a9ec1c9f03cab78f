import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createKeyVault } from "#services/keys/key-vault.ts";
import type { Forgetting, Ports } from "#services/ports.ts";
import { createServices, type Services } from "#services/services.ts";
import { isSameJson } from "#shared/domain/json/json.ts";
import type { ForgetReceipt, ForgottenPlace } from "#shared/domain/session/forget-report.ts";
import { forgetInThread } from "./forget/forget-thread.ts";
import { temporaryFolder } from "./temporary-files.ts";

/** The services of a host with pages. They are closed and opened again to forget a user; keys stay open meanwhile, and the pages connect again by themselves. */
export interface RunningServices {
  /** The services that were opened first. */
  readonly services: Services;
  knownSecrets(): readonly string[];
  /** Waits for a removal that is in progress. */
  close(): Promise<void>;
}

export interface ServedPages {
  /** Serves the pages with these services, which replace earlier ones. */
  connect(services: Services): void;
  /** Ends the connections of all pages, and accepts none until `connect`. */
  disconnect(): void;
  /** Gets what `createServices` threw when the services were opened again. Nothing is served then. */
  onFailure(failure: unknown): void;
}

/** Opens the services. Throws as `createServices` does. `pages` are connected again after a removal. */
export async function openRunningServices(ports: Omit<Ports, "forgetting">, pages: ServedPages): Promise<RunningServices> {
  const { folders, log } = ports;
  const vault = await createKeyVault(ports);
  let removal: Promise<void> | null = null;
  let isClosing = false;
  let receipt: ForgetReceipt | null = null;
  let lastRemovalId: string | null = null;
  let counted: { readonly values: readonly string[]; readonly places: readonly ForgottenPlace[] } | null = null;

  const forgetting: Forgetting = {
    async preview(values, signal) {
      const report = await forgetInThread({ folder: folders.data, values, isPreview: true }, signal);
      counted = { values, places: report.places };
      return report;
    },
    remove(values) {
      // After the call that asks for it was answered: its connection is closed too.
      removal ??= new Promise((resolve) => setImmediate(resolve))
        .then(() => removeAndReopen(values))
        .finally(() => {
          removal = null;
        });
    },
    receipt: () => receipt,
    dismissReceipt() {
      receipt = null;
    },
    lastRemovalId: () => lastRemovalId,
  };

  const open = () => createServices({ ...ports, vault, forgetting });
  const first = await open();
  let services: Services | null = first;

  async function removeAndReopen(values: readonly string[]): Promise<void> {
    pages.disconnect();
    await services?.close();
    services = null;
    lastRemovalId = randomUUID();
    try {
      const report = await forgetInThread({ folder: folders.data, values, isPreview: false });
      const places = counted !== null && isSameJson([...counted.values], [...values]) ? counted.places : [];
      receipt = { kind: "removed", report: { ...report, places: [...report.places, ...places.filter(isTemporary)] } };
    } catch (failure) {
      log.error("Forgetting a user failed.", { failure: String(failure) });
      receipt = { kind: "failed", problem: failure instanceof Error ? failure.message : String(failure) };
    }
    if (isClosing) return;
    try {
      services = await open();
      pages.connect(services);
    } catch (failure) {
      pages.onFailure(failure);
    }
  }

  /** Closing the services has removed these files already. */
  const isTemporary = ({ file }: ForgottenPlace) => file.startsWith(`${temporaryFolder}/`) && !existsSync(join(folders.data, file));

  return {
    services: first,
    knownSecrets: vault.knownSecrets,
    async close() {
      isClosing = true;
      await removal;
      await services?.close();
      await vault.lock();
    },
  };
}
