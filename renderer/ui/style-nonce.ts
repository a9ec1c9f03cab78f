/** The nonce that the host put into the page; whatever writes a `<style>` must carry it, because the policy allows no other. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}
