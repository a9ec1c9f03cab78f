/** Returns the nonce that the host put into the page. Every `<style>` needs it, because the policy blocks all others. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}
