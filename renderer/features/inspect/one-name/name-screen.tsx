import { type ReactNode, useRef } from "react";
import { NamePicker } from "#renderer/parts/name-picker/name-picker.tsx";
import { useAskMark, useCheckVerb } from "#renderer/session/check-verb.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { setName, useSession } from "#renderer/session/session.ts";
import { keepFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { oneOf, parseNames } from "#shared/domain/evaluation/names.ts";
import classes from "../inspect.module.css";
import { cancelCheck, useCheck } from "../inspect.queries.ts";
import { inspectPanelId } from "../inspect-head.tsx";
import { inspectLabels } from "../inspect-labels.ts";
import type { CurrentRequest } from "../use-evaluation-request.ts";
import { useKnownNames } from "../use-known-names.ts";
import { AsTypedToggle } from "./as-typed-toggle.tsx";
import { CheckButton } from "./check-button.tsx";
import { CheckResult } from "./check-result.tsx";

type NameFormProps = {
  kind: EntityKind;
  /** The request that a check would send now, without names. */
  request: EvaluationRequest;
  isConfirmationNeeded: boolean;
  onCheck: (names: readonly string[]) => void;
};

/** The field for the name of one entity kind, and the button that checks it. */
export function NameForm({ kind, request, isConfirmationNeeded, onCheck }: NameFormProps) {
  const text = useSession(({ names }) => names[kind] ?? "");
  const known = useKnownNames();
  const nameField = useRef<HTMLInputElement>(null);

  const checkTyped = () => {
    const names = typedNames(kind, text);
    if (names.length === 0) nameField.current?.focus();
    else onCheck(names);
  };
  const verb = useCheckVerb();
  const mark = useAskMark();
  useCommand("run", checkTyped, { label: `${verb} ${text.trim() === "" ? oneOf(kind) : text.trim()}${mark}` });

  return (
    <>
      <div className={classes.name}>
        <NamePicker
          kind={kind}
          value={text}
          onChange={(typed) => setName(kind, typed)}
          onRun={checkTyped}
          known={known.filter((name) => name.kind === kind)}
          inputRef={nameField}
        />
      </div>
      {kind !== "ranked" && <AsTypedToggle projectId={request.projectId} />}
      <CheckButton isLogging={request.isLogging} isConfirmationNeeded={isConfirmationNeeded} tier={request.tier} onCheck={checkTyped} />
    </>
  );
}

function typedNames(kind: EntityKind, text: string): string[] {
  return kind === "gate" ? parseNames(text) : [text.trim()].filter((name) => name !== "");
}

type NamePanelProps = {
  kind: EntityKind;
  request: CurrentRequest;
  emptyState: ReactNode;
  onCheck: (names: readonly string[]) => void;
  /** Puts the name into the field and checks it. */
  onCheckName: (name: string) => void;
};

/** The panel with the last check of this entity kind. */
export function NamePanel({ kind, request, emptyState, onCheck, onCheckName }: NamePanelProps) {
  const state = useCheck(kind);
  const text = useSession(({ names }) => names[kind] ?? "");
  const now = { ...request, question: { kind, names: typedNames(kind, text) } };
  useCommand("cancel", () => cancelCheck(kind), { enabled: state.is === "checking" });
  return (
    <div ref={keepFocus} id={inspectPanelId} role="tabpanel" aria-label={inspectLabels.answerAbout(oneOf(kind))} className={classes.panel}>
      {state.is === "idle" ? (
        emptyState
      ) : (
        <CheckResult state={state} now={now} onCheck={onCheck} onCheckName={onCheckName} onCancel={() => cancelCheck(kind)} />
      )}
    </div>
  );
}
