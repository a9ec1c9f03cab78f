import { randomBytes, randomUUID } from "node:crypto";
import { redactText } from "#shared/domain/exchange/redact.ts";
import { type KeyInfo, keyProblem } from "#shared/domain/project/key-info.ts";
import type { KeyStorage } from "#shared/domain/project/key-storage.ts";
import { sandboxProjectId } from "#shared/domain/project/project.ts";
import { BuiltIn, NoSuchThing, StorageFailed, UnusableInput, VaultLocked, WrongPassphrase } from "../failures.ts";
import type { Clock, Log, SecretBox, Settings } from "../ports.ts";
import { openSettingsDocument } from "../storage/settings-document.ts";
import { type Protector, unwrapWithPassphrase, unwrapWithSystem, wrapWithPassphrase, wrapWithSystem } from "./protectors.ts";
import { readSealedKeys, type SealedKey, type SealedKeys, sealKey, unsealKey } from "./sealed-keys.ts";
import { sealingKeyBytes } from "./sealing.ts";
import { Secret } from "./secret.ts";
import { type StorageState, storageSentence } from "./storage-sentence.ts";

/**
 * Keeps the keys. Whatever changes them throws `StorageFailed` when the disk refuses, and everything is then as it was before;
 * `NoSuchThing` for a key that is gone; `VaultLocked` when the keys cannot be opened now.
 */
export interface KeyVault {
  /** Also while locked: what may be shown of a key is no secret. In the order they were added. */
  list(projectId: string): KeyInfo[];
  /** Throws `UnusableInput` for a text that cannot be a key, or that this project already has; `BuiltIn` for the sandbox. */
  add(input: { readonly projectId: string; readonly key: string; readonly label: string }): Promise<KeyInfo>;
  rename(input: { readonly keyId: string; readonly label: string }): Promise<KeyInfo>;
  /** The new key keeps the old one's ID and label. */
  replace(input: { readonly keyId: string; readonly key: string }): Promise<KeyInfo>;
  /** Also while locked. Forgetting the last key of a locked vault lets it start anew: the way out when the passphrase is lost. */
  forget(keyId: string): Promise<void>;
  forgetProject(projectId: string): Promise<void>;
  /** The one way to a key. Throws `UnusableInput` when its entry was changed or moved, which leaves the others as they are. */
  requireKey(keyId: string): { readonly info: KeyInfo; readonly secret: Secret };
  /** Remembers when a key was last sent; never fails, and writes at most once a minute. */
  markUsed(keyId: string): void;
  storage(): KeyStorage;
  /** Takes about half a second, without blocking. Throws `WrongPassphrase`. */
  unlock(passphrase: string): Promise<KeyStorage>;
  /** Keys under a passphrase are closed and what opens them is wiped; under other protections there is nothing to lock. */
  lock(): Promise<KeyStorage>;
  /** Seals every key anew under this passphrase, written at once: a crash leaves the old seals or the new ones. */
  protectWithPassphrase(passphrase: string): Promise<KeyStorage>;
  /** The same under the system's protection; also how to try again when that was declined. */
  protectWithSystem(): Promise<KeyStorage>;
  /** Every key in the clear, to take them out of texts exactly. Never leaves the main process; empty while locked. */
  knownSecrets(): readonly string[];
}

/** What the vault holds: `protector` is null while nothing is on disk, `dataKey` is null while the keys cannot be opened. */
interface Contents {
  readonly protector: Protector | null;
  readonly dataKey: Buffer | null;
  readonly keys: readonly SealedKey[];
}

const documentName = "sealed-keys";
const minuteMs = 60_000;

