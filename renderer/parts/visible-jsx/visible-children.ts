import { visibleText } from "#shared/domain/text/visible-text.ts";

/** Attributes of elements that are read or shown as text. Values of fields are not among them: they are typed and sent exactly. */
const shownAttributes = ["title", "aria-label", "alt", "placeholder"] as const;

/**
 * Returns the properties of an element or component with hidden characters in its text made visible. Applied where the page's JSX is made, so that no
 * place that shows a name can be forgotten.
 */
export function visibleChildren<Props>(type: unknown, props: Props): Props {
  if (typeof props !== "object" || props === null) return props;
  const changed: Record<string, unknown> = {};
  if ("children" in props) {
    const children = visible(props.children);
    if (children !== props.children) changed.children = children;
  }
  if (typeof type === "string")
    for (const name of shownAttributes) {
      const value = (props as Record<string, unknown>)[name];
      if (typeof value === "string" && visibleText(value) !== value) changed[name] = visibleText(value);
    }
  return Object.keys(changed).length === 0 ? props : { ...props, ...changed };
}

function visible(children: unknown): unknown {
  if (typeof children === "string") return visibleText(children);
  if (!Array.isArray(children)) return children;
  const shown = children.map((child) => (typeof child === "string" ? visibleText(child) : child));
  return shown.some((child, at) => child !== children[at]) ? shown : children;
}
