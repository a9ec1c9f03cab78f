/**
 * Returns the page's policy, which both hosts send as a header: only our own files, no inline script or style without the nonce of this
 * response, and no markup through `innerHTML` (Trusted Types). `connectTo` lists what else the page may connect to: its WebSocket in the
 * browser host, nothing on the desktop.
 */
export function contentSecurityPolicy({ nonce, connectTo }: { nonce: string; connectTo: readonly string[] }): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connectTo].join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default",
  ].join("; ");
}
