/** Tests whether a pattern has nothing that only one of the dialects knows, so that JavaScript reads it as the native engine does, as far as ASCII goes. */
export function isPlainPattern(source: string): boolean {
  // A class that begins with its closing bracket, classes in classes, escapes of one dialect only, unusual groups, and `{,2}`.
  if (/\[\^?\]|\[(?:\\.|[^\]\\])*\[|\\[^.+*?()[\]{}|^$/\-dDwWsSbBnrt]|&&|--|\{,|\(\?[^:=!<]/.test(source)) return false;
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
