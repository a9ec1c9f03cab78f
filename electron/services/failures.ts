/**
 * The errors that services throw if they could not send a request or could not store something. Each has its facts as fields, and a message
 * for the person. `electron/rpc` converts them into the declared errors of the contract.
 */
export class NoSuchThing extends Error {
  readonly what: string;
  constructor(what: string) {
    super(`This ${what} no longer exists.`);
    this.name = "NoSuchThing";
    this.what = what;
  }
}

export class UnusableInput extends Error {
  readonly where: string;
  constructor(where: string, message: string) {
    super(message);
    this.name = "UnusableInput";
    this.where = where;
  }
}

export class VaultLocked extends Error {
  constructor(message = "The keys are locked. Unlock them with the passphrase first.") {
    super(message);
    this.name = "VaultLocked";
  }
}

export class WrongPassphrase extends Error {
  constructor() {
    super("Wrong passphrase.");
    this.name = "WrongPassphrase";
  }
}

export class BuiltIn extends Error {
  constructor(message: string) {
    super(message);
    this.name = "BuiltIn";
  }
}

export class HostsNeedConsent extends Error {
  readonly origins: readonly string[];
  /** The required confirmation: the passphrase of the keys, or the typed name of the new hosts. */
  readonly by: "passphrase" | "host";
  constructor(origins: readonly string[], by: HostsNeedConsent["by"]) {
    super(`This project's keys would be sent to ${origins.join(", ")} from now on.`);
    this.name = "HostsNeedConsent";
    this.origins = origins;
    this.by = by;
  }
}

/** The write that must be confirmed: what would be sent, and where. */
export interface ConfirmationRequiredFacts {
  readonly what: "events" | "exposures";
  readonly count: number;
  readonly projectName: string;
  readonly tier: string;
  readonly host: string;
}

export class ConfirmationRequired extends Error {
  readonly facts: ConfirmationRequiredFacts;
  constructor(facts: ConfirmationRequiredFacts) {
    const { count, what, projectName, tier, host } = facts;
    super(
      `${count} ${count === 1 ? what.slice(0, -1) : what} would be sent to ${projectName}, ${tier}, at ${host}. This tier is protected, so confirm this first.`,
    );
    this.name = "ConfirmationRequired";
    this.facts = facts;
  }
}

export class StorageFailed extends Error {
  readonly code: string;
  readonly path: string;
  constructor(code: string, path: string, message: string) {
    super(message);
    this.name = "StorageFailed";
    this.code = code;
    this.path = path;
  }
}

/** Returns an error for a call whose caller no longer waits. It has the form of an aborted signal's reason, so that one check covers both. */
export function cancelled(message: string): Error {
  return new DOMException(message, "AbortError");
}

export function wasCancelled(failure: unknown): boolean {
  return failure instanceof Error && failure.name === "AbortError";
}
