import { kindIcons } from "#renderer/parts/name-picker/name-picker.tsx";
import { type EntityKind, entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import classes from "./kind-icon.module.css";

/** The icon of a kind before the name of an entity; hovering shows the kind. It is not read out: what stands after the name says it. */
export function KindIcon({ kind }: { kind: EntityKind }) {
  const Icon = kindIcons[kind];
  return (
    <span className={classes.kind} title={entityKindLabels[kind].one} aria-hidden>
      <Icon size={14} />
    </span>
  );
}
