import { useMemo } from "react";
import { readPastedUser } from "#shared/domain/user/pasted-user.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import classes from "./user-editor.module.css";
import { userLabels } from "./user-labels.ts";

export interface ConvertToJsonProps {
  /** A text that is no JSON. */
  readonly text: string;
  readonly onConvert: (user: StatsigUser) => void;
}

/** Names what would be lost before it is lost. Of several users in the text, the first is meant; the paste dialog offers a choice. */
export function ConvertToJsonButton({ text, onConvert }: ConvertToJsonProps) {
  const pasted = useMemo(() => readPastedUser(text), [text]);
  if (pasted.kind === "unreadable") return null;
  const [{ user, lost }, ...others] = pasted.candidates;
  return (
    <>
      {lost.length > 0 && (
        <ul className={classes.lost}>
          {lost.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <button type="button" className="link" onClick={() => onConvert(user)}>
        {others.length === 0 ? userLabels.convertToJson : userLabels.convertFirst(pasted.candidates.length)}
      </button>
    </>
  );
}
