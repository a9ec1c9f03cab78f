import type { ForgetReceipt, ForgetReport } from "#shared/domain/session/forget-report.ts";
import type { StorageNotice } from "#shared/domain/session/storage-notice.ts";

/** The functions that a host provides for the services. Everything else in the services is plain Node and the same in every host. */
export interface Ports {
  readonly folders: Folders;
  readonly notices: StorageNotices;
  readonly settings: Settings;
  readonly secretBox: SecretBox;
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  readonly host: { readonly kind: "desktop" | "browser" | "terminal"; readonly version: string };
  /** Missing on a host without pages. */
  readonly forgetting?: Forgetting;
  /** Asks the person for a folder with the system's dialog; null if they cancel. Missing on a host without dialogs. */
  readonly chooseFolder?: (title: string) => Promise<string | null>;
}

/** Forgets a user while the program runs: its data folder is closed for that, and opened again. */
export interface Forgetting {
  /** Counts what the data folder keeps of a user. Throws `UnusableInput` if it cannot be searched. */
  preview(values: readonly string[], signal?: AbortSignal): Promise<ForgetReport>;
  /** Starts the removal and returns. All services are closed, and the connections of all pages, until it has ended. */
  remove(values: readonly string[]): void;
  /** Returns how the last removal ended, until `dismissReceipt`. */
  receipt(): ForgetReceipt | null;
  dismissReceipt(): void;
  /** Returns the ID of the last removal of this run. A page that was loaded before it may have the user in its memory. */
  lastRemovalId(): string | null;
}

/** The folders for the files of this installation, created by the host with access for this user only (0700). */
export interface Folders {
  readonly data: string;
}

/**
 * Stores small settings and lists (projects, saved users, session, sealed keys): one JSON document per name, each written completely and
 * atomically, with mode 0600. `read` returns undefined for a name that was never written. Throws `StorageFailed` if a document cannot be written.
 * Implemented with electron-store on the desktop and with conf, its base, elsewhere, so that both have one format.
 */
export interface Settings {
  read(name: string): unknown;
  write(name: string, value: unknown): void;
  /** Copies a document with unreadable content to a dated name before it is overwritten, and returns the copy's path. */
  copyAside(name: string): string;
}

/** The files of the data folder that could not be used. The page shows them until they are dismissed. */
export interface StorageNotices {
  /** Logs a notice and lists it, in the place of an earlier one about the same copy. */
  add(notice: Pick<StorageNotice, "kind" | "file" | "to" | "recovered">): void;
  list(): readonly StorageNotice[];
  dismiss(id: string): void;
  /** Stores the notices from now on, and adds those of earlier starts. */
  keepIn(settings: Settings): void;
}

/** The system's protection for small secrets: Keychain, DPAPI or libsecret. `isAvailable` returns false on a host without one. */
export interface SecretBox {
  isAvailable(): Promise<boolean>;
  /** Shown to people: `GNOME Keyring`, `Windows Data Protection`; empty if none is available. */
  readonly name: string;
  seal(plain: Uint8Array): Promise<Uint8Array>;
  open(sealed: Uint8Array): Promise<Uint8Array>;
}

/** The network settings of this machine: the system's proxy and its certificate authorities. */
export interface Network {
  /** Returns the proxy for an address as `http://host:port`, or null for a direct connection. */
  proxyFor(url: string): Promise<string | null>;
  /** Returns the PEM certificates of the authorities that this machine trusts. */
  trustedCertificates(): readonly string[];
}

export interface Clock {
  /** Milliseconds since the epoch, for display and for times that are stored. The person or the network may set it back or forward. */
  nowMs(): number;
  /** Milliseconds since some moment before the start. Never goes back; durations within this run are measured with it. */
  monotonicMs(): number;
}

/** Writes log lines. The host masks keys in each line before it is written. */
export interface Log {
  info(message: string, facts?: Record<string, unknown>): void;
  warn(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
}
