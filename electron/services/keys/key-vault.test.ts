import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SecretBox } from "#services/ports.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { lowPassphraseCost } from "#tests/fakes/low-passphrase-cost.ts";
import { createMemorySecretBox } from "#tests/fakes/memory-secret-box.ts";
import { createMemorySettings, type MemorySettings } from "#tests/fakes/memory-settings.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { BuiltIn, NoSuchThing, StorageFailed, UnusableInput, VaultLocked, WrongPassphrase } from "../failures.ts";
import { createKeyVault, type KeyVault } from "./key-vault.ts";

const serverKey = "secret-inventedServerKeyA1b2C3d4";
const clientKey = "client-inventedClientKeyE5f6G7h8";
const passphrase = "correct horse battery staple";
const noBox = createMemorySecretBox({ isAvailable: false });

const clock = createFixedClock();
const log = createSilentLog();

function open({ settings = createMemorySettings(), secretBox = createMemorySecretBox() } = {}) {
  return createKeyVault({ settings, secretBox, clock, log, notices: createRecordedNotices(), passphraseCost: lowPassphraseCost });
}

function addServerKey(vault: KeyVault) {
  return vault.add({ projectId: "shop", key: serverKey, label: "web" });
}

function everythingOn(settings: MemorySettings): string {
  return [...settings.texts().values()].join("\n");
}

/** The sealed document, changed as someone with an editor would. */
function edit(settings: MemorySettings, changed: (text: string) => string): MemorySettings {
  return createMemorySettings({ "sealed-keys": JSON.parse(changed(settings.texts().get("sealed-keys") ?? "")) });
}

describe("adding a key", () => {
  it("returns the kind, the label and the last four characters, in the order added", async () => {
    const vault = await open();
    const added = await vault.add({ projectId: "shop", key: `  ${serverKey}\n`, label: " web " });
    await vault.add({ projectId: "shop", key: clientKey, label: "" });
    expect(added).toEqual({
      id: expect.any(String),
      projectId: "shop",
      kind: "server",
      label: "web",
      lastFour: "C3d4",
      addedAtMs: createFixedClock().nowMs(),
      lastUsedAtMs: null,
    });
    expect(vault.list("shop").map(({ kind }) => kind)).toEqual(["server", "client"]);
    expect(vault.list("another")).toEqual([]);
  });

  it("refuses a text that is no key, a key that the project has, and any key for the sandbox", async () => {
    const vault = await open();
    await addServerKey(vault);
    await expect(vault.add({ projectId: "shop", key: "two words", label: "" })).rejects.toThrow(UnusableInput);
    await expect(addServerKey(vault)).rejects.toThrow("This project already has this key, as “web”.");
    await expect(vault.add({ projectId: "sandbox", key: serverKey, label: "" })).rejects.toThrow(BuiltIn);
    await expect(vault.add({ projectId: "other", key: serverKey, label: "" })).resolves.toMatchObject({ projectId: "other" });
  });

  it("refuses a label that contains a key, because labels are stored in plain text", async () => {
    const vault = await open();
    const { id } = await addServerKey(vault);
    await expect(vault.add({ projectId: "shop", key: "an-unusual-key", label: "this is an-unusual-key" })).rejects.toThrow(
      "contains a key",
    );
    await expect(vault.rename({ keyId: id, label: serverKey })).rejects.toThrow("contains a key");
  });
});

