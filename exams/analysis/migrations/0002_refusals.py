"""What the database itself refuses, whoever writes."""

from django.db import migrations

from accounts.append_only import AllowSteps, ForbidDelete, ForbidUpdate


class Migration(migrations.Migration):
    replaces = [
        ("analysis", "0001_initial"),
        ("analysis", "0002_history_is_append_only"),
        ("analysis", "0003_from_finding_to_act"),
        ("analysis", "0004_standards"),
    ]

    dependencies = [("analysis", "0001_foundation")]

    operations = [
        ForbidUpdate("analysis_examanalysis"),
        ForbidDelete("analysis_findingstep"),
        ForbidUpdate("analysis_findingstep"),
        ForbidUpdate("analysis_itemfinding"),
        ForbidDelete("analysis_judgeround"),
        ForbidUpdate("analysis_judgeround", when="OLD.handed_in_at IS NOT NULL"),
        ForbidUpdate("analysis_measureditem"),
        AllowSteps("analysis_standardpanel", column="state", steps=(("first", "second"), ("second", "closed"))),
        ForbidDelete("analysis_standardproposal"),
        ForbidUpdate("analysis_standardproposal", when="OLD.adopted IS NOT NULL"),
    ]
