import { useMemo } from "react";
import { readPastedUser } from "#shared/domain/user/pasted-user.ts";
import type { ConvertToJsonProps } from "./convert-to-json.tsx";
import { userLabels } from "./user-labels.ts";

export function ConvertToJsonButton({ text, onConvert }: ConvertToJsonProps) {
  const pasted = useMemo(() => readPastedUser(text), [text]);
  if (pasted.kind === "unreadable") return null;
  return (
    <button type="button" className="link" onClick={() => onConvert(pasted.candidates[0].user)}>
      {userLabels.convertToJson}
    </button>
  );
}
