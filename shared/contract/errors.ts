import { oc } from "@orpc/contract";
import { z } from "zod";

/**
 * The errors that calls declare. A declared error means that Gatescope could not send a request or could not store something. A refusal
 * by Statsig is not an error: it is an exchange, and the page shows it. Each message is a sentence for the person.
 */
export const declared = oc.errors({
  /** The project, key, saved user or history entry does not exist any more. */
  NOT_FOUND: { status: 404, data: z.object({ what: z.string() }) },
  /** The input is invalid; `where` is the field. */
  INVALID: { status: 422, data: z.object({ where: z.string() }) },
  /** The key vault is locked and needs its passphrase first. */
  VAULT_LOCKED: { status: 423 },
  WRONG_PASSPHRASE: { status: 403 },
  /** The built-in sandbox project cannot be changed or removed, and has no keys. */
  BUILT_IN: { status: 409 },
  /** The hosts of a project with keys change only with consent, because its keys would be sent to new origins; `by` is what gives it. */
  HOSTS_NEED_CONSENT: { status: 409, data: z.object({ origins: z.array(z.string()), by: z.enum(["passphrase", "host"]) }) },
  /** The tier is protected, so sending needs a confirmation; `data` is what would be sent to where. */
  CONFIRMATION_REQUIRED: {
    status: 409,
    data: z.object({ what: z.enum(["events", "exposures"]), count: z.int(), projectName: z.string(), tier: z.string(), host: z.string() }),
  },
  /** The data folder could not be written: full, read-only, or in use by another Gatescope. */
  STORAGE_FAILED: { status: 507, data: z.object({ code: z.string(), path: z.string() }) },
});
