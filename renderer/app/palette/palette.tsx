import { type ComponentType, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useCommand } from "#renderer/session/commands.ts";
import { useFocusReturn } from "#renderer/ui/focus-return.ts";
import { type LazyPart, lazyPart } from "#renderer/ui/lazy-part.tsx";
import { appLabels } from "../app-labels.ts";
import { focusScreen } from "../focus-screen.ts";
import classes from "./palette.module.css";
import type { PaletteDialogProps } from "./palette-dialog.tsx";
import { PaletteField } from "./palette-field.tsx";
import type { PaletteItem } from "./palette-items.ts";

const LazyDialog = paletteDialog(async () => (await import("./palette-dialog.tsx")).PaletteDialog);

/** Creates the dialog from `load`, which imports it. Until then its field takes what is typed, and Enter: the keys would go to the field of the page that had the focus. */
export function paletteDialog(load: () => Promise<ComponentType<PaletteDialogProps>>): LazyPart<PaletteDialogProps> {
  return lazyPart<PaletteDialogProps>(load, ({ query, onQuery, onEnter, onClose }) => (
    <div role="dialog" aria-label={appLabels.palette} className={classes.waiting}>
      <PaletteField
        query={query}
        onQuery={onQuery}
        hasList={false}
        onKeyDown={({ key, nativeEvent }) => {
          if (key === "Escape") onClose();
          if (key === "Enter" && !nativeEvent.isComposing) onEnter();
        }}
      />
    </div>
  ));
}

/** Shows the palette; its command opens and closes it. It has the focus at once: the next key may come before another frame, and belongs to its field. */
export function Palette({ Dialog = LazyDialog }: { Dialog?: LazyPart<PaletteDialogProps> }) {
  const [isOpen, setOpen] = useState(false);
  useCommand("palette", () => flushSync(() => setOpen((wasOpen) => !wasOpen)));
  return isOpen && <OpenPalette Dialog={Dialog} onClose={() => setOpen(false)} />;
}

/** Keeps what is typed, and runs the chosen item. */
export function OpenPalette({ Dialog = LazyDialog, onClose }: { Dialog?: LazyPart<PaletteDialogProps>; onClose: () => void }) {
  const [query, setQuery] = useState("");
  const [isEntered, setEntered] = useState(false);
  const isChosen = useRef(false);
  // The focus returns to where it was, unless an item was chosen: then it moves to the place that the item shows.
  useFocusReturn(() => !isChosen.current);
  const choose = (item: PaletteItem) => {
    isChosen.current = true;
    onClose();
    item.run();
    setTimeout(focusScreen);
  };
  const search = (typed: string) => {
    setQuery(typed);
    setEntered(false);
  };
  return <Dialog {...{ query, isEntered, onClose }} onQuery={search} onEnter={() => setEntered(true)} onChoose={choose} />;
}
