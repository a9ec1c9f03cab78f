/**
 * Returns why an address cannot receive keys, as a sentence, or null. Beside what cannot be sent to, it refuses what reads as another address than the
 * one that requests go to: a user name in front of the host, and letters that only look like ASCII.
 */
export function addressProblem(text: string): string | null {
  if (/[\\\s]/.test(text)) return "An address has no spaces and no backslashes. Type it again.";
  if (!/^https?:\/\/[^/\\]/i.test(text) || !URL.canParse(text)) return "Enter a complete address, such as https://api.statsig.com/v1";
  const url = new URL(text);
  if (url.username !== "" || url.password !== "" || /^https?:\/\/[^/?#]*@/i.test(text))
    return `Remove the user name: what stands before the @ is not the host, and requests would go to ${url.host}.`;
  const typedHost = /^https?:\/\/([^/?#\\]*)/i.exec(text)?.[1] ?? "";
  if (!/^[\x21-\x7e]*$/.test(typedHost) || /(?:^|\.)xn--/i.test(url.hostname))
    return `This host name has letters outside ASCII and may only look like the host that you mean: it is ${url.hostname}. Enter the name in ASCII letters.`;
  if (!/^[\x21-\x7e]*$/.test(text)) return "An address has no letters outside ASCII. Type it again.";
  if (url.search !== "" || url.hash !== "") return "Enter the address without a query (?…) and without a fragment (#…).";
  if (url.protocol === "http:" && !isLoopbackName(url.hostname))
    return "Plain http is allowed only to this machine (127.0.0.1, localhost or [::1]). Use https.";
  return null;
}

export function isLoopbackName(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