describe("the document", () => {
  it("can be opened again after a restart", async () => {
    const settings = createMemorySettings();
    const secretBox = createMemorySecretBox();
    const { id } = await addServerKey(await open({ settings, secretBox }));
    const reopened = await open({ settings, secretBox });
    expect(reopened.requireKey(id).secret.reveal()).toBe(serverKey);
    expect(reopened.knownSecrets()).toEqual([serverKey]);
  });

  it("never contains the key in any plain form", async () => {
    const keyText = fc.stringMatching(/^(secret-|client-|)[A-Za-z0-9+/=_-]{12,60}$/);
    await fc.assert(
      fc.asyncProperty(keyText, async (key) => {
        const settings = createMemorySettings();
        const vault = await open({ settings });
        await vault.add({ projectId: "shop", key, label: "" });
        const stored = everythingOn(settings);
        const bytes = Buffer.from(key);
        const spellings = [key, bytes.toString("base64"), bytes.toString("base64url"), bytes.toString("hex"), [...key].reverse().join("")];
        for (const spelling of spellings) expect(stored).not.toContain(spelling);
        // A key inside a longer text gives other base64, by where it starts.
        expect(stored).not.toContain(bytes.subarray(0, 9).toString("base64"));
      }),
      { numRuns: 60 },
    );
  });

  it("is different after every write, even for the same key", async () => {
    const settings = createMemorySettings();
    const vault = await open({ settings });
    await vault.add({ projectId: "a", key: serverKey, label: "" });
    await vault.add({ projectId: "b", key: serverKey, label: "" });
    const { keys } = JSON.parse(settings.texts().get("sealed-keys") ?? "");
    expect(keys[0].sealed.text).not.toBe(keys[1].sealed.text);
  });

  it("is not written if the system offers no protection, not even sealed", async () => {
    const settings = createMemorySettings();
    const vault = await open({ settings, secretBox: noBox });
    const { id } = await addServerKey(vault);
    vault.markUsed(id);
    await vault.rename({ keyId: id, label: "renamed" });
    expect(vault.requireKey(id).secret.reveal()).toBe(serverKey);
    expect(settings.texts().size).toBe(0);
    expect(vault.storage()).toMatchObject({ protection: "session", isLocked: false, isOsAvailable: false });
  });

  it("is not written if the system fails to seal", async () => {
    const settings = createMemorySettings();
    const secretBox: SecretBox = { ...createMemorySecretBox(), seal: () => Promise.reject(new Error("declined")) };
    const vault = await open({ settings, secretBox });
    await addServerKey(vault);
    expect(vault.storage().protection).toBe("session");
    expect(settings.texts().size).toBe(0);
  });
});

describe("changing keys", () => {
  it("replaces a key under its old ID and label", async () => {
    const vault = await open();
    const { id } = await addServerKey(vault);
    expect(await vault.replace({ keyId: id, key: clientKey })).toMatchObject({ id, label: "web", kind: "client", lastFour: "G7h8" });
    expect(vault.knownSecrets()).toEqual([clientKey]);
  });

  it("forgets a key, or all keys of a project", async () => {
    const settings = createMemorySettings();
    const vault = await open({ settings });
    const { id } = await addServerKey(vault);
    await vault.add({ projectId: "shop", key: clientKey, label: "" });
    await vault.add({ projectId: "other", key: clientKey, label: "" });
    await vault.forget(id);
    expect(() => vault.requireKey(id)).toThrow(NoSuchThing);
    await expect(vault.forget(id)).rejects.toThrow(NoSuchThing);
    await vault.forgetProject("shop");
    expect(vault.list("shop")).toEqual([]);
    expect(vault.list("other")).toHaveLength(1);
    expect(everythingOn(settings)).not.toContain(id);
  });

  it("records when a key was last used, at most once a minute, and never fails", async () => {
    const settings = createMemorySettings();
    const clock = createFixedClock();
    const log = createSilentLog();
    const vault = await createKeyVault({ settings, secretBox: createMemorySecretBox(), clock, log, notices: createRecordedNotices() });
    const { id } = await addServerKey(vault);
    const firstUseMs = clock.nowMs();
    vault.markUsed(id);
    clock.advance(59_999);
    vault.markUsed(id);
    expect(vault.list("shop")[0]?.lastUsedAtMs).toBe(firstUseMs);
    clock.advance(1);
    settings.setFull(true);
    vault.markUsed(id);
    expect(log.lines).toEqual([
      { level: "warn", message: "The time when a key was last used could not be stored.", facts: { code: "ENOSPC" } },
    ]);
    vault.markUsed("forgotten meanwhile");
  });

  it("is unchanged if the document cannot be written", async () => {
    const settings = createMemorySettings();
    const vault = await open({ settings });
    const { id } = await addServerKey(vault);
    settings.setFull(true);
    await expect(vault.add({ projectId: "shop", key: clientKey, label: "" })).rejects.toThrow(StorageFailed);
    await expect(vault.rename({ keyId: id, label: "new" })).rejects.toThrow(StorageFailed);
    await expect(vault.forget(id)).rejects.toThrow(StorageFailed);
    expect(vault.list("shop")).toMatchObject([{ id, label: "web" }]);
  });
});

