import { ActionIcon, Button, Switch, TextInput } from "@mantine/core";
import { LockKeyhole, X } from "lucide-react";
import { useState } from "react";
import { keepFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import { useListUndo } from "#renderer/ui/undo.ts";
import type { Project, ProjectDraft } from "#shared/domain/project/project.ts";
import type { Tier } from "#shared/domain/project/tier.ts";
import detail from "./project-detail.module.css";
import classes from "./tiers-section.module.css";

/** Edits the tiers of a project: which are protected, and which is the default. Changes apply at once. */
export function TiersSection({ project, onChange }: { project: Project; onChange: (part: Partial<ProjectDraft>) => void }) {
  const { tiers, defaultTier } = project;
  const offerUndo = useListUndo({ tiers, defaultTier, onChange });
  const protect = (name: string, isProtected: boolean) =>
    onChange({ tiers: tiers.map((tier) => (tier.name === name ? { ...tier, isProtected } : tier)) });
  const remove = (name: string) => {
    const left = tiers.filter((tier) => tier.name !== name);
    onChange({ tiers: left, defaultTier: defaultTier === name ? (left[0]?.name ?? defaultTier) : defaultTier });
    const at = tiers.findIndex((tier) => tier.name === name);
    const removed = tiers[at];
    if (removed === undefined) return;
    offerUndo(`Tier ${name}`, (now) =>
      now.onChange({ tiers: now.tiers.toSpliced(at, 0, removed), defaultTier: defaultTier === name ? name : now.defaultTier }),
    );
  };
  return (
    <section ref={keepFocus}>
      <h3 className={detail.h}>
        Tiers<span>writes to a protected tier need confirmation; checks do not</span>
      </h3>
      <ul className={classes.tiers}>
        {tiers.map((tier) => (
          <li key={tier.name} data-protected={tier.isProtected || undefined}>
            {tier.isProtected && <LockKeyhole size={14} strokeWidth={2.2} aria-hidden />}
            <b className="ell">{tier.name}</b>
            <span className={classes.status}>
              {tier.isProtected ? "Protected" : "Not protected"}
              {tier.name === defaultTier && ", default"}
            </span>
            <span className={classes.actions}>
              {tier.name !== defaultTier && (
                <button type="button" className="link" onClick={() => onChange({ defaultTier: tier.name })}>
                  Make default<span className="sr">: {tier.name}</span>
                </button>
              )}
              {tiers.length > 1 && (
                <ActionIcon size={20} aria-label={`Remove tier ${tier.name}`} onClick={() => remove(tier.name)}>
                  <X size={13} />
                </ActionIcon>
              )}
              <Switch
                checked={tier.isProtected}
                aria-label={`Protect ${tier.name}`}
                onChange={(event) => protect(tier.name, event.currentTarget.checked)}
              />
            </span>
          </li>
        ))}
      </ul>
      <AddTier tiers={tiers} onAdd={(tier) => onChange({ tiers: [...tiers, tier] })} />
    </section>
  );
}

function AddTier({ tiers, onAdd }: { tiers: readonly Tier[]; onAdd: (tier: Tier) => void }) {
  const [name, setName] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  if (name === null)
    return (
      <p className={classes.add}>
        <button type="button" className="link" onClick={() => setName("")}>
          Add a tier…
        </button>
      </p>
    );
  const add = () => {
    const newName = name.trim();
    if (newName === "") return setProblem("Enter a name for the tier.");
    if (newName.length > 64) return setProblem("A tier name has at most 64 characters.");
    if (tiers.some((tier) => tier.name.toLowerCase() === newName.toLowerCase())) return setProblem(`Tier ${newName} exists already.`);
    onAdd({ name: newName, isProtected: false });
    setName(null);
    setProblem(null);
  };
  return (
    <div className={classes.add}>
      <TextInput
        aria-label="Name of the new tier"
        placeholder="preview"
        autoFocus
        value={name}
        error={problem}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && add()}
      />
      <Button variant="default" onClick={add}>
        Add tier
      </Button>
      <Button
        variant="subtle"
        color="gray"
        onClick={() => {
          setName(null);
          setProblem(null);
        }}
      >
        Cancel
      </Button>
    </div>
  );
}
