import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type EventTemplate, EventTemplateSchema } from "#shared/domain/events/event-template.ts";
import { withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import { NoSuchThing, UnusableInput } from "../../failures.ts";
import { openSettingsDocument, readEntries, type SettingsDocumentParts } from "../../storage/settings-document.ts";

/** The templates, sorted by name. Changes throw `StorageFailed` when the disk refuses; nothing has changed then. */
export interface EventTemplates {
  list(): EventTemplate[];
  /** Throws `NoSuchThing`, or `UnusableInput` for a name that is taken. */
  save(input: Omit<EventTemplate, "id" | "changedAtMs"> & { readonly id?: string | undefined }): EventTemplate;
  /** Throws `NoSuchThing`. */
  remove(id: string): void;
}

const DocumentSchema = z.object({ version: z.literal(1), templates: z.array(z.unknown()) });

export function createEventTemplates(ports: SettingsDocumentParts): EventTemplates {
  const document = openSettingsDocument<EventTemplate[], z.input<typeof DocumentSchema>>(ports, "event-templates", (raw) => {
    const read = DocumentSchema.safeParse(raw);
    return read.success ? readEntries(read.data, "templates", EventTemplateSchema) : null;
  });
  let templates = document.found?.value ?? [];

  function store(next: EventTemplate[]): void {
    const sorted = next.toSorted((a, b) => a.name.localeCompare(b.name));
    document.write({ version: 1, templates: sorted });
    templates = sorted;
  }

  function requireTemplate(id: string): EventTemplate {
    const found = templates.find((template) => template.id === id);
    if (found === undefined) throw new NoSuchThing("template");
    return found;
  }

  return {
    list: () => [...templates],
    save({ id, name, drafts }) {
      if (id !== undefined) requireTemplate(id);
      const others = templates.filter((template) => template.id !== id);
      if (others.some((other) => other.name.toLowerCase() === name.toLowerCase()))
        throw new UnusableInput("name", `A template called “${name}” already exists. Choose another name.`);
      const storedDrafts = drafts.map((draft) => ({ ...draft, user: draft.user && withoutPrivate(draft.user) }));
      const template: EventTemplate = { id: id ?? randomUUID(), name, drafts: storedDrafts, changedAtMs: ports.clock.nowMs() };
      store([...others, template]);
      return template;
    },
    remove(id) {
      const { id: removed } = requireTemplate(id);
      store(templates.filter((template) => template.id !== removed));
    },
  };
}
