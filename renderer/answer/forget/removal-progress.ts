import { create } from "zustand";

/** A removal takes seconds. After this time a host that does not answer is no longer expected. */
const maxRemovalMs = 120_000;

const progress = create<{ isRemoving: boolean }>()(() => ({ isRemoving: false }));

/** True while the host removes what it keeps of a user: it does not answer meanwhile, as was said before. */
export function useIsRemoving(): boolean {
  return progress(({ isRemoving }) => isRemoving);
}

/** Says that the host is about to remove. The page is loaded again when it is done. */
export function expectRemoval(): void {
  progress.setState({ isRemoving: true });
  setTimeout(endRemoval, maxRemovalMs);
}

export function endRemoval(): void {
  progress.setState({ isRemoving: false });
}
