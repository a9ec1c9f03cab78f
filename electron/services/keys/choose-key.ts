import type { KeyInfo, KeyKind } from "#shared/domain/project/key-info.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { NoSuchThing, UnusableInput, VaultLocked } from "../failures.ts";
import { asClause } from "./as-clause.ts";
import type { KeyVault } from "./key-vault.ts";
import { Secret } from "./secret.ts";

/** Where keys come from: the vault for a person's own projects, the sandbox's memory for its own. */
export interface KeySources {
  readonly vault: Pick<KeyVault, "list" | "requireKey">;
  readonly sandbox: { readonly serverKey: string; readonly clientKey: string; readonly consoleKey: string };
}

export interface ChosenKey {
  /** Null for the sandbox's keys, which the vault does not hold. */
  readonly keyId: string | null;
  readonly kind: KeyKind;
  readonly secret: Secret;
}

export type KeyChoice =
  | { readonly kind: "chosen"; readonly key: ChosenKey }
  /** Why nothing can be sent, as a clause, and what the person can do. */
  | { readonly kind: "none"; readonly because: string; readonly nextStep: string };

/**
 * The key to send: the one asked for, or else the project's first of the kinds given, best first. Never throws for a key that cannot be had;
 * a key of another project is refused, because keys go to their own project's hosts only.
 */
export function chooseKey(
  { vault, sandbox }: KeySources,
  project: Pick<Project, "id" | "kind" | "name">,
  { keyId, kinds }: { readonly keyId: string | null; readonly kinds: readonly KeyKind[] },
): KeyChoice {
  if (project.kind === "sandbox") return chosen(null, new Secret(sandboxKey(sandbox, kinds[0])));
  const kept = vault.list(project.id);
  const wanted = keyId ?? bestKey(kept, kinds)?.id;
  if (wanted === undefined) return noKey(project, kinds, kept);

  try {
    const { info, secret } = vault.requireKey(wanted);
    if (info.projectId !== project.id)
      return none(`this key belongs to another project than ${project.name}`, `Choose one of ${project.name}’s own keys.`);
    if (!kinds.includes(info.kind)) return wrongKind(info.kind, kinds);
    return { kind: "chosen", key: { keyId: info.id, kind: info.kind, secret } };
  } catch (failure) {
    if (failure instanceof VaultLocked) return none("the keys are locked", "Give the passphrase under Settings, then ask again.");
    if (failure instanceof NoSuchThing)
      return none("the key chosen is no longer kept here", "Choose another key, or add it again under Settings.");
    if (failure instanceof UnusableInput) return none(asClause(failure.message), "Replace this key under Settings.");
    throw failure;
  }
}

function sandboxKey({ serverKey, clientKey, consoleKey }: KeySources["sandbox"], kind: KeyKind | undefined): string {
  if (kind === "console") return consoleKey;
  return kind === "client" ? clientKey : serverKey;
}

function bestKey(keys: readonly KeyInfo[], kinds: readonly KeyKind[]): KeyInfo | undefined {
  return kinds.flatMap((kind) => keys.filter((key) => key.kind === kind))[0];
}

function chosen(keyId: string | null, secret: Secret): KeyChoice {
  return { kind: "chosen", key: { keyId, kind: secret.kind, secret } };
}

function none(because: string, nextStep: string): KeyChoice {
  return { kind: "none", because, nextStep };
}

function noKey({ name }: Pick<Project, "name">, kinds: readonly KeyKind[], kept: readonly KeyInfo[]): KeyChoice {
  const words = kinds.includes("console") ? "console" : kinds.includes("client") ? "server secret or client" : "server secret";
  const hasConsoleOnly = kept.length > 0 && kept.every(({ kind }) => kind === "console");
  const because = hasConsoleOnly ? `${name} has only a console key, and the HTTP API refuses those` : `${name} has no ${words} key`;
  return none(because, `Add a ${words} key to ${name} under Settings.`);
}

function wrongKind(kind: KeyKind, kinds: readonly KeyKind[]): KeyChoice {
  const usable = kinds.includes("client") ? "a server secret or client key" : "a server secret key";
  return none(kind === "console" ? "the HTTP API refuses console keys" : `a ${kind} key may not ask for this`, `Choose ${usable} instead.`);
}
