/** What a host lends the services. Everything else in here is plain Node and the same in every host. */
export interface Ports {
  readonly folders: Folders;
  readonly settings: Settings;
  readonly secretBox: SecretBox;
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  readonly host: { readonly kind: "desktop" | "browser" | "terminal"; readonly version: string };
}

/** Where this installation keeps its files; made by the host, readable and writable by this person only (0700). */
export interface Folders {
  readonly data: string;
}

/**
 * Small settings and lists (projects, saved users, session, the sealed key file), one JSON document per name, each written whole and atomically, mode 0600.
 * `read` gives undefined for a name that was never written. Throws `StorageFailed` when the disk refuses.
 * Kept with electron-store on the desktop and with conf, on which it is built, elsewhere: one format.
 */
export interface Settings {
  read(name: string): unknown;
  write(name: string, value: unknown): void;
}

/** The system's own protection for small secrets (Keychain, DPAPI, libsecret). Hosts without one say so in `isAvailable`. */
export interface SecretBox {
  isAvailable(): Promise<boolean>;
  /** For people: `GNOME Keyring`, `Windows Data Protection`; empty where none is available. */
  readonly name: string;
  seal(plain: Uint8Array): Promise<Uint8Array>;
  open(sealed: Uint8Array): Promise<Uint8Array>;
}

/** How this machine reaches others: the system's proxy and trust store. */
export interface Network {
  /** The proxy for an address as `http://host:port`, or null for a direct connection. */
  proxyFor(url: string): Promise<string | null>;
  /** PEM certificates of the authorities this machine trusts. */
  trustedCertificates(): readonly string[];
}

export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number;
}

/** Lines for whoever runs the program. The host redacts key material from every line before it is written. */
export interface Log {
  info(message: string, facts?: Record<string, unknown>): void;
  warn(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
}
