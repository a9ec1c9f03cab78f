import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { BookMarked, ChevronDown, Trash2 } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import type { EventDraft } from "#shared/domain/events/statsig-event.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import type { DraftList } from "../drafts/draft-list.ts";
import { useTemplateActions, useTemplates } from "../events.queries.ts";
import classes from "./templates-menu.module.css";

/** Events that are sent again and again, one choice away; and what is composed now, kept as one of them. */
export function TemplatesMenu({ list, onTake }: { list: DraftList<EventDraft>; onTake: (drafts: readonly EventDraft[]) => void }) {
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
            aria-label="Templates"
            leftSection={<BookMarked size={14} aria-hidden />}
            rightSection={<ChevronDown size={12} aria-hidden />}
          >
            <span className={classes.word}>Templates</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {templates.length === 0 && <Menu.Label>Keep what you send often as a template.</Menu.Label>}
          {templates.map(({ id, name, drafts }) => (
            <Menu.Item
              key={id}
              disabled={list.text !== null}
              rightSection={<span className="subdued">{formatCount(drafts.length, "event")}</span>}
              onClick={() => {
                onTake(drafts);
                announce(`${formatCount(drafts.length, "event")} of ${name} added.`);
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
            Remove templates…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === "save" && <SaveTemplate drafts={list.drafts} onClose={close} />}
      {dialog === "manage" && <RemoveTemplates onClose={close} />}
    </>
  );
}

function savedDraftsText(count: number): string {
  if (count === 0) return "what is composed";
  return count === 1 ? "this event" : `these ${formatCount(count, "event")}`;
}

function SaveTemplate({ drafts, onClose }: { drafts: readonly EventDraft[]; onClose: () => void }) {
  const templates = useTemplates().data ?? [];
  const { save } = useTemplateActions();
  const [name, setName] = useState(drafts[0]?.name ?? "");
  const old = templates.find((template) => template.name === name.trim());
  return (
    <OpenDialog onClose={onClose} title="Save as a template" size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const kept = drafts.map((draft) => ({ ...draft, user: draft.user && withoutPrivate(draft.user) }));
          save.mutate(
            { ...(old !== undefined && { id: old.id }), name: name.trim(), drafts: kept },
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
        {old !== undefined && <p className={classes.note}>There is one with this name; it is replaced.</p>}
        {save.error !== null && <p role="alert">{sentenceOf(save.error)}</p>}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
            Save
          </Button>
        </div>
      </form>
    </OpenDialog>
  );
}

function RemoveTemplates({ onClose }: { onClose: () => void }) {
  const templates = useTemplates().data ?? [];
  const { remove } = useTemplateActions();
  return (
    <OpenDialog onClose={onClose} title="Templates" size="sm">
      {templates.length === 0 && <p>There are none left.</p>}
      <ul>
        {templates.map(({ id, name, drafts }) => (
          <li key={id} className={classes.template}>
            <span className="ell">{name}</span>
            <span className="subdued">{formatCount(drafts.length, "event")}</span>
            <ActionIcon size={24} aria-label={`Remove ${name}`} onClick={() => remove.mutate({ id })}>
              <Trash2 size={14} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {remove.error !== null && <p role="alert">{sentenceOf(remove.error)}</p>}
    </OpenDialog>
  );
}
