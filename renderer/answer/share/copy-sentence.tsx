import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { sentenceText, sharedAnswer } from "#shared/domain/case/chat-markdown.ts";
import { answerLabels } from "../answer-labels.ts";

type CopySentenceProps = Pick<Parameters<typeof sharedAnswer>[0], "answer" | "user" | "who" | "tier" | "isCurrent" | "sentenceOf">;

/** Copies the sentence of an answer with its facts. Nothing that it copies has a key or the value of a private attribute. */
export function CopySentence(props: CopySentenceProps) {
  const text = () => sentenceText(sharedAnswer({ ...props, explanation: null, project: "", unit: null }));
  return <CopyButton text={text} what={answerLabels.copyAsText} size={28} />;
}
