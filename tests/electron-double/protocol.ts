import type { Protocol as RealProtocol } from "electron";
import { app } from "./app.ts";
import type { DoubleOf } from "./double-of.ts";

type Handler = (request: Request) => Response | Promise<Response>;

const schemes = new Set<string>();
const handlers = new Map<string, Handler>();

export const protocol = {
  registerSchemesAsPrivileged(custom: readonly { readonly scheme: string }[]): void {
    if (app.isReady()) throw new Error("protocol.registerSchemesAsPrivileged should be called before app is ready");
    if (schemes.size > 0) throw new Error("protocol.registerSchemesAsPrivileged can be called only once");
    for (const { scheme } of custom) schemes.add(scheme);
  },
  handle(scheme: string, handler: Handler): void {
    if (!app.isReady()) throw new Error("protocol.handle can only be used after app is ready");
    if (handlers.has(scheme)) throw new Error(`The scheme ${scheme} is already handled`);
    handlers.set(scheme, handler);
  },
} satisfies DoubleOf<RealProtocol>;

export function isCustomScheme(scheme: string): boolean {
  return schemes.has(scheme);
}

export function handlerOf(scheme: string): Handler | undefined {
  return handlers.get(scheme);
}

/** Converts `gatescope://app/x` to `https://app.gatescope.electron-double.invalid/x`, because a Chromium without Electron does not know our scheme. */
export function toChromiumUrl(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)/i, (whole, scheme: string, host: string) =>
    isCustomScheme(scheme) ? `https://${host}.${scheme}.electron-double.invalid` : whole,
  );
}

/** Reverses `toChromiumUrl`. */
export function toAppUrl(url: string): string {
  return url.replace(/^https:\/\/([^/?#]+)\.([a-z][a-z0-9+-]*)\.electron-double\.invalid/, "$2://$1");
}
