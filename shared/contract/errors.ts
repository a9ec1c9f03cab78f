import { oc } from "@orpc/contract";
import { z } from "zod";

/**
 * The errors that calls may declare. A declared error means that Gatescope could not even ask, or could not keep something;
 * a refusal by Statsig is never one: it is an exchange, and shown as such. Each message is a sentence for the person.
 */
export const declared = oc.errors({
  /** The thing named does not exist any more: project, key, saved user, history entry. */
  NOT_FOUND: { status: 404, data: z.object({ what: z.string() }) },
  /** The input cannot be used; `where` is the field. */
  INVALID: { status: 422, data: z.object({ where: z.string() }) },
  /** The key vault wants its passphrase first. */
  VAULT_LOCKED: { status: 423 },
  WRONG_PASSPHRASE: { status: 403 },
  /** The built-in sandbox project cannot be changed or removed, or holds no keys. */
  BUILT_IN: { status: 409 },
  /** Hosts of a project that holds keys change only with consent: its keys would go to new places. */
  HOSTS_NEED_CONSENT: { status: 409, data: z.object({ origins: z.array(z.string()) }) },
  /** The tier is protected, and sending to it is to be confirmed: how many of what would go where. */
  CONFIRMATION_REQUIRED: {
    status: 409,
    data: z.object({ what: z.enum(["events", "exposures"]), count: z.int(), projectName: z.string(), tier: z.string(), host: z.string() }),
  },
  /** The data folder could not be written: full, read-only, or in use by another Gatescope. */
  STORAGE_FAILED: { status: 507, data: z.object({ code: z.string(), path: z.string() }) },
});
