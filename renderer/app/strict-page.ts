import { styleNonce } from "#renderer/ui/style-nonce.ts";

/* Imported before anything that writes styles or checks data: what the page's own policy (content-security-policy.ts) wants of us. */

declare global {
  interface Window {
    /** Where react-remove-scroll, inside Mantine's overlays, looks for the nonce of its style element. */
    __webpack_nonce__?: string;
    /** zod's global settings, which `z.config()` writes, too. */
    __zod_globalConfig?: { jitless: boolean };
  }
}

interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): unknown;
}

const { trustedTypes } = window as { trustedTypes?: PolicyFactory };
trustedTypes?.createPolicy("default", {
  // Mantine writes the text of its <style> elements through innerHTML. Text without markup may pass; nothing else does.
  createHTML(text) {
    if (text.includes("<")) throw new TypeError("Gatescope's page takes no markup from text.");
    return text;
  },
});

window.__webpack_nonce__ = styleNonce();

// zod compiles its checks with `new Function`, which the policy forbids. It reads this before its first check, whichever file it is loaded with.
window.__zod_globalConfig = { jitless: true };
