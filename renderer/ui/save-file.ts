/** Saves a file with the browser's download or the window's save dialog. */
export function saveFile(fileName: string, parts: readonly (string | Blob)[], type: string): void {
  const url = URL.createObjectURL(new Blob([...parts], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
