import { Modal } from "@mantine/core";
import { type ComponentType, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useCommand } from "#renderer/session/commands.ts";
import { useFocusReturn } from "#renderer/ui/focus-return.ts";
import { type LazyPart, lazyPart } from "#renderer/ui/lazy-part.tsx";
import { appLabels } from "../app-labels.ts";
import { focusScreen } from "../focus-screen.ts";
import { PaletteField } from "./palette-field.tsx";
import type { PaletteItem } from "./palette-items.ts";

export interface PaletteListProps {
  query: string;
  onQuery: (query: string) => void;
  onChoose: (item: PaletteItem) => void;
}

const LazyList = paletteList(async () => (await import("./palette-list.tsx")).PaletteList);

/**
 * Creates the list from `load`, which imports it. Until then the field alone takes what is typed: without it, the keys would go to the field of the page that
 * had the focus.
 */
export function paletteList(load: () => Promise<ComponentType<PaletteListProps>>): LazyPart<PaletteListProps> {
  return lazyPart<PaletteListProps>(load, ({ query, onQuery }) => <PaletteField query={query} onQuery={onQuery} hasList={false} />);
}

/** Shows the palette; its command opens and closes it. It has the focus at once: the next key may come before another frame, and belongs to its field. */
export function Palette({ List = LazyList }: { List?: LazyPart<PaletteListProps> }) {
  const [isOpen, setOpen] = useState(false);
  useCommand("palette", () => flushSync(() => setOpen((wasOpen) => !wasOpen)));
  return isOpen && <PaletteDialog List={List} onClose={() => setOpen(false)} />;
}

/** Shows one search field for all names, users, screens, commands and past requests, and runs the chosen item. */
export function PaletteDialog({ List = LazyList, onClose }: { List?: LazyPart<PaletteListProps>; onClose: () => void }) {
  const [query, setQuery] = useState("");
  const isChosen = useRef(false);
  // The focus returns to where it was, unless an item was chosen: then it moves to the place that the item shows.
  useFocusReturn(() => !isChosen.current);
  const choose = (item: PaletteItem) => {
    isChosen.current = true;
    onClose();
    item.run();
    setTimeout(focusScreen);
  };
  return (
    <Modal.Root opened onClose={onClose} returnFocus={false} size="40rem" yOffset="4rem" transitionProps={{ duration: 0 }}>
      <Modal.Overlay backgroundOpacity={0.2} />
      <Modal.Content aria-label={appLabels.palette} data-commands="palette">
        <Modal.Body p={0}>
          <List query={query} onQuery={setQuery} onChoose={choose} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
