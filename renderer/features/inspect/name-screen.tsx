import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useRef } from "react";
import { orpc } from "#renderer/host/client.ts";
import { NamePicker } from "#renderer/parts/name-picker.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { setInspectTab, setName, useSession } from "#renderer/session/session.ts";
import { parseNames } from "#shared/domain/answers/names.ts";
import type { Asking } from "#shared/domain/asking.ts";
import { type EntityKind, entityKindWords } from "#shared/domain/evaluation.ts";
import { CheckButton } from "./check-button.tsx";
import { CheckResult } from "./check-result.tsx";
import classes from "./inspect.module.css";
import { cancelCheck, useCheck } from "./inspect.queries.ts";
import { InspectHead, inspectPanelId } from "./inspect-head.tsx";

type NameScreenProps = {
  kind: EntityKind;
  /** As whom and where a question would be asked now. */
  asking: Asking;
  isGuarded: boolean;
  nothingYet: ReactNode;
  onAsk: (names: readonly string[]) => void;
  /** Puts the name into the field, and asks. */
  onAskName: (name: string) => void;
};

/** One kind of thing, asked for by name. */
export function NameScreen({ kind, asking, isGuarded, nothingYet, onAsk, onAskName }: NameScreenProps) {
  const state = useCheck(kind);
  const text = useSession(({ names }) => names[kind] ?? "");
  const catalog = useQuery(orpc.catalog.names.queryOptions({ input: { projectId: asking.projectId } }));
  const nameField = useRef<HTMLInputElement>(null);
  const one = entityKindWords[kind].one;

  const askTyped = () => {
    const names = kind === "gate" ? parseNames(text) : [text.trim()].filter((name) => name !== "");
    if (names.length === 0) nameField.current?.focus();
    else onAsk(names);
  };
  useCommand("run", askTyped, { label: text.trim() === "" ? `Check a ${one}` : `Check ${text.trim()}` });
  useCommand("cancel", () => cancelCheck(kind), { enabled: state.is === "asking" });

  return (
    <>
      <InspectHead tab={kind} onTab={setInspectTab}>
        <div className={classes.name}>
          <NamePicker
            kind={kind}
            value={text}
            onChange={(typed) => setName(kind, typed)}
            onRun={askTyped}
            known={catalog.data?.names.filter((known) => known.kind === kind) ?? []}
            inputRef={nameField}
          />
        </div>
        <CheckButton isLogging={asking.isLogging} isGuarded={isGuarded} tier={asking.tier} onCheck={askTyped} />
      </InspectHead>
      <div id={inspectPanelId} role="tabpanel" aria-label={`Answer about a ${one}`} className={classes.panel}>
        {state.is === "idle" ? (
          nothingYet
        ) : (
          <CheckResult state={state} now={asking} onAsk={onAsk} onAskName={onAskName} onCancel={() => cancelCheck(kind)} />
        )}
      </div>
    </>
  );
}
