"""What the database itself refuses, whoever writes."""

from django.db import migrations

from accounts.append_only import ForbidUnder, ForbidUpdate


class Migration(migrations.Migration):
    replaces = [
        ("papers", "0001_initial"),
        ("papers", "0002_published_papers_are_frozen"),
        ("papers", "0003_paper_items_are_pinned"),
        ("papers", "0004_ranges_levels_rules_and_sets"),
        ("papers", "0005_published_papers_keep_their_rows"),
        ("papers", "0006_mock_exam_papers"),
    ]

    dependencies = [("papers", "0001_foundation")]

    operations = [
        ForbidUpdate("papers_blueprint", when="OLD.state = 'locked'"),
        ForbidUnder(
            "papers_blueprint_banks",
            act="INSERT",
            column="blueprint_id",
            parent="papers_blueprint",
            when="state = 'locked'",
            complaint="the blueprint is locked",
        ),
        ForbidUnder(
            "papers_blueprint_banks",
            act="UPDATE",
            column="blueprint_id",
            parent="papers_blueprint",
            when="state = 'locked'",
            complaint="the blueprint is locked",
        ),
        ForbidUnder(
            "papers_blueprint_banks",
            act="DELETE",
            column="blueprint_id",
            parent="papers_blueprint",
            when="state = 'locked'",
            complaint="the blueprint is locked",
        ),
        ForbidUnder(
            "papers_blueprintcell",
            act="INSERT",
            column="blueprint_id",
            parent="papers_blueprint",
            when="state = 'locked'",
            complaint="the blueprint is locked",
        ),
        ForbidUnder(
            "papers_blueprintcell",
            act="UPDATE",
            column="blueprint_id",
            parent="papers_blueprint",
            when="state = 'locked'",
            complaint="the blueprint is locked",
        ),
        ForbidUnder(
            "papers_blueprintcell",
            act="DELETE",
            column="blueprint_id",
            parent="papers_blueprint",
            when="state = 'locked'",
            complaint="the blueprint is locked",
        ),
        ForbidUnder(
            "papers_blueprintrange",
            act="INSERT",
            column="blueprint_id",
            parent="papers_blueprint",
            when="state = 'locked'",
            complaint="the blueprint is locked",
        ),
        ForbidUnder(
            "papers_blueprintrange",
            act="UPDATE",
            column="blueprint_id",
            parent="papers_blueprint",
            when="state = 'locked'",
            complaint="the blueprint is locked",
        ),
        ForbidUnder(
            "papers_blueprintrange",
            act="DELETE",
            column="blueprint_id",
            parent="papers_blueprint",
            when="state = 'locked'",
            complaint="the blueprint is locked",
        ),
        ForbidUpdate(
            "papers_paper",
            columns=(
                "state",
                "digest",
                "seed",
                "multiple_policy",
                "form",
                "title",
                "published_at",
                "blueprint_id",
                "paper_set_id",
                "submitted_by_id",
                "submitted_at",
                "published_by_id",
            ),
            when="OLD.state = 'published'",
        ),
        ForbidUnder(
            "papers_paperitem",
            act="INSERT",
            column="paper_id",
            parent="papers_paper",
            when="state = 'published'",
            complaint="the paper is published",
        ),
        ForbidUnder(
            "papers_paperitem",
            act="DELETE",
            column="paper_id",
            parent="papers_paper",
            when="state = 'published'",
            complaint="the paper is published",
        ),
        ForbidUpdate("papers_paperitem"),
    ]
