import { useRef } from "react";

/** A field whose text never enters React state. `peek` reads the text; `take` reads it and clears the field. */
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
