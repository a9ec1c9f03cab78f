import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";

export type Entry =
  | { readonly kind: "welcome"; readonly session: string }
  /** The session of another page, which a page with a session has let in. */
  | { readonly kind: "admitted"; readonly session: string }
  | { readonly kind: "refused"; readonly reason: string };

export interface Access {
  /** Creates a one-time token. The earlier one stops working. */
  newToken(): string;
  /** Accepts or refuses the first message of a page (README.md in this folder). A token and the session that it is exchanged for belong to this page; a session is valid until the host ends. */
  enter(hello: unknown): Entry;
}

/** `onLinkUsed` is called each time a page presents the current token. */
export function createAccess(onLinkUsed: () => void = () => {}): Access {
  const sessionKey = randomBytes(32);
  const sessionOf = (page: string) => createHmac("sha256", sessionKey).update(page).digest("base64url");
  let link: { readonly token: string; usedBy: string | null } | null = null;

  return {
    newToken() {
      link = { token: secret(), usedBy: null };
      return link.token;
    },
    enter(hello) {
      const parsed = HelloSchema.safeParse(hello);
      if (!parsed.success) return { kind: "refused", reason: "Open the link that Gatescope printed when it started." };
      const { page } = parsed.data;
      const session = sessionOf(page);
      if ("session" in parsed.data) {
        if (isSame(parsed.data.session, session))
          return "newPage" in parsed.data ? { kind: "admitted", session: sessionOf(parsed.data.newPage) } : { kind: "welcome", session };
        return {
          kind: "refused",
          reason: "This page belongs to an earlier start of Gatescope. Open the link that the running Gatescope printed.",
        };
      }
      const { token } = parsed.data;
      const isKnown = link !== null && isSame(token, link.token);
      if (link === null || !isKnown || (link.usedBy !== null && !isSame(page, link.usedBy))) {
        return {
          kind: "refused",
          reason:
            "This link was already used, or a newer link replaced it. Press Enter in the terminal where Gatescope runs to get a new link.",
        };
      }
      link.usedBy = page;
      onLinkUsed();
      return { kind: "welcome", session };
    },
  };
}

/** Checks that a Host header names this machine, which prevents DNS rebinding. Any port is allowed, so that `ssh -L` works. */
export function isLoopbackHost(host: string | undefined): host is string {
  return host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host);
}

/** Checks that a socket was opened by a page of this host: the origin must equal the requested host. */
export function isOwnOrigin(origin: string | undefined, host: string): boolean {
  return origin?.toLowerCase() === `http://${host.toLowerCase()}`;
}

/** The secret that a page generates has at least 128 bits, in base64url or hexadecimal. */
const minPageSecretLength = 22;

const page = z.string().min(minPageSecretLength);
const HelloSchema = z.union([
  z.strictObject({ gatescope: z.literal("hello"), token: z.string(), page }),
  z.strictObject({ gatescope: z.literal("hello"), session: z.string(), page }),
  z.strictObject({ gatescope: z.literal("admit"), session: z.string(), page, newPage: page }),
]);

function secret(): string {
  return randomBytes(32).toString("base64url");
}

/** Compares in constant time, whatever the lengths of the texts. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
