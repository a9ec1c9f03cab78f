import { randomBytes, randomUUID } from "node:crypto";
import { forgetSearches } from "#shared/domain/exchange/find-secrets.ts";
import { redactText } from "#shared/domain/exchange/redact.ts";
import { type KeyInfo, keyProblem } from "#shared/domain/project/key-info.ts";
import type { KeyStorage } from "#shared/domain/project/key-storage.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { BuiltIn, NoSuchThing, StorageFailed, UnusableInput, VaultLocked, WrongPassphrase } from "../failures.ts";
import { createTurns } from "../in-flight.ts";
import type { Clock, Log, SecretBox, Settings, StorageNotices } from "../ports.ts";
import { openSettingsDocument } from "../storage/settings-document.ts";
import {
  defaultPassphraseCost,
  type PassphraseCost,
  type Protector,
  unwrapWithPassphrase,
  unwrapWithSystem,
  wrapWithPassphrase,
  wrapWithSystem,
} from "./protectors.ts";
import { readSealedKeys, type SealedKey, type SealedKeys, sealKey, unsealKey } from "./sealed-keys.ts";
import { sealingKeyBytes } from "./sealing.ts";
import { Secret } from "./secret.ts";
import { type StorageState, storageSentence } from "./storage-sentence.ts";

/**
 * Stores the keys. Changes throw `StorageFailed` if the document cannot be written, and then change nothing; `NoSuchThing` for a key that no
 * longer exists; `VaultLocked` while the keys cannot be opened.
 */
export interface KeyVault {
  /** Returns what may be shown of a project's keys, in the order they were added. Works while locked. */
  list(projectId: string): KeyInfo[];
  /** Throws `UnusableInput` for a text that cannot be a key or that this project already has; `BuiltIn` for the sandbox. */
  add(input: { readonly projectId: string; readonly key: string; readonly label: string }): Promise<KeyInfo>;
  rename(input: { readonly keyId: string; readonly label: string }): Promise<KeyInfo>;
  /** Replaces a key. The new key has the ID and the label of the old one. */
  replace(input: { readonly keyId: string; readonly key: string }): Promise<KeyInfo>;
  /** Works while locked. Forgetting the last key of a locked vault resets the vault, which is the way out after a lost passphrase. */
  forget(keyId: string): Promise<void>;
  forgetProject(projectId: string): Promise<void>;
  /** Opens a key. Throws `UnusableInput` if its entry in the document was changed or moved; other keys are not affected. */
  requireKey(keyId: string): { readonly info: KeyInfo; readonly secret: Secret };
  /** Records that a key was sent. Never throws, and writes at most once a minute. */
  markUsed(keyId: string): void;
  storage(): KeyStorage;
  /** Takes about half a second without blocking the thread. Throws `WrongPassphrase`. */
  unlock(passphrase: string): Promise<KeyStorage>;
  /** Locks keys that are protected with a passphrase, and wipes the data key and what was derived from keys to mask them. Does nothing under other protections. */
  lock(): Promise<KeyStorage>;
  /** Seals all keys again with a data key under this passphrase. They are written at once, so that a crash leaves the old or the new document. */
  protectWithPassphrase(passphrase: string): Promise<KeyStorage>;
  /** Seals all keys again under the system's protection. Also tries again to open keys after that protection was declined. */
  protectWithSystem(): Promise<KeyStorage>;
  /** Tells whether this is the passphrase that protects the keys; false under other protections. Takes as long as `unlock`, and works while locked. */
  isPassphrase(passphrase: string): Promise<boolean>;
  /** Returns all keys in plain text, so that texts can be masked. They never leave the main process. Empty while locked. */
  knownSecrets(): readonly string[];
  /** Calls `listener` after each change of the keys or of their protection, also after they were locked or unlocked. Returns a function that ends that. */
  onChange(listener: () => void): () => void;
}

