import { type KeyKind, keyKindAllows, keyKindLabels } from "#shared/domain/project/key-info.ts";
import detail from "../project-detail.module.css";
import { useKeyStorage } from "../projects.queries.ts";

/** Shows the kind of a typed key as soon as its prefix identifies it, and what that kind can do; until then, how the key will be stored. */
export function KeyKindLine({ id, kind }: { id: string; kind: KeyKind | null }) {
  const protection = useKeyStorage().data?.protection;
  const storageText = `${protection === "session" ? "Kept in memory until you quit" : "Encrypted on this machine"}. Only its last four characters are shown again.`;
  return (
    <p id={id} className={detail.note} aria-live="polite">
      {kind === null ? (
        storageText
      ) : (
        <>
          <b className="second">{keyKindLabels[kind]}</b>: {keyKindAllows[kind]}
        </>
      )}
    </p>
  );
}
