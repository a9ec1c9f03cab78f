import { FileButton } from "@mantine/core";
import { type ReactNode, useRef } from "react";

/** Lets a button choose a file, also the same one again: one that was changed since, or whose reading was cancelled. `accept` lists extensions. */
export function ChooseFile({
  accept,
  onChoose,
  children,
}: {
  accept: string;
  onChoose: (file: File) => void;
  children: (props: { onClick: () => void }) => ReactNode;
}) {
  // A browser says nothing of a choice that is the last one.
  const forgetChoice = useRef<() => void>(null);
  return (
    <FileButton
      accept={accept}
      resetRef={forgetChoice}
      onChange={(file) => {
        forgetChoice.current?.();
        if (file !== null) onChoose(file);
      }}
    >
      {children}
    </FileButton>
  );
}
