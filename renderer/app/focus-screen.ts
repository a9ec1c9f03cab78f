/** Moves the focus to the screen, unless something has it already. Called after the screen was changed by something that is gone, such as a menu. */
export function focusScreen(): void {
  if (document.activeElement === document.body) document.querySelector("main")?.focus();
}
