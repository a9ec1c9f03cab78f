import { styleNonce } from "#renderer/ui/style-nonce.ts";

/* Must be imported before anything that writes styles or parses data: meets the page's policy (content-security-policy.ts). */

declare global {
  interface Window {
    /** The nonce that react-remove-scroll, used by Mantine's overlays, sets on its style element. */
    __webpack_nonce__?: string;
    /** The global settings of zod, which `z.config()` also writes. */
    __zod_globalConfig?: { jitless: boolean };
  }
}

interface PolicyFactory {
  createPolicy(name: string, rules: Record<"createHTML" | "createScriptURL", (text: string) => string>): unknown;
}

const { trustedTypes } = window as { trustedTypes?: PolicyFactory };
trustedTypes?.createPolicy("default", {
  // Mantine writes the text of its <style> elements through innerHTML. Only text without markup is allowed.
  createHTML(text) {
    if (text.includes("<")) throw new TypeError("Gatescope's page takes no markup from text.");
    return text;
  },
  // A worker is one of our own files, as the policy says of scripts. Chromium asks here before it starts one.
  createScriptURL(address) {
    const { protocol, host } = new URL(address, location.href);
    if (protocol !== location.protocol || host !== location.host) throw new TypeError("Gatescope's page runs only its own files.");
    return address;
  },
});

window.__webpack_nonce__ = styleNonce();

// zod compiles its checks with `new Function`, which the policy forbids. It reads this setting before its first check, whichever file it is loaded with.
window.__zod_globalConfig = { jitless: true };
