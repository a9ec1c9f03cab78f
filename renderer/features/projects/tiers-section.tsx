import { ActionIcon, Button, Switch, TextInput } from "@mantine/core";
import { LockKeyhole, X } from "lucide-react";
import { useState } from "react";
import { announce } from "#renderer/ui/live-region.tsx";
import type { Project, ProjectDraft } from "#shared/domain/project/project.ts";
import type { Tier } from "#shared/domain/project/tier.ts";
import detail from "./project-detail.module.css";
import classes from "./tiers-section.module.css";

/** The tiers of a project, which of them are guarded, and which is taken at first. Each change acts at once. */
export function TiersSection({ project, onChange }: { project: Project; onChange: (part: Partial<ProjectDraft>) => void }) {
  const { tiers, defaultTier } = project;
  const protect = (name: string, isProtected: boolean) =>
    onChange({ tiers: tiers.map((tier) => (tier.name === name ? { ...tier, isProtected } : tier)) });
  const remove = (name: string) => {
    const left = tiers.filter((tier) => tier.name !== name);
    onChange({ tiers: left, defaultTier: defaultTier === name ? (left[0]?.name ?? defaultTier) : defaultTier });
    announce(`Tier ${name} is removed.`);
  };
  return (
    <section>
      <h3 className={detail.h}>
        Tiers<span>a protected tier asks before anything is written; looking never asks</span>
      </h3>
      <ul className={classes.tiers}>
        {tiers.map((tier) => (
          <li key={tier.name} data-protected={tier.isProtected || undefined}>
            {tier.isProtected && <LockKeyhole size={14} strokeWidth={2.2} aria-hidden />}
            <b className="ell">{tier.name}</b>
            <span className={classes.word}>
              {tier.isProtected ? "protected" : "open"}
              {tier.name === defaultTier && ", taken at first"}
            </span>
            <span className={classes.actions}>
              {tier.name !== defaultTier && (
                <button type="button" className="link" onClick={() => onChange({ defaultTier: tier.name })}>
                  Take at first<span className="sr">: {tier.name}</span>
                </button>
              )}
              {tiers.length > 1 && (
                <ActionIcon size={20} aria-label={`Remove the tier ${tier.name}`} onClick={() => remove(tier.name)}>
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
    const wanted = name.trim();
    if (wanted === "") return setProblem("Give the tier a name.");
    if (wanted.length > 64) return setProblem("A tier's name has at most 64 characters.");
    if (tiers.some((tier) => tier.name.toLowerCase() === wanted.toLowerCase())) return setProblem(`There is a tier ${wanted} already.`);
    onAdd({ name: wanted, isProtected: false });
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
        Add
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
