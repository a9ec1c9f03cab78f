/** The time that a list takes to be read and drawn again after one of its rows was removed. */
const redrawMs = 50;

/**
 * Call before a row is removed. The returned function then moves the focus to the same control of the row that took its place, or of the last row, or to
 * `otherwise`. `selector` finds this control in every row within `list`.
 */
export function focusNeighbour(
  control: HTMLElement,
  {
    list,
    selector,
    otherwise,
  }: {
    readonly list: Element | null;
    readonly selector: string;
    readonly otherwise?: () => HTMLElement | null | undefined;
  },
): () => void {
  const controls = () => [...(list?.querySelectorAll<HTMLElement>(selector) ?? [])];
  const at = controls().indexOf(control);
  return () => {
    setTimeout(() => (controls()[at] ?? controls().at(-1) ?? otherwise?.())?.focus(), redrawMs);
  };
}