/** The state of the vault. `protector` is null while nothing is on disk; `dataKey` is null while the keys cannot be opened. */
interface Contents {
  readonly protector: Protector | null;
  readonly dataKey: Buffer | null;
  readonly keys: readonly SealedKey[];
}

const documentName = "sealed-keys";
const minuteMs = 60_000;
/** A key stays open for the requests of a moment, such as those of a run, and not while nothing is sent. */
const maxOpenedMs = 100;

export async function createKeyVault(ports: {
  readonly settings: Settings;
  readonly secretBox: SecretBox;
  readonly clock: Clock;
  readonly log: Log;
  readonly notices: Pick<StorageNotices, "add">;
  /** For new passphrases. */
  readonly passphraseCost?: PassphraseCost;
}): Promise<KeyVault> {
  const { secretBox, clock, log, passphraseCost = defaultPassphraseCost } = ports;
  const document = openSettingsDocument<SealedKeys, SealedKeys | null>(ports, documentName, readSealedKeys);

  let isOsAvailable = await secretBox.isAvailable();
  let contents = await openContents(document.found?.value ?? null);
  const turns = createTurns();
  /** Each change starts from the result of the one before it. */
  const inSequence = <T>(act: () => Promise<T>): Promise<T> => turns.take("keys", act);
  const listeners = new Set<() => void>();

  function take(next: Contents): void {
    contents = next;
    opened.clear();
    for (const listener of listeners) listener();
  }

  async function openContents(found: SealedKeys | null): Promise<Contents> {
    if (found === null) return emptyContents();
    const { protector, keys } = found;
    return { protector, keys, dataKey: protector.kind === "os" && isOsAvailable ? await tryToUnwrap(protector) : null };
  }

  /** Wraps the data key with the system's protection, if available. Called for the first key, not before, because the system may ask the person. */
  async function protectorOfFirstKey(dataKey: Buffer): Promise<Protector | null> {
    if (!isOsAvailable) return null;
    try {
      return await wrapWithSystem(dataKey, secretBox);
    } catch (error) {
      log.warn("The system keychain could not encrypt the key. Keys stay in memory until a passphrase is set.", { error: String(error) });
      isOsAvailable = false;
      return null;
    }
  }

  async function tryToUnwrap(protector: Extract<Protector, { kind: "os" }>): Promise<Buffer | null> {
    try {
      return await unwrapWithSystem(protector, secretBox);
    } catch (error) {
      log.warn("The system keychain did not open the stored keys.", { protection: secretBox.name, error: String(error) });
      return null;
    }
  }

  /** Writes the document, then changes the state in memory, never the other way round. */
  function store(next: Contents): void {
    const { protector, keys } = next;
    if (protector !== null) document.write({ version: 1, protector, keys });
    take(next);
  }

  function requireDataKey(): Buffer {
    if (contents.dataKey !== null) return contents.dataKey;
    throw contents.protector?.kind === "os" ? new VaultLocked(storage().sentence) : new VaultLocked();
  }

  function requireEntry(keyId: string): SealedKey {
    const entry = contents.keys.find(({ info }) => info.id === keyId);
    if (entry === undefined) throw new NoSuchThing("key");
    return entry;
  }

  function openEntry(entry: SealedKey): Secret {
    const secret = unseal(requireDataKey(), entry);
    if (secret !== null) return secret;
    const { label, lastFour } = entry.info;
    throw new UnusableInput(
      "key",
      `The key ${label === "" ? "" : `“${label}” `}ending in ${lastFour} cannot be opened, because its stored entry was changed or moved. Replace or forget it; other keys are not affected.`,
    );
  }

  /** Returns all keys that can be opened now; omits damaged ones. */
  function openKeys(): { readonly info: KeyInfo; readonly secret: Secret }[] {
    const { dataKey, keys } = contents;
    if (dataKey === null) return [];
    return keys.flatMap((entry) => {
      const secret = unseal(dataKey, entry);
      return secret === null ? [] : [{ info: entry.info, secret }];
    });
  }

  /** The keys that were opened a moment ago: each request opens its own, and masks several texts with all of them. */
  const opened = new Map<SealedKey, Secret | null>();
  function unseal(dataKey: Uint8Array, entry: SealedKey): Secret | null {
    const known = opened.get(entry);
    if (known !== undefined) return known;
    if (opened.size === 0) setTimeout(() => opened.clear(), maxOpenedMs).unref();
    const secret = unsealKey(dataKey, entry);
    opened.set(entry, secret);
    return secret;
  }

  function knownSecrets(): readonly string[] {
    return openKeys().map(({ secret }) => secret.reveal());
  }

  function readKey(text: string, projectId: string): Secret {
    const problem = keyProblem(text);
    if (problem !== null) throw new UnusableInput("key", problem);
    const key = text.trim();
    const duplicate = openKeys().find(({ info, secret }) => info.projectId === projectId && secret.reveal() === key);
    if (duplicate !== undefined) {
      const asLabel = duplicate.info.label === "" ? "" : `, as “${duplicate.info.label}”`;
      throw new UnusableInput("key", `This project already has this key${asLabel}.`);
    }
    return new Secret(key);
  }

  /** Throws for a label that contains a key, because labels are stored and shown in plain text. */
  function readLabel(text: string, secrets: readonly string[]): string {
    const label = text.trim();
    if (redactText(label, secrets) !== label)
      throw new UnusableInput("label", "This label contains a key. Labels are stored and shown in plain text: enter another label.");
    return label;
  }

  function change(keyId: string, changed: (entry: SealedKey) => SealedKey): KeyInfo {
    const next = changed(requireEntry(keyId));
    store({ ...contents, keys: contents.keys.map((entry) => (entry.info.id === keyId ? next : entry)) });
    return next.info;
  }

  async function forgetWhere(isForgotten: (info: KeyInfo) => boolean): Promise<void> {
    forgetSearches();
    const keys = contents.keys.filter(({ info }) => !isForgotten(info));
    if (keys.length === contents.keys.length) return;
    const isNothingLeftToOpen = keys.length === 0 && contents.dataKey === null;
    if (!isNothingLeftToOpen) return store({ ...contents, keys });
    document.write(null);
    take(emptyContents());
  }

  /** Seals all keys again with a new data key. Throws if a key cannot be opened, so that none is lost. */
  async function protectWith(wrap: (dataKey: Buffer) => Promise<Protector>): Promise<void> {
    requireDataKey();
    const dataKey = randomBytes(sealingKeyBytes);
    const protector = await wrap(dataKey);
    const keys = contents.keys.map((entry) => sealKey(dataKey, entry.info, openEntry(entry)));
    const oldDataKey = contents.dataKey;
    store({ protector, dataKey, keys });
    oldDataKey?.fill(0);
  }

  function storageState(): StorageState {
    const { protector, dataKey } = contents;
    if (protector === null) {
      const isSystemNext = isOsAvailable && contents.keys.length === 0;
      return isSystemNext ? { protection: "os", boxName: secretBox.name, condition: "open" } : { protection: "session" };
    }
    if (protector.kind === "passphrase") return { protection: "passphrase", condition: dataKey === null ? "locked" : "open" };
    const condition = dataKey !== null ? "open" : isOsAvailable ? "declined" : "not_here";
    return { protection: "os", boxName: protector.boxName, condition };
  }

  function storage(): KeyStorage {
    const state = storageState();
    return { protection: state.protection, isLocked: contents.dataKey === null, isOsAvailable, sentence: storageSentence(state) };
  }

  return {
    list: (projectId) => contents.keys.map(({ info }) => info).filter((info) => info.projectId === projectId),

    add: ({ projectId, key, label }) =>
      inSequence(async () => {
        if (projectId === sandboxProjectId) throw new BuiltIn("The sandbox needs no key. Add a project of your own first.");
        const dataKey = requireDataKey();
        const secret = readKey(key, projectId);
        const info: KeyInfo = {
          id: randomUUID(),
          projectId,
          kind: secret.kind,
          label: readLabel(label, [secret.reveal()]),
          lastFour: secret.lastFour,
          addedAtMs: clock.nowMs(),
          lastUsedAtMs: null,
        };
        const protector = contents.protector ?? (await protectorOfFirstKey(dataKey));
        store({ protector, dataKey, keys: [...contents.keys, sealKey(dataKey, info, secret)] });
        return info;
      }),

    rename: ({ keyId, label }) =>
      inSequence(async () => {
        const secrets = openKeys().map(({ secret }) => secret.reveal());
        return change(keyId, ({ info, sealed }) => ({ info: { ...info, label: readLabel(label, secrets) }, sealed }));
      }),

    replace: ({ keyId, key }) =>
      inSequence(async () =>
        change(keyId, ({ info }) => {
          const dataKey = requireDataKey();
          const secret = readKey(key, info.projectId);
          const replaced = { ...info, kind: secret.kind, lastFour: secret.lastFour, addedAtMs: clock.nowMs(), lastUsedAtMs: null };
          return sealKey(dataKey, replaced, secret);
        }),
      ),

    forget: (keyId) =>
      inSequence(async () => {
        requireEntry(keyId);
        await forgetWhere(({ id }) => id === keyId);
      }),

    forgetProject: (projectId) => inSequence(() => forgetWhere((info) => info.projectId === projectId)),

    requireKey(keyId) {
      const entry = requireEntry(keyId);
      return { info: entry.info, secret: openEntry(entry) };
    },

    markUsed(keyId) {
      const entry = contents.keys.find(({ info }) => info.id === keyId);
      if (entry === undefined) return; // forgotten while its request was in progress
      const nowMs = clock.nowMs();
      const { lastUsedAtMs } = entry.info;
      if (lastUsedAtMs !== null && nowMs >= lastUsedAtMs && nowMs - lastUsedAtMs < minuteMs) return;
      try {
        change(keyId, ({ info, sealed }) => ({ info: { ...info, lastUsedAtMs: nowMs }, sealed }));
      } catch (error) {
        if (!(error instanceof StorageFailed)) throw error;
        log.warn("The time when a key was last used could not be stored.", { code: error.code });
      }
    },

    storage,

    unlock: (passphrase) =>
      inSequence(async () => {
        const { protector } = contents;
        if (protector?.kind !== "passphrase") {
          requireDataKey();
          return storage();
        }
        const dataKey = await unwrapWithPassphrase(protector, passphrase);
        if (dataKey === null) throw new WrongPassphrase();
        contents.dataKey?.fill(0);
        take({ ...contents, dataKey });
        return storage();
      }),

    lock: () =>
      inSequence(async () => {
        if (contents.protector?.kind !== "passphrase") return storage();
        contents.dataKey?.fill(0);
        take({ ...contents, dataKey: null });
        forgetSearches();
        return storage();
      }),

    protectWithPassphrase: (passphrase) =>
      inSequence(async () => {
        await protectWith((dataKey) => wrapWithPassphrase(dataKey, passphrase, passphraseCost));
        return storage();
      }),

    protectWithSystem: () =>
      inSequence(async () => {
        isOsAvailable = await secretBox.isAvailable();
        if (!isOsAvailable) throw new UnusableInput("protection", "No system keychain is available here. Use a passphrase instead.");
        const { protector, dataKey } = contents;
        if (protector?.kind === "os" && dataKey === null) take({ ...contents, dataKey: await tryToUnwrap(protector) });
        await protectWith((newDataKey) => wrapWithSystem(newDataKey, secretBox));
        return storage();
      }),

    async isPassphrase(passphrase) {
      const { protector } = contents;
      if (protector?.kind !== "passphrase") return false;
      const dataKey = await unwrapWithPassphrase(protector, passphrase);
      dataKey?.fill(0);
      return dataKey !== null;
    },

    knownSecrets,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function emptyContents(): Contents {
  return { protector: null, dataKey: randomBytes(sealingKeyBytes), keys: [] };
}
