import { create } from "zustand";

/** The parameter store whose parameters are shown; null for none. */
const useView = create<{ readonly name: string | null }>()(() => ({ name: null }));

export function useOpenStore(): string | null {
  return useView((state) => state.name);
}

export function openStore(name: string | null): void {
  useView.setState({ name });
}
