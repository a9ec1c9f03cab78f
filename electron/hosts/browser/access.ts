import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";

export type Entry = { readonly kind: "welcome"; readonly session: string } | { readonly kind: "refused"; readonly reason: string };

export interface Access {
  /** A new one-time token. The one before it stops working. */
  newToken(): string;
  /** Judges the first message of a page (README.md in this folder): a token is that page's from then on, a session stays good until the host ends. */
  enter(hello: unknown): Entry;
}

export function createAccess(): Access {
  const session = secret();
  let link: { readonly token: string; usedBy: string | null } | null = null;

  return {
    newToken() {
      link = { token: secret(), usedBy: null };
      return link.token;
    },
    enter(hello) {
      const parsed = HelloSchema.safeParse(hello);
      if (!parsed.success) return { kind: "refused", reason: "Open the link that Gatescope printed when it started." };
      if ("session" in parsed.data) {
        if (isSame(parsed.data.session, session)) return { kind: "welcome", session };
        return {
          kind: "refused",
          reason: "This page belongs to an earlier start of Gatescope. Open the link that the running one printed.",
        };
      }
      const { token, page } = parsed.data;
      const isKnown = link !== null && isSame(token, link.token);
      if (link === null || !isKnown || (link.usedBy !== null && !isSame(page, link.usedBy))) {
        return { kind: "refused", reason: "This link was already used or is an old one. Press Enter where Gatescope runs for a new one." };
      }
      link.usedBy = page;
      return { kind: "welcome", session };
    },
  };
}

/** Whether a Host header names this machine. Any port will do, so that the page can be reached through `ssh -L`. Keeps DNS rebinding out. */
export function isLoopbackHost(host: string | undefined): host is string {
  return host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host);
}

/** Whether a socket was opened by a page that we served: its origin is the host that it was asked from. */
export function isOwnOrigin(origin: string | undefined, host: string): boolean {
  return origin?.toLowerCase() === `http://${host.toLowerCase()}`;
}

/** What a page draws for itself has 128 bits or more, in base64url or hexadecimal. */
const minPageSecretLength = 22;

const HelloSchema = z.union([
  z.strictObject({ gatescope: z.literal("hello"), token: z.string(), page: z.string().min(minPageSecretLength) }),
  z.strictObject({ gatescope: z.literal("hello"), session: z.string() }),
]);

function secret(): string {
  return randomBytes(32).toString("base64url");
}

/** Takes the same time wherever two texts differ, and whatever their lengths. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
