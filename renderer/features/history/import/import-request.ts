import { create } from "zustand";

/** The import dialog that is open; `file` is one that it reads at once. */
export const useImportRequest = create<{ request: { readonly file: File | null } | null }>()(() => ({ request: null }));

/** Opens the import dialog of the history, as soon as the history is shown. */
export function openImport(file: File | null): void {
  useImportRequest.setState({ request: { file } });
}

export function closeImport(): void {
  useImportRequest.setState({ request: null });
}
