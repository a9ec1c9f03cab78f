/** Stands for any text in a label that the product makes: `like(userLabels.switcher(any, ""))`. */
export const any = "\u{10ffff}";

/** Matches the whole of any of these labels. */
export function like(...labels: readonly string[]): RegExp {
  return new RegExp(`^(?:${labels.map(sourceOf).join("|")})$`);
}

/** Matches a button by its label, with or without its keys behind it, as in `Check Ctrl+ ↵`. */
export function likeButton(...labels: readonly string[]): RegExp {
  return new RegExp(`^(?:${labels.map(sourceOf).join("|")})(?: \\S+ ↵)?$`);
}

/** Matches what begins with this label. */
export function startingWith(label: string): RegExp {
  return new RegExp(`^${sourceOf(label)}`);
}

function sourceOf(label: string): string {
  return label
    .split(any)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
}
