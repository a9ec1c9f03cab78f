/** A wildcard for the variable part of a product label: `like(userLabels.switcher(any, ""))`. */
export const any = "\u{10ffff}";

/** Returns a pattern that matches exactly one of these labels. */
export function like(...labels: readonly string[]): RegExp {
  return new RegExp(`^(?:${labels.map(sourceOf).join("|")})$`);
}

/** Returns a pattern for a button label with or without its shortcut, as in `Check Ctrl+ ↵`. */
export function likeButton(...labels: readonly string[]): RegExp {
  return new RegExp(`^(?:${labels.map(sourceOf).join("|")})(?: \\S+ ↵)?$`);
}

/** Returns a pattern that matches texts that start with this label. */
export function startingWith(label: string): RegExp {
  return new RegExp(`^${sourceOf(label)}`);
}

/** Returns a pattern that matches texts that end with this label. */
export function endingWith(label: string): RegExp {
  return new RegExp(`${sourceOf(label)}$`);
}

/** Returns a pattern that matches texts that contain this label. */
export function containing(label: string): RegExp {
  return new RegExp(sourceOf(label));
}

/** Any space stands for any other, because units keep to their number with a no-break space. */
function sourceOf(label: string): string {
  return label
    .split(any)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"))
    .join(".*");
}
