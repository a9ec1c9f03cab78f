import { useRef } from "react";

/** A field whose text never enters React's state: `take` gives what was typed and empties the field in the same breath. */
export function useSecretField() {
  const ref = useRef<HTMLInputElement>(null);
  return {
    ref,
    peek: () => ref.current?.value ?? "",
    take: () => {
      const text = ref.current?.value ?? "";
      if (ref.current !== null) ref.current.value = "";
      return text;
    },
    focus: () => ref.current?.focus(),
  };
}
