import { ORPCError } from "@orpc/server";
import {
  BuiltIn,
  ConfirmationRequired,
  HostsNeedConsent,
  NoSuchThing,
  StorageFailed,
  UnusableInput,
  VaultLocked,
  WrongPassphrase,
} from "#services/failures.ts";

/**
 * Converts a failure of the services into the contract's error (shared/contract/errors.ts), with its facts and its message. Returns undefined
 * for any other error, which stays an internal error: it is logged here, and the page does not receive its text.
 */
export function declaredError(failure: unknown): ORPCError<string, unknown> | undefined {
  if (failure instanceof NoSuchThing) return error("NOT_FOUND", 404, failure, { what: failure.what });
  if (failure instanceof UnusableInput) return error("INVALID", 422, failure, { where: failure.where });
  if (failure instanceof VaultLocked) return error("VAULT_LOCKED", 423, failure);
  if (failure instanceof WrongPassphrase) return error("WRONG_PASSPHRASE", 403, failure);
  if (failure instanceof BuiltIn) return error("BUILT_IN", 409, failure);
  if (failure instanceof HostsNeedConsent)
    return error("HOSTS_NEED_CONSENT", 409, failure, { origins: [...failure.origins], by: failure.by });
  if (failure instanceof ConfirmationRequired) return error("CONFIRMATION_REQUIRED", 409, failure, { ...failure.facts });
  if (failure instanceof StorageFailed) return error("STORAGE_FAILED", 507, failure, { code: failure.code, path: failure.path });
  return undefined;
}

function error(code: string, status: number, { message }: Error, data?: unknown) {
  return new ORPCError(code, { status, message, data });
}
