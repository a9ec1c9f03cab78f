const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

const appleSigns: Record<string, string> = { Mod: "⌘", Shift: "⇧", Alt: "⌥", Enter: "↵" };
const otherSigns: Record<string, string> = { Mod: "Ctrl", Enter: "↵" };

/** `Mod+Shift+C` as this machine's keyboard says it: `⌘⇧C`, `Ctrl Shift C`. */
export function chordText(chord: string): string {
  const signs = isApple ? appleSigns : otherSigns;
  return chord
    .split("+")
    .map((part) => signs[part] ?? part)
    .join(isApple ? "" : " ");
}

/** A key chord, such as `Mod+K`; `bare` draws it without its border, for buttons. */
export function Chord({ chord, bare = false }: { chord: string; bare?: boolean }) {
  return <kbd className={bare ? "chord" : "key"}>{chordText(chord)}</kbd>;
}
