import { headerOf } from "./header-of.ts";

/** A server that asks for more is believed for a day only: no batch waits for ever, and no person is told to wait for years. */
export const maxRetryAfterMs = 86_400_000;

/**
 * Reads `Retry-After`, which is seconds or an HTTP date (RFC 9110 §10.2.3). Returns milliseconds from now on, at most `maxRetryAfterMs`; null without one that
 * can be read.
 */
export function readRetryAfter(headers: Parameters<typeof headerOf>[0], nowMs: number): number | null {
  const text = headerOf(headers, "retry-after");
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, maxRetryAfterMs);
  // A date has letters; `Date.parse` also reads "1.5".
  const atMs = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) return null;
  // Measured by the server's clock when it sends a Date: the two clocks may differ.
  const serverNowMs = Date.parse(headerOf(headers, "date"));
  return Math.min(Math.max(0, atMs - (Number.isNaN(serverNowMs) ? nowMs : serverNowMs)), maxRetryAfterMs);
}
