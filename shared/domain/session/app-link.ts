import { redactText } from "../exchange/redact.ts";
import { replaceHidden } from "../text/visible-text.ts";

/** The scheme of the app's page, which the system opens with the app. A link is the address of a screen of that page: `gatescope://app/#/inspect/gate/x`. */
export const appScheme = "gatescope";

/** What a link says: a place on the page as its fragment, nothing but to show the window, or why it is not followed. */
export type AppLink =
  | { readonly is: "place"; readonly fragment: string }
  | { readonly is: "window" }
  | { readonly is: "refused"; readonly sentence: string };

const maxLinkLength = 2_000;
const maxParts = 12;
/** An address names IDs and names only; a link with anything else was not made by Gatescope. */
const namedInLinks: ReadonlySet<string> = new Set(["project", "user", "open"]);

/** Returns the link that opens the place of a fragment on any machine where the app is installed. */
export function formatAppLink(fragment: string): string {
  return `${appScheme}://app/${fragment}`;
}

/** Returns a link as a fragment of the page, by which the window hands it to the page unread. Too long a link is cut where it is still too long. */
export function linkFragment(link: string): string {
  return `#link=${encodeURIComponent(link.slice(0, maxLinkLength + 1).replaceAll(/\p{Surrogate}/gu, "\ufffd"))}`;
}

/** Returns the link that `linkFragment` wrote; null for any other fragment. */
export function linkOfFragment(fragment: string): string | null {
  const encoded = /^#link=(.*)$/s.exec(fragment)?.[1];
  if (encoded === undefined) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

/**
 * Reads a link that anything on this machine may have opened: a web page, a mail. Whatever is not plainly the address of a screen is refused with a sentence that does
 * not repeat it.
 */
export function readAppLink(text: string): AppLink {
  if (text.length > maxLinkLength) return refused("is too long");
  if (/\s/.test(text) || hasHidden(text)) return refused("has characters that cannot be seen");
  if (!text.toLowerCase().startsWith(`${appScheme}:`)) return refused("is not one of Gatescope");
  const address = /^gatescope:\/\/app\/?(?<fragment>#.*)?$/i.exec(text);
  if (address === null) return refused("does not name a screen of Gatescope");
  const fragment = address.groups?.fragment ?? "";
  if (fragment === "" || fragment === "#" || fragment === "#/") return { is: "window" };
  const decoded = decodedTwice(fragment);
  if (decoded === null) return refused("is damaged: its percent signs are not an encoding");
  if (hasHidden(decoded) || /[\t\r\n]/.test(decoded)) return refused("has characters that cannot be seen");
  if (redactText(decoded) !== decoded) return refused("has something in the form of a key, which does not belong in a link");
  const [, path, query = ""] = /^#\/([^?#]*)(?:\?([^#]*))?$/.exec(fragment) ?? [];
  if (path === undefined) return refused("does not name a screen of Gatescope");
  const parts = path.split("/");
  const isPath = parts.length <= maxParts && parts.every(isPlainPart);
  if (!isPath) return refused("does not name a screen of Gatescope");
  const names = query === "" ? [] : query.split("&").map((pair) => decodedTwice(pair.replace(/=.*$/s, "")) ?? "");
  if (names.some((name) => !namedInLinks.has(name)) || new Set(names).size < names.length)
    return refused("has more than the project and the saved user: values of a user do not belong in a link");
  return { is: "place", fragment };
}

/** False for a part that leads elsewhere: `..`, also encoded, or one with a slash inside. */
function isPlainPart(part: string): boolean {
  const decoded = decodedTwice(part) ?? "";
  return part !== "" && !/^\.+$/.test(decoded) && !/[/\\<>"]/.test(decoded);
}

/** A second encoding hides what the first one is searched for. Null if it is no encoding. */
function decodedTwice(text: string): string | null {
  try {
    const once = decodeURIComponent(text);
    return /%[0-9a-f]{2}/i.test(once) ? decodeURIComponent(once) : once;
  } catch {
    return null;
  }
}

function hasHidden(text: string): boolean {
  return replaceHidden(text, () => "") !== text;
}

function refused(because: string): AppLink {
  return { is: "refused", sentence: `The link that was opened ${because}, so it was not followed.` };
}
