import { type KeyKind, keyKindAllows, keyKindLabels } from "#shared/domain/project/key-info.ts";
import detail from "./project-detail.module.css";

/** What a key is, as soon as its prefix tells, and what that kind can do. */
export function KeyKindLine({ id, kind }: { id: string; kind: KeyKind | null }) {
  return (
    <p id={id} className={detail.note} aria-live="polite">
      {kind === null ? (
        "It is sealed on this machine, and never shown again: from now on only its last four are."
      ) : (
        <>
          <b className="second">{keyKindLabels[kind]}</b>: {keyKindAllows[kind]}
        </>
      )}
    </p>
  );
}
