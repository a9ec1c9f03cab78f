import { setComposedEvents, setComposedExposures } from "#renderer/session/session.ts";
import type { EventDraft, ExposureDraft } from "#shared/domain/events/statsig-event.ts";
import type { DraftList } from "../drafts/draft-list.ts";

export function setEventList(list: DraftList<EventDraft>): void {
  setComposedEvents({ ...list, drafts: [...list.drafts] });
}

export function setExposureList(list: DraftList<ExposureDraft>): void {
  setComposedExposures({ ...list, drafts: [...list.drafts] });
}
