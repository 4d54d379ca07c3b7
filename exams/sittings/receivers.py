"""Shows a chapter's exams on its page, tells the bank where an item was met, and the archive what else was noted."""

from courses.panels import register_chapter_panel
from exams.bank.usage import register_exposure_source, register_usage_source
from exams.sittings.interchange.day_records import (
    act_records,
    break_records,
    incident_records,
    notice_records,
    outage_records,
)
from exams.sittings.interchange.records import control_event_records, control_records, sealed_upload_records
from exams.sittings.interchange.sources import register_archive_source
from exams.sittings.queries import times_shown, uses_in_sittings
from exams.sittings.views.candidate import chapter_exam_panel

register_chapter_panel(chapter_exam_panel)
register_usage_source("sittings", uses_in_sittings)
register_exposure_source("sittings", times_shown)
register_archive_source("acts", act_records)
register_archive_source("incidents", incident_records)
register_archive_source("notices", notice_records)
register_archive_source("outages", outage_records)
register_archive_source("breaks", break_records)
register_archive_source("controls", control_records)
register_archive_source("control_events", control_event_records)
register_archive_source("sealed_uploads", sealed_upload_records)
