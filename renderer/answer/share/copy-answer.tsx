import { Menu } from "@mantine/core";
import { Camera, Check, ChevronDown, Link, type LucideIcon, MessageSquareText, Quote, SquareTerminal } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { runCommand, useCommand } from "#renderer/session/commands.ts";
import { projectNameOf, useSession } from "#renderer/session/session.ts";
import { copyText } from "#renderer/ui/copy-button.tsx";
import { DropdownMenu } from "#renderer/ui/dropdown/dropdown-menu.tsx";
import { useDropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { chatMarkdown, type SharedAnswer, sentenceText, sharedAnswer } from "#shared/domain/case/chat-markdown.ts";
import { conditionalSentence } from "#shared/domain/evaluation/answer-text.ts";
import { decidingUnit } from "#shared/domain/evaluation/deciding-unit.ts";
import { answerLabels } from "../answer-labels.ts";
import { type AsTyped, useSharedExplanation } from "../explain/explain.queries.ts";
import type { ShownAnswer } from "../explain/shown-answer.ts";
import classes from "./copy-answer.module.css";
import { shareLabels } from "./share-labels.ts";

const CopyFailed = lazyPart(async () => (await import("./copy-failed.tsx")).CopyFailed);
const PictureFailed = lazyPart(async () => (await import("./picture-failed.tsx")).PictureFailed);

/** How long the button says that something was copied. */
const copiedMs = 2_000;

/** What went wrong: the text that is not on the clipboard, or the picture; null for a picture that could not be drawn. */
type Failure = { readonly text: string } | { readonly picture: Blob | null };

/**
 * Copies an answer: as Markdown for a chat, as a picture, as its sentence, as a link or as cURL. Nothing that it copies has a key or the value of a private
 * attribute. `hasCurl` is true if the request can be written as cURL; the screen around it offers that command and the one for the link. `asTyped` is the
 * explanation of what was typed: the answer is one that nobody gave yet.
 */
export function CopyAnswer({
  subject,
  isCurrent,
  hasCurl,
  asTyped,
}: {
  subject: ShownAnswer;
  isCurrent: boolean;
  hasCurl: boolean;
  asTyped?: AsTyped;
}) {
  const { answer, request } = subject;
  const stored = useSharedExplanation(subject);
  const project = useSession((state) => projectNameOf(state, request.projectId));
  const [isCopied, setCopied] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const menu = useDropdown("menu");
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), copiedMs);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const shared = (): SharedAnswer =>
    sharedAnswer({
      answer: asTyped === undefined ? answer : { ...answer, atMs: Date.now(), elapsedMs: asTyped.elapsedMs },
      explanation: asTyped?.explanation ?? stored,
      ...(asTyped !== undefined && { sentenceOf: conditionalSentence }),
      user: request.user,
      who: request.userLabel,
      tier: request.tier,
      project,
      unit: decidingUnit(answer, request.user),
      isCurrent,
    });
  const copy = async (text: string, what: string) => {
    menu.dropdown.setOpen(false);
    if (await copyText(text, what)) setCopied(true);
    else setFailure({ text });
  };
  const copyChat = () => void copy(chatMarkdown(shared()), shareLabels.chatCopied);
  const copySentence = () => void copy(sentenceText(shared()), answerLabels.copyAsText);
  const copyPicture = async () => {
    menu.dropdown.setOpen(false);
    const { copyPictureOf } = await import("./copy-picture.ts");
    const outcome = await copyPictureOf(shared());
    if (outcome.is === "copied") {
      setCopied(true);
      announce(`${shareLabels.pictureCopied} copied.`);
    } else setFailure({ picture: outcome.picture });
  };
  const copyElsewhere = (command: "copyLink" | "copyCurl") => {
    menu.dropdown.setOpen(false);
    runCommand(command);
  };
  useCommand("copyChat", copyChat);
  useCommand("copyPicture", () => void copyPicture());
  useCommand("copySentence", copySentence);
  return (
    <>
      <span className={classes.split}>
        <button type="button" className={classes.main} data-copied={isCopied || undefined} title={shareLabels.chatHint} onClick={copyChat}>
          {isCopied ? <Check size={14} aria-hidden /> : <MessageSquareText size={14} aria-hidden />}
          {isCopied ? (
            shareLabels.copied
          ) : (
            <>
              <span className="wide-words">{shareLabels.chat}</span>
              <span className={classes.narrow} aria-hidden>
                {shareLabels.chatInShort}
              </span>
            </>
          )}
        </button>
        <button type="button" className={classes.more} aria-label={shareLabels.more} title={shareLabels.more} {...menu.button}>
          <ChevronDown size={14} aria-hidden />
        </button>
      </span>
      {menu.wasOpened && (
        <DropdownMenu dropdown={menu.dropdown} position="bottom-end" className={classes.menu} commands="copyChat copyPicture copyLink">
          <Way icon={MessageSquareText} label={shareLabels.chat} hint={shareLabels.chatHint} chord="M" onClick={copyChat} />
          <Way icon={Camera} label={shareLabels.picture} hint={shareLabels.pictureHint} chord="P" onClick={() => void copyPicture()} />
          <Way icon={Quote} label={shareLabels.sentence} hint={shareLabels.sentenceHint} chord="Mod+C" onClick={copySentence} />
          <Way icon={Link} label={shareLabels.link} hint={shareLabels.linkHint} chord="L" onClick={() => copyElsewhere("copyLink")} />
          {hasCurl && (
            <Way
              icon={SquareTerminal}
              label={shareLabels.curl}
              hint={shareLabels.curlHint}
              chord="Mod+Shift+C"
              onClick={() => copyElsewhere("copyCurl")}
            />
          )}
        </DropdownMenu>
      )}
      {failure !== null && "text" in failure && <CopyFailed text={failure.text} onClose={() => setFailure(null)} />}
      {failure !== null && "picture" in failure && (
        <PictureFailed picture={failure.picture} name={answer.name} onClose={() => setFailure(null)} />
      )}
    </>
  );
}

function Way({
  icon: Icon,
  label,
  hint,
  chord,
  onClick,
}: {
  icon: LucideIcon;
  label: string;
  hint: string;
  chord: string;
  onClick: () => void;
}): ReactNode {
  return (
    <Menu.Item leftSection={<Icon size={14} aria-hidden />} rightSection={<Chord chord={chord} />} onClick={onClick}>
      <span className={classes.way}>
        <b>{label}</b> <span className={classes.hint}>{hint}</span>
      </span>
    </Menu.Item>
  );
}
