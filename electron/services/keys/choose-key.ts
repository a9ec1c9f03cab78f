import { type KeyInfo, type KeyKind, keyKindNames } from "#shared/domain/project/key-info.ts";
import { canUseKey, findKeyFor, type KeyUse, keyKindsFor } from "#shared/domain/project/key-use.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { NoSuchThing, UnusableInput, VaultLocked } from "../failures.ts";
import { asClause } from "./as-clause.ts";
import type { KeyVault } from "./key-vault.ts";
import { Secret } from "./secret.ts";

/** The reason for which nothing is sent while the keys are locked. */
export const keysLockedText = "the keys are locked";

/** The sources of keys: the vault for projects at Statsig, memory for the sandbox. */
export interface KeySources {
  readonly vault: Pick<KeyVault, "list" | "requireKey">;
  readonly sandbox: { readonly serverKey: string; readonly clientKey: string; readonly consoleKey: string };
}

export interface ChosenKey {
  /** Null for the sandbox's keys, which are not in the vault. */
  readonly keyId: string | null;
  readonly kind: KeyKind;
  readonly secret: Secret;
}

export type KeyChoice =
  | { readonly kind: "chosen"; readonly key: ChosenKey }
  /** `because` is a clause that says why no key can be sent; `nextStep` is a sentence that says what the person can do; `fix` is where. */
  | { readonly kind: "none"; readonly because: string; readonly nextStep: string; readonly fix: "unlock" | "keys" };

/**
 * Chooses the key to send: the one with `keyId`, or else the one that `key-use.ts` prefers for this use. Refuses a key of another project,
 * because keys go only to their own project's hosts. A key that is missing, locked or damaged is a result, not an exception.
 */
export function chooseKey(
  { vault, sandbox }: KeySources,
  project: Pick<Project, "id" | "kind" | "name">,
  { keyId, use }: { readonly keyId: string | null; readonly use: KeyUse },
): KeyChoice {
  if (project.kind === "sandbox") return chosen(null, new Secret(sandboxKey(sandbox, use)));
  const keys = vault.list(project.id);
  const chosenId = keyId ?? findKeyFor(use, keys)?.id;
  if (chosenId === undefined) return noKey(project, use, keys);

  try {
    const { info, secret } = vault.requireKey(chosenId);
    if (info.projectId !== project.id)
      return none(`this key belongs to another project, not to ${project.name}`, `Select a key of ${project.name}.`);
    if (!canUseKey(info.kind, use)) return wrongKind(info.kind, use);
    return chosen(info.id, secret);
  } catch (failure) {
    if (failure instanceof VaultLocked) return none(keysLockedText, "Unlock them under Settings, then try again.", "unlock");
    if (failure instanceof NoSuchThing) return none("the selected key was removed", "Select another key, or add it again under Settings.");
    if (failure instanceof UnusableInput) return none(asClause(failure.message), "Replace this key under Settings.");
    throw failure;
  }
}

/** Returns why a key that was chosen may not be sent any more, as a clause: it was removed, replaced or locked meanwhile. Null while it may be. */
export function keyGoneText(vault: Pick<KeyVault, "requireKey">, { keyId, secret }: ChosenKey): string | null {
  if (keyId === null) return null;
  try {
    return vault.requireKey(keyId).secret.reveal() === secret.reveal() ? null : "its key was replaced before it was sent";
  } catch (failure) {
    return failure instanceof VaultLocked ? "the keys were locked before it was sent" : "its key was removed before it was sent";
  }
}

function sandboxKey({ serverKey, clientKey, consoleKey }: KeySources["sandbox"], use: KeyUse): string {
  const [kind] = keyKindsFor(use);
  if (kind === "console") return consoleKey;
  return kind === "client" ? clientKey : serverKey;
}

function chosen(keyId: string | null, secret: Secret): KeyChoice {
  return { kind: "chosen", key: { keyId, kind: secret.kind, secret } };
}

function none(because: string, nextStep: string, fix: "unlock" | "keys" = "keys"): KeyChoice {
  return { kind: "none", because, nextStep, fix };
}

/** The next step for a project without a key for this use. */
export function addKeyText(projectName: string, use: KeyUse): string {
  return `Add a ${usableKinds(use)} to ${projectName} under Settings.`;
}

function noKey({ name }: Pick<Project, "name">, use: KeyUse, keys: readonly KeyInfo[]): KeyChoice {
  const hasConsoleOnly = keys.length > 0 && keys.every(({ kind }) => kind === "console");
  const because = hasConsoleOnly ? `${name} has only a console key, which the HTTP API refuses` : `${name} has no ${usableKinds(use)}`;
  return none(because, addKeyText(name, use));
}

function wrongKind(kind: KeyKind, use: KeyUse): KeyChoice {
  const because = kind === "console" ? "the HTTP API refuses console keys" : `a ${keyKindNames[kind]} cannot be used for this request`;
  return none(because, `Select a ${usableKinds(use)}.`);
}

/** `server secret key or client key`: the kinds of keys for a use that a person can create at Statsig. */
function usableKinds(use: KeyUse): string {
  const kinds = (["server", "client", "console"] as const).filter((kind) => canUseKey(kind, use));
  return kinds.map((kind) => keyKindNames[kind]).join(" or ");
}
