/**
 * What services throw when they could not even ask, or could not keep something. Each is named by what happened, carries the facts as fields,
 * and has a message that is a sentence for the person. `electron/rpc` turns them into the contract's declared errors.
 */
export class NoSuchThing extends Error {
  readonly what: string;
  constructor(what: string) {
    super(`There is no such ${what} any more.`);
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
  constructor(message = "The keys are locked: give the passphrase first.") {
    super(message);
    this.name = "VaultLocked";
  }
}

export class WrongPassphrase extends Error {
  constructor() {
    super("That is not the passphrase these keys were sealed with.");
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
  constructor(origins: readonly string[]) {
    super(`This project's keys would be sent to ${origins.join(", ")} from now on.`);
    this.name = "HostsNeedConsent";
    this.origins = origins;
  }
}

/** What would be sent where, and wants a yes first. */
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
      `${count} ${count === 1 ? what.slice(0, -1) : what} would be sent to ${projectName}, ${tier}, at ${host}. This tier is protected: confirm it first.`,
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

/** Nothing failed, but nobody waits any more. In the form that aborted signals give, so that there is one thing to look for. */
export function cancelled(message: string): Error {
  return new DOMException(message, "AbortError");
}

export function wasCancelled(failure: unknown): boolean {
  return failure instanceof Error && failure.name === "AbortError";
}