describe("a tampered document", () => {
  it("loses only the entry that was changed or moved, and says so", async () => {
    const settings = createMemorySettings();
    const secretBox = createMemorySecretBox();
    const vault = await open({ settings, secretBox });
    const { id: movedId } = await addServerKey(vault);
    const { id: keptId } = await vault.add({ projectId: "other", key: clientKey, label: "" });
    const moved = edit(settings, (text) => text.replace('"projectId":"shop"', '"projectId":"attacker"'));
    const reopened = await open({ settings: moved, secretBox });
    expect(() => reopened.requireKey(movedId)).toThrow(
      "The key “web” ending in C3d4 cannot be opened, because its stored entry was changed or moved. Replace or forget it; other keys are not affected.",
    );
    expect(reopened.requireKey(keptId).secret.reveal()).toBe(clientKey);
    expect(reopened.knownSecrets()).toEqual([clientKey]);
    await reopened.replace({ keyId: movedId, key: serverKey });
    expect(reopened.requireKey(movedId).secret.reveal()).toBe(serverKey);
  });

  it("opens no key after any one byte of its seal is changed", async () => {
    const settings = createMemorySettings();
    const secretBox = createMemorySecretBox();
    const { id } = await addServerKey(await open({ settings, secretBox }));
    const { keys } = JSON.parse(settings.texts().get("sealed-keys") ?? "");
    const part = fc.constantFrom("iv", "tag", "text");
    await fc.assert(
      fc.asyncProperty(part, fc.nat(), fc.integer({ min: 1, max: 255 }), async (name, place, difference) => {
        const bytes = Buffer.from(keys[0].sealed[name], "base64");
        bytes[place % bytes.length]! ^= difference;
        const tampered = edit(settings, (text) => text.replace(keys[0].sealed[name], bytes.toString("base64")));
        const vault = await open({ settings: tampered, secretBox });
        expect(() => vault.requireKey(id)).toThrow(UnusableInput);
      }),
      { numRuns: 40 },
    );
  });

  it("is backed up, not overwritten, if it has another version", async () => {
    const newer = { version: 2, format: "gatescope/2", everything: "different" };
    const settings = createMemorySettings({ "sealed-keys": newer });
    const vault = await open({ settings });
    expect(vault.list("shop")).toEqual([]);
    expect(settings.read("sealed-keys")).toEqual(newer);
    await addServerKey(vault);
    expect([...settings.texts().values()].map((text) => JSON.parse(text))).toContainEqual(newer);
  });
});

describe("under the system's protection", () => {
  it("describes what it protects from and what it does not, before and after the first key", async () => {
    const vault = await open();
    const sentence =
      "Encrypted with the system keychain. Each key is encrypted separately (AES-256-GCM); the data key is stored in Memory Keyring and unlocked by your login. This protects keys from other people and on a copied disk. It does not protect them from programs that run as you.";
    expect(vault.storage()).toEqual({ protection: "os", isLocked: false, isOsAvailable: true, sentence });
    await addServerKey(vault);
    expect(vault.storage().sentence).toBe(sentence);
  });

  it("lists keys if that protection is not available, says so, and leaves them unchanged", async () => {
    const settings = createMemorySettings();
    const { id } = await addServerKey(await open({ settings }));
    const before = everythingOn(settings);
    const elsewhere = await open({ settings, secretBox: noBox });
    expect(elsewhere.list("shop")).toMatchObject([{ id, lastFour: "C3d4" }]);
    expect(elsewhere.storage()).toMatchObject({
      protection: "os",
      isLocked: true,
      sentence: expect.stringContaining("Open the Gatescope window to use these keys"),
    });
    expect(() => elsewhere.requireKey(id)).toThrow(VaultLocked);
    await expect(elsewhere.add({ projectId: "shop", key: clientKey, label: "" })).rejects.toThrow(VaultLocked);
    await expect(elsewhere.protectWithPassphrase(passphrase)).rejects.toThrow(VaultLocked);
    expect(everythingOn(settings)).toBe(before);
  });

  it("tries again after the person declined", async () => {
    const settings = createMemorySettings();
    const box = createMemorySecretBox();
    const { id } = await addServerKey(await open({ settings, secretBox: box }));
    const attempts: Uint8Array[] = [];
    const request: SecretBox = {
      ...box,
      open: (sealed) => (attempts.push(sealed) === 1 ? Promise.reject(new Error("declined")) : box.open(sealed)),
    };
    const vault = await open({ settings, secretBox: request });
    expect(vault.storage()).toMatchObject({ isLocked: true, sentence: expect.stringContaining("did not open them") });
    expect(await vault.protectWithSystem()).toMatchObject({ protection: "os", isLocked: false });
    expect(vault.requireKey(id).secret.reveal()).toBe(serverKey);
  });

  it("is refused with an alternative if it is not available", async () => {
    const vault = await open({ secretBox: noBox });
    await expect(vault.protectWithSystem()).rejects.toThrow("No system keychain is available here. Use a passphrase instead.");
  });
});

