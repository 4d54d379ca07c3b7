from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from exams.papers.models import Blueprint, BlueprintCell, BlueprintRange
from exams.papers.services import BlueprintRefused, copy_blueprint, lock_blueprint, write_blueprint
from tests.factories.bank import NOW, BankFactory, UserFactory
from tests.factories.papers import BlueprintFactory, CellFactory

pytestmark = pytest.mark.django_db


def _cell(prefix="B-D-A", count=2, marks=25):
    return BlueprintCell(point_prefix=prefix, item_type="single_choice", count=count, marks_each=Decimal(marks))


def _range(prefix, weight):
    return BlueprintRange(point_prefix=prefix, weight=Decimal(weight))


def _write(**fields):
    asked = {
        "blueprint": Blueprint(code="theory", title="理论"),
        "banks": [BankFactory()],
        "cells": [_cell(), _cell("B-D-B")],
        "ranges": [_range("B-D-A", 50), _range("B-D-B", 50)],
        "actor": None,
        "now": NOW,
    }
    with translation.override("zh-hans"):
        return write_blueprint(**{**asked, **fields})


def test_a_blueprint_is_written_whole():
    blueprint = _write()

    assert [bank.code for bank in blueprint.banks.all()] == ["C001.4"]
    assert list(blueprint.ranges.values_list("position", "point_prefix", "weight")) == [
        (1, "B-D-A", Decimal(50)),
        (2, "B-D-B", Decimal(50)),
    ]
    assert blueprint.cells.count() == 2


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({"banks": []}, ["请至少选择一个题库。"]),
        (
            {"ranges": [_range("B-D-A", 40), _range("B-D-B", 50)]},
            [
                "各范围权重合计为 90%，应为 100%。",
                "范围 B-D-A 的权重为 40%，但其各格合计 50 分。",
            ],
        ),
        (
            {"ranges": [_range("B-D-A", 50), _range("B-D", 50)]},
            [
                "范围 B-D 与 B-D-A 含有相同的鉴定点；各范围不能重叠。",
                "范围 B-D 的权重为 50%，但其各格合计 100 分。",
            ],
        ),
        (
            {"cells": [_cell(), _cell("B-D-B"), _cell("")]},
            ["第 3 格（全部鉴定点）不在任何范围之内。"],
        ),
    ],
)
def test_what_does_not_add_up_is_said_and_nothing_is_written(fields, reasons):
    with pytest.raises(BlueprintRefused) as refused:
        _write(**fields)

    assert refused.value.reasons == reasons
    assert (Blueprint.objects.count(), BlueprintCell.objects.count()) == (0, 0)


def test_a_new_version_takes_everything_over():
    source = _write(blueprint=Blueprint(code="theory", title="理论", one_per_point=True, minutes=60, version=3))

    copy = copy_blueprint(
        source=source, code="theory-4", title="理论", is_new_version=True, actor=UserFactory(), now=NOW
    )

    assert (copy.version, copy.replaces, copy.one_per_point, copy.minutes, copy.state) == (4, source, True, 60, "draft")
    assert copy.cells.count() == copy.ranges.count() == copy.banks.count() + 1 == 2
    assert source.cells.count() == source.ranges.count() == 2
    other = copy_blueprint(source=source, code="own", title="另一", is_new_version=False, actor=None, now=NOW)
    assert (other.version, other.replaces) == (1, source)


def test_a_locked_blueprint_never_changes_whoever_asks():
    blueprint = lock_blueprint(blueprint=_write(), actor=UserFactory(), now=NOW)
    before = [list(rows.values()) for rows in (Blueprint.objects, BlueprintCell.objects, BlueprintRange.objects)]

    with pytest.raises(BlueprintRefused) as refused:
        _write(blueprint=blueprint)
    assert refused.value.reasons == ["该细目表已锁定，不再更改；未保存任何内容。请复制一份再修改。"]
    for change in (
        lambda: Blueprint.objects.update(title="改"),
        lambda: Blueprint.objects.update(state="draft"),
        lambda: BlueprintCell.objects.update(count=9),
        lambda: BlueprintCell.objects.all().delete(),
        lambda: CellFactory(blueprint=blueprint),
        lambda: BlueprintRange.objects.update(weight=1),
        lambda: BlueprintRange.objects.create(blueprint=blueprint, point_prefix="C", weight=1),
        blueprint.banks.clear,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert [
        list(rows.values()) for rows in (Blueprint.objects, BlueprintCell.objects, BlueprintRange.objects)
    ] == before


def test_only_a_hundred_marks_are_locked():
    blueprint = CellFactory(count=3, blueprint=BlueprintFactory()).blueprint

    with pytest.raises(BlueprintRefused) as refused, translation.override("zh-hans"):
        lock_blueprint(blueprint=blueprint, actor=UserFactory(), now=NOW)

    assert refused.value.reasons == ["试卷总分为 75 分，应为 100 分。"]
    assert Blueprint.objects.get().state == "draft"
