import { eventsTabs } from "#renderer/features/events/events-tabs.ts";
import { redactText } from "#shared/domain/exchange/redact.ts";
import { settingsSections } from "./app-labels.ts";
import { screenOf } from "./screens.ts";

/** Returns the part of a screen's path that exists: `settings` of `settings/nothing`. Of a path that exists, all of it. */
export function knownPath(path: string, projectIds: readonly string[]): string {
  const [screen = "", first, second, ...rest] = path.split("/");
  if (first === undefined) return path;
  switch (screenOf(screen).id) {
    case "events":
      return upTo(eventsTabs.some((tab) => tab === first) && second === undefined, path, screen);
    case "cohorts":
      return upTo(first === "what-if" || (first === "setup" && second === undefined), path, screen);
    case "settings":
      if (first !== "projects") return upTo(settingsSections.some(({ id }) => id === first) && second === undefined, path, screen);
      // The last part is a section of the project, which only scrolls.
      return upTo(second === undefined || ([...projectIds, "new"].includes(second) && rest.length <= 1), path, `${screen}/${first}`);
    case "inspect":
    case "compare":
    case "tests":
    case "history":
    case "cases":
      return screen;
  }
}

function upTo(isKnown: boolean, path: string, otherwise: string): string {
  return isKnown ? path : otherwise;
}

const maxShownLength = 80;

/** Returns the sentence for an address, or a part of one, that names nothing. `shown` is the label of the screen that is shown instead. */
export function unknownAddressText(fragment: string, shown: string): string {
  const address = redactText(fragment);
  const short = address.length > maxShownLength ? `${address.slice(0, maxShownLength)}…` : address;
  return `Nothing here has the address “${short}”. This is ${shown}.`;
}
