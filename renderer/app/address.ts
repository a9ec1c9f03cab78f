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
  /** The key of the answer that is open in the table of Inspect; null if none is. */
  readonly openAnswer: string | null;
  readonly projectId: string | null;
  readonly savedUserId: string | null;
}

type PlaceFacts = Pick<SessionSnapshot, "screen" | "inspectTab" | "names" | "projectId" | "savedUserId"> & Pick<Place, "openAnswer">;

export function placeOfSession({ screen, inspectTab, names, openAnswer, projectId, savedUserId }: PlaceFacts): Place {
  const isInspect = screen === "inspect";
  const name = isInspect && inspectTab !== "everything" ? (names[inspectTab] ?? "").trim() : "";
  return {
    screen,
    inspectTab: isInspect ? inspectTab : null,
    name: canBeInAddress(name) ? name : null,
    openAnswer: isInspect && openAnswer !== null && canBeInAddress(openAnswer) ? openAnswer : null,
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
export function formatAddress({ screen, inspectTab, name, openAnswer, projectId, savedUserId }: Place): string {
  const path = [...screen.split("/"), ...(inspectTab === null ? [] : [inspectTab]), ...(name === null ? [] : [name])];
  const query = new URLSearchParams({
    ...(openAnswer === null ? {} : { open: openAnswer }),
    ...(projectId === null ? {} : { project: projectId }),
    ...(savedUserId === null ? {} : { user: savedUserId }),
  }).toString();
  return `#/${path.map(encodeURIComponent).join("/")}${query === "" ? "" : `?${query}`}`;
}

/** Returns the place that a fragment names, or null if it is no address of a screen. `screens` are the first parts that exist. */
export function readAddress(fragment: string, screens: readonly string[]): Place | null {
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
  return {
    screen: isInspect ? screen : parts.join("/"),
    inspectTab: tab,
    name: tab === null || tab === "everything" || !canBeInAddress(name) ? null : name,
    openAnswer: tab === null ? null : openAnswerOf(asked),
    projectId: asked.get("project"),
    savedUserId: asked.get("user"),
  };
}

function openAnswerOf(asked: URLSearchParams): string | null {
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
 * True if going from one place to the other is a step that Back undoes. Typing a name, choosing a user and opening the next answer of a table change the
 * address of the same step.
 */
export function isStep(from: Place, to: Place): boolean {
  if ((from.openAnswer === null) !== (to.openAnswer === null)) return true;
  return from.screen !== to.screen || from.inspectTab !== to.inspectTab || from.projectId !== to.projectId;
}
