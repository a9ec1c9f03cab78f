import { emphasise } from "./emphasis.ts";

/** Shows a sentence with the first mention of each name in bold. */
export function StrongNames({ sentence, names }: { sentence: string; names: readonly string[] }) {
  return emphasise(sentence, names).map(({ text, isStrong }, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence are never reordered
    isStrong ? <b key={at}>{text}</b> : <span key={at}>{text}</span>,
  );
}
