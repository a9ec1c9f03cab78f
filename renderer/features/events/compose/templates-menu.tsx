import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { BookMarked, ChevronDown, Trash2 } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { focusNeighbour } from "#renderer/ui/keyboard/focus-neighbour.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { offerUndo } from "#renderer/ui/undo.ts";
import type { EventTemplate } from "#shared/domain/events/event-template.ts";
import type { EventDraft } from "#shared/domain/events/statsig-event.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import type { DraftList } from "../drafts/draft-list.ts";
import { useTemplateActions, useTemplates } from "../events.queries.ts";
import { composeLabels } from "./compose-labels.ts";
import classes from "./templates-menu.module.css";

/** Adds events from a saved template, and saves the composed events as one. */
export function TemplatesMenu({ list, onAdd }: { list: DraftList<EventDraft>; onAdd: (drafts: readonly EventDraft[]) => void }) {
  const templates = useTemplates().data ?? [];
  const [dialog, setDialog] = useState<"save" | "manage" | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button
            variant="subtle"
            color="gray"
            aria-label={composeLabels.templates}
            leftSection={<BookMarked size={14} aria-hidden />}
            rightSection={<ChevronDown size={12} aria-hidden />}
          >
            <span className={classes.word}>{composeLabels.templates}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {templates.length === 0 && <Menu.Label>No templates yet. Save events that you send often.</Menu.Label>}
          {templates.map(({ id, name, drafts }) => (
            <Menu.Item
              key={id}
              disabled={list.text !== null}
              rightSection={<span className="subdued">{formatCount(drafts.length, "event")}</span>}
              onClick={() => {
                onAdd(drafts);
                announce(`${formatCount(drafts.length, "event")} added from ${name}.`);
              }}
            >
              {name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item disabled={list.drafts.length === 0} onClick={() => setDialog("save")}>
            Save {savedDraftsText(list.drafts.length)}…
          </Menu.Item>
          <Menu.Item disabled={templates.length === 0} onClick={() => setDialog("manage")}>
            Manage templates…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === "save" && <SaveTemplate drafts={list.drafts} onClose={close} />}
      {dialog === "manage" && <RemoveTemplates onClose={close} />}
    </>
  );
}

function savedDraftsText(count: number): string {
  if (count === 0) return "as a template";
  return count === 1 ? "this event as a template" : `these ${formatCount(count, "event")} as a template`;
}

function SaveTemplate({ drafts, onClose }: { drafts: readonly EventDraft[]; onClose: () => void }) {
  const templates = useTemplates().data ?? [];
  const { save } = useTemplateActions();
  const [name, setName] = useState(drafts[0]?.name ?? "");
  const existing = templates.find((template) => template.name === name.trim());
  return (
    <OpenDialog onClose={onClose} title="Save as template" size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const templateDrafts = drafts.map((draft) => ({ ...draft, user: draft.user && withoutPrivate(draft.user) }));
          save.mutate(
            { ...(existing !== undefined && { id: existing.id }), name: name.trim(), drafts: templateDrafts },
            {
              onSuccess: () => {
                announce(`The template ${name.trim()} is saved.`);
                onClose();
              },
            },
          );
        }}
      >
        <TextInput label="Name" data-autofocus maxLength={80} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        {existing !== undefined && <p className={classes.note}>A template with this name exists and will be replaced.</p>}
        {save.error !== null && <p role="alert">{sentenceOf(save.error)}</p>}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
            Save template
          </Button>
        </div>
      </form>
    </OpenDialog>
  );
}

function RemoveTemplates({ onClose }: { onClose: () => void }) {
  const templates = useTemplates().data ?? [];
  const { remove, save } = useTemplateActions();
  const removeTemplate = ({ id, name, drafts }: EventTemplate, button: HTMLElement) => {
    const onSettled = focusNeighbour(button, { list: button.closest("ul"), selector: "button" });
    remove.mutate(
      { id },
      {
        onSuccess: () => offerUndo(`Template ${name}`, () => save.mutateAsync({ name, drafts })),
        onSettled,
      },
    );
  };
  return (
    <OpenDialog onClose={onClose} title={composeLabels.templates} size="sm" attributes={{ content: { "data-commands": "undo" } }}>
      {templates.length === 0 && <p>No templates are saved.</p>}
      <ul>
        {templates.map((template) => (
          <li key={template.id} className={classes.template}>
            <span className="ell">{template.name}</span>
            <span className="subdued">{formatCount(template.drafts.length, "event")}</span>
            <ActionIcon
              size={24}
              aria-label={`Remove ${template.name}`}
              onClick={({ currentTarget }) => removeTemplate(template, currentTarget)}
            >
              <Trash2 size={14} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {remove.error !== null && <p role="alert">{sentenceOf(remove.error)}</p>}
    </OpenDialog>
  );
}
