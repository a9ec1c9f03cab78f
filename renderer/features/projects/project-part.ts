/** The sections of a project's settings that an address can name: `settings/projects/p1/hosts`. */
export const projectParts = { keys: "keys", storage: "unlock", hosts: "hosts", network: "network" } as const;

/** The time in which the keys are read and drawn, which moves the sections below them. */
const settleMs = 2_000;

/** Shows a section of `sections` at the top and focuses its first control, also while what is above it is still growing. Returns a function that stops it. */
export function showPart(sections: HTMLElement, part: string): () => void {
  const show = () => {
    const section = sections.querySelector<HTMLElement>(`[data-part="${CSS.escape(part)}"]`);
    section?.scrollIntoView({ block: "start" });
    const control = section?.querySelector<HTMLElement>("input") ?? section?.querySelector<HTMLElement>("button");
    if (section?.contains(document.activeElement) === false) control?.focus({ preventScroll: true });
  };
  show();
  const observer = new MutationObserver(show);
  observer.observe(sections, { childList: true, subtree: true });
  const stop = () => {
    observer.disconnect();
    clearTimeout(timer);
    for (const event of ["wheel", "pointerdown", "keydown"]) sections.removeEventListener(event, stop);
  };
  const timer = setTimeout(stop, settleMs);
  for (const event of ["wheel", "pointerdown", "keydown"]) sections.addEventListener(event, stop);
  return stop;
}