export async function createKeyVault(ports: {
  readonly settings: Settings;
  readonly secretBox: SecretBox;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<KeyVault> {
  const { secretBox, clock, log } = ports;
  const document = openSettingsDocument<SealedKeys, SealedKeys | null>(ports, documentName, readSealedKeys);
  if (document.wasWritten && !document.found?.isWhole)
    log.warn("Some sealed keys cannot be read by this version. They are set aside before the document is next written.");

  let isOsAvailable = await secretBox.isAvailable();
  let contents = await openContents(document.found?.value ?? null);
  const inTurn = createTurns();

  async function openContents(found: SealedKeys | null): Promise<Contents> {
    if (found === null) return emptyContents();
    const { protector, keys } = found;
    return { protector, keys, dataKey: protector.kind === "os" && isOsAvailable ? await tryToUnwrap(protector) : null };
  }

  /** The first key is sealed by the system where it can, and else kept in memory. Not before there is one: the system may ask the person. */
  async function protectorOfFirstKey(dataKey: Buffer): Promise<Protector | null> {
    if (!isOsAvailable) return null;
    try {
      return await wrapWithSystem(dataKey, secretBox);
    } catch (error) {
      log.warn("The system's protection did not seal. Keys stay in memory until a passphrase is set.", { error: String(error) });
      isOsAvailable = false;
      return null;
    }
  }

  async function tryToUnwrap(protector: Extract<Protector, { kind: "os" }>): Promise<Buffer | null> {
    try {
      return await unwrapWithSystem(protector, secretBox);
    } catch (error) {
      log.warn("The system's protection did not open the sealed keys.", { protection: secretBox.name, error: String(error) });
      return null;
    }
  }

  /** The only place that writes. What is in memory changes after the disk has it, never before. */
  function keep(next: Contents): void {
    const { protector, keys } = next;
    if (protector !== null) document.write({ version: 1, protector, keys });
    contents = next;
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
    const secret = unsealKey(requireDataKey(), entry);
    if (secret !== null) return secret;
    const { label, lastFour } = entry.info;
    throw new UnusableInput(
      "key",
      `The key ${label === "" ? "" : `“${label}” `}ending in ${lastFour} cannot be opened: its sealed text was changed or moved. Replace it, or forget it; other keys are not touched.`,
    );
  }

  /** The keys that open now; damaged ones are left out. */
  function openKeys(): { readonly info: KeyInfo; readonly secret: Secret }[] {
    const { dataKey, keys } = contents;
    if (dataKey === null) return [];
    return keys.flatMap((entry) => {
      const secret = unsealKey(dataKey, entry);
      return secret === null ? [] : [{ info: entry.info, secret }];
    });
  }

  function readKey(text: string, projectId: string): Secret {
    const problem = keyProblem(text);
    if (problem !== null) throw new UnusableInput("key", problem);
    const key = text.trim();
    const same = openKeys().find(({ info, secret }) => info.projectId === projectId && secret.reveal() === key);
    if (same !== undefined) {
      const itsName = same.info.label === "" ? "" : `, as “${same.info.label}”`;
      throw new UnusableInput("key", `This project already has this key${itsName}.`);
    }
    return new Secret(key);
  }

  /** A label is stored and shown as it is, so a key pasted into the wrong field must not become one. */
  function readLabel(text: string, secrets: readonly string[]): string {
    const label = text.trim();
    if (redactText(label, secrets) !== label)
      throw new UnusableInput("label", "This label holds a key. Labels are stored and shown as they are: choose other words.");
    return label;
  }

  function change(keyId: string, changed: (entry: SealedKey) => SealedKey): KeyInfo {
    const next = changed(requireEntry(keyId));
    keep({ ...contents, keys: contents.keys.map((entry) => (entry.info.id === keyId ? next : entry)) });
    return next.info;
  }

  async function forgetWhere(isForgotten: (info: KeyInfo) => boolean): Promise<void> {
    const keys = contents.keys.filter(({ info }) => !isForgotten(info));
    if (keys.length === contents.keys.length) return;
    const isNothingLeftToOpen = keys.length === 0 && contents.dataKey === null;
    if (!isNothingLeftToOpen) return keep({ ...contents, keys });
    document.write(null);
    contents = emptyContents();
  }

  /** Seals every key anew under another data key. Refuses, rather than lose one, when a key does not open. */
  async function protectWith(wrap: (dataKey: Buffer) => Promise<Protector>): Promise<void> {
    requireDataKey();
    const dataKey = randomBytes(sealingKeyBytes);
    const protector = await wrap(dataKey);
    const keys = contents.keys.map((entry) => sealKey(dataKey, entry.info, openEntry(entry)));
    const oldDataKey = contents.dataKey;
    keep({ protector, dataKey, keys });
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
      inTurn(async () => {
        if (projectId === sandboxProjectId) throw new BuiltIn("The sandbox needs no key, and holds none. Add a project of your own first.");
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
        keep({ protector, dataKey, keys: [...contents.keys, sealKey(dataKey, info, secret)] });
        return info;
      }),

    rename: ({ keyId, label }) =>
      inTurn(async () => {
        const secrets = openKeys().map(({ secret }) => secret.reveal());
        return change(keyId, ({ info, sealed }) => ({ info: { ...info, label: readLabel(label, secrets) }, sealed }));
      }),

    replace: ({ keyId, key }) =>
      inTurn(async () =>
        change(keyId, ({ info }) => {
          const dataKey = requireDataKey();
          const secret = readKey(key, info.projectId);
          const replaced = { ...info, kind: secret.kind, lastFour: secret.lastFour, addedAtMs: clock.nowMs(), lastUsedAtMs: null };
          return sealKey(dataKey, replaced, secret);
        }),
      ),

    forget: (keyId) =>
      inTurn(async () => {
        requireEntry(keyId);
        await forgetWhere(({ id }) => id === keyId);
      }),

    forgetProject: (projectId) => inTurn(() => forgetWhere((info) => info.projectId === projectId)),

    requireKey(keyId) {
      const entry = requireEntry(keyId);
      return { info: entry.info, secret: openEntry(entry) };
    },

    markUsed(keyId) {
      const entry = contents.keys.find(({ info }) => info.id === keyId);
      if (entry === undefined) return; // forgotten while its request was on the way
      const nowMs = clock.nowMs();
      const { lastUsedAtMs } = entry.info;
      if (lastUsedAtMs !== null && nowMs - lastUsedAtMs < minuteMs) return;
      try {
        change(keyId, ({ info, sealed }) => ({ info: { ...info, lastUsedAtMs: nowMs }, sealed }));
      } catch (error) {
        if (!(error instanceof StorageFailed)) throw error;
        log.warn("When a key was last used could not be kept.", { code: error.code });
      }
    },

    storage,

    unlock: (passphrase) =>
      inTurn(async () => {
        const { protector } = contents;
        if (protector?.kind !== "passphrase") {
          requireDataKey();
          return storage();
        }
        const dataKey = await unwrapWithPassphrase(protector, passphrase);
        if (dataKey === null) throw new WrongPassphrase();
        contents.dataKey?.fill(0);
        contents = { ...contents, dataKey };
        return storage();
      }),

    lock: () =>
      inTurn(async () => {
        if (contents.protector?.kind !== "passphrase") return storage();
        contents.dataKey?.fill(0);
        contents = { ...contents, dataKey: null };
        return storage();
      }),

    protectWithPassphrase: (passphrase) =>
      inTurn(async () => {
        await protectWith((dataKey) => wrapWithPassphrase(dataKey, passphrase));
        return storage();
      }),

    protectWithSystem: () =>
      inTurn(async () => {
        isOsAvailable = await secretBox.isAvailable();
        if (!isOsAvailable) throw new UnusableInput("protection", "No system keychain can be reached from here. Use a passphrase instead.");
        const { protector, dataKey } = contents;
        if (protector?.kind === "os" && dataKey === null) contents = { ...contents, dataKey: await tryToUnwrap(protector) };
        await protectWith((newDataKey) => wrapWithSystem(newDataKey, secretBox));
        return storage();
      }),

    knownSecrets: () => openKeys().map(({ secret }) => secret.reveal()),
  };
}

function emptyContents(): Contents {
  return { protector: null, dataKey: randomBytes(sealingKeyBytes), keys: [] };
}

/** Runs one change after another, so that none begins on what another is still making. */
function createTurns(): <T>(act: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const turn = last.then(act);
    last = turn.catch(() => undefined);
    return turn;
  };
}
