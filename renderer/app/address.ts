import { comparedIn } from "#renderer/session/open-request.ts";
import { redactText } from "#shared/domain/exchange/redact.ts";
import { namedTabs, type SessionSnapshot } from "#shared/domain/session/session-snapshot.ts";

/** The place on the page that an address names. It contains IDs and names of entities only, never a user's attributes or a key. */
export interface Place {
  /** The path of a screen: `inspect`, `events/ledger`, `settings/projects/p1`. */
  readonly screen: string;
  /** Inspect only. */
  readonly inspectTab: SessionSnapshot["inspectTab"] | null;
  /** The names in the name field; null if there are none. */
  readonly name: string | null;
  /** What is open instead of the screen's list: the key of an answer in the table of Inspect, or of a line of History in a narrow window, or two requests that History compares; null if nothing is. */
  readonly open: string | null;
  readonly projectId: string | null;
  readonly savedUserId: string | null;
}

/** A place, and whether its address names a kind or a name that cannot be shown. */
export interface ReadPlace extends Place {
  readonly hasUnknownPart: boolean;
}

interface PlaceFacts extends Pick<SessionSnapshot, "screen" | "inspectTab" | "names" | "projectId" | "savedUserId"> {
  readonly openAnswer: string | null;
  /** The line of History that fills the screen; null also where the list stays beside it. */
  readonly openRequest: string | null;
}

export function placeOfSession({ screen, inspectTab, names, openAnswer, openRequest, projectId, savedUserId }: PlaceFacts): Place {
  const isInspect = screen === "inspect";
  const name = isInspect && inspectTab !== "everything" ? (names[inspectTab] ?? "").trim() : "";
  const open = isInspect ? openAnswer : screen === "history" ? openRequest : null;
  return {
    screen,
    inspectTab: isInspect ? inspectTab : null,
    name: canBeInAddress(name) ? name : null,
    open: open !== null && canBeInAddress(open) ? open : null,
    projectId,
    savedUserId,
  };
}

const maxNameLength = 300;

/** A name field may contain anything that was pasted: an address has only what looks like names of entities, and no key. */
function canBeInAddress(name: string): boolean {
  return name.length <= maxNameLength && /^[\w.:,\- ]+$/.test(name) && redactText(name) === name;
}

/** Returns the fragment of a place: `#/inspect/gate/checkout_v2?project=shop&user=u1`. */
export function formatAddress({ screen, inspectTab, name, open, projectId, savedUserId }: Place): string {
  const path = [...screen.split("/"), ...(inspectTab === null ? [] : [inspectTab]), ...(name === null ? [] : [name])];
  const query = new URLSearchParams({
    ...(open === null ? {} : { open }),
    ...(projectId === null ? {} : { project: projectId }),
    ...(savedUserId === null ? {} : { user: savedUserId }),
  }).toString();
  return `#/${path.map(encodeURIComponent).join("/")}${query === "" ? "" : `?${query}`}`;
}

/** Returns the place that a fragment names, or null if it is no address of a screen. `screens` are the first parts that exist. */
export function readAddress(fragment: string, screens: readonly string[]): ReadPlace | null {
  const [, path = "", query = ""] = /^#\/([^?]*)(?:\?(.*))?$/.exec(fragment) ?? [];
  const parts = path
    .split("/")
    .map(decoded)
    .filter((part) => part !== "");
  const [screen = "", second, ...rest] = parts;
  if (!screens.includes(screen)) return null;
  const asked = new URLSearchParams(query);
  const isInspect = screen === "inspect";
  const tab = isInspect ? tabOf(second) : null;
  const name = rest.join("/").trim();
  const isNamed = tab !== null && tab !== "everything" && canBeInAddress(name);
  return {
    hasUnknownPart: isInspect && ((second !== undefined && tab === null) || (name !== "" && !isNamed)),
    screen: isInspect ? screen : parts.join("/"),
    inspectTab: tab,
    name: isNamed ? name : null,
    open: tab === null && screen !== "history" ? null : openOf(asked),
    projectId: asked.get("project"),
    savedUserId: asked.get("user"),
  };
}

function openOf(asked: URLSearchParams): string | null {
  const key = asked.get("open");
  return key !== null && canBeInAddress(key) ? key : null;
}

function tabOf(part: string | undefined): SessionSnapshot["inspectTab"] | null {
  if (part === "everything") return part;
  return namedTabs.find((tab) => tab === part) ?? null;
}

/** A fragment that somebody typed may not be valid percent-encoding. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * True if going from one place to the other is a step that Back undoes. Typing a name, choosing a user and opening the next answer or request of a list
 * change the address of the same step; a comparison of two requests is a step of its own.
 */
export function isStep(from: Place, to: Place): boolean {
  if ((from.open === null) !== (to.open === null)) return true;
  if ((comparedIn(from.open) === null) !== (comparedIn(to.open) === null)) return true;
  return from.screen !== to.screen || from.inspectTab !== to.inspectTab || from.projectId !== to.projectId;
}
