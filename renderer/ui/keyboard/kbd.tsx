export const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

const arrows = { ArrowLeft: "←", ArrowRight: "→" };

const appleSigns: Record<string, string> = { ...arrows, Mod: "⌘", Shift: "⇧", Alt: "⌥", Enter: "↵" };
const otherSigns: Record<string, string> = { ...arrows, Mod: "Ctrl", Enter: "↵" };

/** Formats a key chord for this platform: `Mod+Shift+C` becomes `⌘⇧C` or `Ctrl Shift C`. */
export function chordText(chord: string): string {
  const signs = isApple ? appleSigns : otherSigns;
  return chord
    .split("+")
    .map((part) => signs[part] ?? part)
    .join(isApple ? "" : " ");
}

/** Shows a key chord, such as `Mod+K`. `bare` removes the border, for use in buttons. */
export function Chord({ chord, bare = false }: { chord: string; bare?: boolean }) {
  return <kbd className={bare ? "chord" : "key"}>{chordText(chord)}</kbd>;
}
