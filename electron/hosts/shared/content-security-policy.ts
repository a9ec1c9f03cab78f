/**
 * The one policy of the page, sent as a header by both hosts: nothing but our own files, no inline script or style without this
 * response's nonce, and no markup through `innerHTML` (Trusted Types). `connectTo` is what the page may open besides its own files:
 * its socket in the browser host, nothing on the desktop.
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
