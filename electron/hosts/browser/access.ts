import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";

export type Entry = { readonly kind: "welcome"; readonly session: string } | { readonly kind: "refused"; readonly reason: string };

export interface Access {
  /** A new one-time token. The one before it stops working. */
  newToken(): string;
  /** Judges the first message of a page (README.md in this folder): a token is used up by it, a session stays good until the host ends. */
  enter(hello: unknown): Entry;
}

export function createAccess(): Access {
  const session = secret();
  let token: string | null = null;

  return {
    newToken() {
      token = secret();
      return token;
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
      if (token === null || !isSame(parsed.data.token, token)) {
        return { kind: "refused", reason: "This link was already used or is an old one. Press Enter where Gatescope runs for a new one." };
      }
      token = null;
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

const HelloSchema = z.union([
  z.strictObject({ gatescope: z.literal("hello"), token: z.string() }),
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