describe("under a passphrase", () => {
  it("starts locked, lists its keys, opens with the passphrase and no other, and locks again", async () => {
    const settings = createMemorySettings();
    const first = await open({ settings, secretBox: noBox });
    const { id } = await addServerKey(first);
    expect(await first.protectWithPassphrase(passphrase)).toMatchObject({ protection: "passphrase", isLocked: false });
    expect(everythingOn(settings)).not.toContain(passphrase);

    const vault = await open({ settings, secretBox: noBox });
    expect(vault.storage()).toMatchObject({ protection: "passphrase", isLocked: true });
    expect(vault.list("shop")).toMatchObject([{ id, lastFour: "C3d4" }]);
    expect(vault.knownSecrets()).toEqual([]);
    expect(() => vault.requireKey(id)).toThrow(VaultLocked);
    await expect(vault.unlock("not the passphrase")).rejects.toThrow(WrongPassphrase);
    expect(await vault.unlock(passphrase)).toMatchObject({ isLocked: false });
    expect(vault.requireKey(id).secret.reveal()).toBe(serverKey);
    expect(await vault.lock()).toMatchObject({ isLocked: true });
    expect(() => vault.requireKey(id)).toThrow(VaultLocked);
  });

  it("keeps the old document if the change cannot be written, and the new one if it can", async () => {
    const settings = createMemorySettings();
    const secretBox = createMemorySecretBox();
    const vault = await open({ settings, secretBox });
    const { id } = await addServerKey(vault);
    const before = everythingOn(settings);
    settings.setFull(true);
    await expect(vault.protectWithPassphrase(passphrase)).rejects.toThrow(StorageFailed);
    expect(everythingOn(settings)).toBe(before);
    expect((await open({ settings, secretBox })).requireKey(id).secret.reveal()).toBe(serverKey);
    expect(vault.requireKey(id).secret.reveal()).toBe(serverKey);

    settings.setFull(false);
    await vault.protectWithPassphrase(passphrase);
    const oldSeal = JSON.parse(before).keys[0].sealed.text;
    expect(everythingOn(settings)).not.toContain(oldSeal);
    const onAnotherHost = await open({ settings, secretBox: noBox });
    await onAnotherHost.unlock(passphrase);
    expect(onAnotherHost.requireKey(id).secret.reveal()).toBe(serverKey);
  });

  it("makes each guess cost 128 MB, does not block the thread while it derives the key, and records each use of a key meanwhile", async () => {
    const settings = createMemorySettings();
    const vault = await createKeyVault({ settings, secretBox: createMemorySecretBox(), clock, log, notices: createRecordedNotices() });
    const { id } = await addServerKey(vault);
    const sealing = vault.protectWithPassphrase(passphrase);
    vault.markUsed(id);
    expect(vault.requireKey(id).secret.reveal()).toBe(serverKey);
    await sealing;
    const { scrypt } = JSON.parse(settings.texts().get("sealed-keys") ?? "").protector;
    expect(scrypt).toEqual({ cost: 2 ** 17, blockSize: 8, parallelization: 1, salt: expect.any(String) });
    expect(vault.list("shop")[0]?.lastUsedAtMs).toBe(createFixedClock().nowMs());
  });

  it("is reset after the last key is forgotten without it, as for a lost passphrase", async () => {
    const settings = createMemorySettings();
    const first = await open({ settings });
    const { id } = await addServerKey(first);
    await first.protectWithPassphrase(passphrase);
    const secretBox = createMemorySecretBox();
    const vault = await open({ settings, secretBox });
    await vault.forget(id);
    expect(vault.storage()).toMatchObject({ protection: "os", isLocked: false });
    const { id: newId } = await vault.add({ projectId: "shop", key: clientKey, label: "" });
    expect((await open({ settings, secretBox })).requireKey(newId).secret.reveal()).toBe(clientKey);
  });
});
