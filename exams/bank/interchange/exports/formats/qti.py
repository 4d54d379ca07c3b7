"""QTI 3.0 package: a manifest, an XML file for each item, the pictures."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from exams.bank.interchange.examiner_text.open_answers import join_guidance
from exams.bank.interchange.exports.archives import archive
from exams.bank.interchange.exports.contract import NO_SHAPE, Exporter, ExportItem, Job, LeftOut, Stamp, Written
from exams.bank.interchange.exports.html_texts import html_of, inline_html_of, said
from exams.bank.interchange.qti.items import EXPLANATION, GUIDANCE, RESPONSE, SCORE, UNIT_CLASS
from exams.bank.interchange.qti.packages import MANIFEST
from exams.bank.item_types.editor import gettext_noop
from exams.bank.item_types.questions import (
    BlanksQuestion,
    CaseQuestion,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OpenQuestion,
    OrderQuestion,
    Question,
    StatementQuestion,
)
from exams.bank.item_types.text import picture_keys

_ASI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_ASI_SCHEMA = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0p1_v1p0.xsd"
_CP = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_CP_SCHEMA = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
_LOM_SCHEMA = "https://purl.imsglobal.org/spec/md/v1p3/schema/xsd/imsmd_loose_v1p3p2.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_PICTURES = "pictures"
_ESSAY_LINES, _SHORT_LINES = 15, 5
_NAME = re.compile(r"[^A-Za-z0-9_.-]")
_CASE = gettext_noop("A QTI item holds only cases whose questions are choices, statements, orders, pairs or texts.")


class QtiExport(Exporter):
    """As the specification of QTI 3.0 has it."""

    name: ClassVar[str] = "qti"
    label: ClassVar[str] = gettext_noop("QTI 3.0 package")
    extension: ClassVar[str] = "zip"
    content_type: ClassVar[str] = "application/zip"
    place: ClassVar[int] = 60

    def write(self, job: Job) -> Written:
        written = Written(b"")
        items: dict[str, str] = {}
        shown: dict[str, list[str]] = {}
        resources: list[str] = []
        for item in job.items:
            writer = _Item(item)
            text = writer.write()
            if isinstance(text, LeftOut):
                written.left_out.append(text)
                continue
            name = f"items/{_NAME.sub('_', item.key)}.xml"
            items[name] = text
            shown[name] = [key for key in writer.shown() if key in job.pictures]
            resources.append(_resource(item, name, shown[name]))
        pictures = sorted({key for keys in shown.values() for key in keys})
        resources += [
            f'<resource identifier="{_resource_id(key)}" type="webcontent" href="{_PICTURES}/{key}">'
            f'<file href="{_PICTURES}/{key}"/></resource>'
            for key in pictures
        ]
        files = {MANIFEST: _manifest(job.stamp, resources).encode()}
        files |= {name: text.encode() for name, text in items.items()}
        files |= {f"{_PICTURES}/{key}": job.pictures[key] for key in pictures}
        written.data = archive(files)
        return written


class _Item:
    """One item."""

    def __init__(self, item: ExportItem) -> None:
        self._item = item
        self._declarations: list[str] = []
        self._texts: list[str] = []
        # What markers read, by the response that it speaks of.
        self._scorers: dict[str, str] = {}

    def shown(self) -> list[str]:
        """The pictures of what was written."""
        return sorted({key for text in self._texts for key in picture_keys(text)})

    def write(self) -> str | LeftOut:
        question = self._item.question
        if question is None or type(question) not in _WRITERS:
            return LeftOut(self._item.key, NO_SHAPE)
        if isinstance(question, CaseQuestion) and not all(type(part) in _BLOCKS for part in question.parts):
            return LeftOut(self._item.key, _CASE)
        body = _WRITERS[type(question)](self, question)
        return self._whole(question, body)

    # --- Bodies ---

    def choice(self, question: ChoiceQuestion, name: str = "RESPONSE", prompt: str = "") -> str:
        ids = [f"choice_{chr(ord('a') + place)}" for place in range(len(question.alternatives))]
        keys = [one for one, alternative in zip(ids, question.alternatives, strict=True) if alternative.is_key]
        self._declare(name, "multiple" if question.is_multiple else "single", "identifier", keys)
        choices = "".join(
            f'<qti-simple-choice identifier="{one}">{self._inline(alternative.text)}</qti-simple-choice>'
            for one, alternative in zip(ids, question.alternatives, strict=True)
        )
        most = 0 if question.is_multiple else 1
        return (
            f'<qti-choice-interaction response-identifier="{name}" shuffle="true" max-choices="{most}">'
            f"{prompt}{choices}</qti-choice-interaction>"
        )

    def statement(self, question: StatementQuestion, name: str = "RESPONSE", prompt: str = "") -> str:
        self._declare(name, "single", "identifier", ["true" if question.holds else "false"])
        return (
            f'<qti-choice-interaction response-identifier="{name}" shuffle="false" max-choices="1">{prompt}'
            '<qti-simple-choice identifier="true">正确</qti-simple-choice>'
            '<qti-simple-choice identifier="false">错误</qti-simple-choice></qti-choice-interaction>'
        )

    def order(self, question: OrderQuestion, name: str = "RESPONSE", prompt: str = "") -> str:
        # Written in another order than the right one.
        ids = {text: f"choice_{place}" for place, text in enumerate(sorted(question.sequence), 1)}
        self._declare(name, "ordered", "identifier", [ids[text] for text in question.sequence])
        choices = "".join(
            f'<qti-simple-choice identifier="{one}">{self._inline(text)}</qti-simple-choice>'
            for text, one in ids.items()
        )
        return f'<qti-order-interaction response-identifier="{name}" shuffle="true">{prompt}{choices}</qti-order-interaction>'

    def match(self, question: MatchQuestion, name: str = "RESPONSE", prompt: str = "") -> str:
        rights = sorted({*(right for _left, right in question.pairs), *question.extras})
        ids = {text: f"right_{place}" for place, text in enumerate(rights, 1)}
        lefts = [f"left_{place}" for place in range(1, len(question.pairs) + 1)]
        pairs = [f"{one} {ids[right]}" for one, (_left, right) in zip(lefts, question.pairs, strict=True)]
        self._declare(name, "multiple", "directedPair", pairs)
        first = "".join(
            self._associable(one, left, 1) for one, (left, _right) in zip(lefts, question.pairs, strict=True)
        )
        most = 0 if question.is_reused else 1
        second = "".join(self._associable(one, text, most) for text, one in ids.items())
        return (
            f'<qti-match-interaction response-identifier="{name}" shuffle="true" max-associations="{len(lefts)}">{prompt}'
            f"<qti-simple-match-set>{first}</qti-simple-match-set>"
            f"<qti-simple-match-set>{second}</qti-simple-match-set></qti-match-interaction>"
        )

    def open(self, question: OpenQuestion, name: str = "RESPONSE", prompt: str = "") -> str:
        self._declare(name, "single", "string", [])
        lines = _ESSAY_LINES if question.is_long else _SHORT_LINES
        guidance = join_guidance(question.model, question.guidance)
        if guidance:
            self._scorers[name] = guidance
        length = f' expected-length="{question.longest}"' if question.longest else ""
        return (
            f'<qti-extended-text-interaction response-identifier="{name}" expected-lines="{lines}"{length}>{prompt}'
            "</qti-extended-text-interaction>"
        )

    def case(self, question: CaseQuestion) -> str:
        parts = []
        for place, part in enumerate(question.parts, 1):
            prompt = f"<qti-prompt>{self._html(part.stem)}</qti-prompt>"
            parts.append(_BLOCKS[type(part)](self, part, f"{RESPONSE}_{place}", prompt))
        return f"{self._html(question.stem)}{''.join(parts)}"

    def blanks(self, question: BlanksQuestion) -> str:
        for number, accepted in enumerate(question.accepted, 1):
            entries = "".join(
                f'<qti-map-entry map-key="{said(text)}" mapped-value="1" case-sensitive="false"/>' for text in accepted
            )
            mapping = f'<qti-mapping default-value="0">{entries}</qti-mapping>'
            self._declare(f"RESPONSE_{number}", "single", "string", [accepted[0]], mapping)
        return self._html(
            question.stem,
            gap=lambda number: f'<qti-text-entry-interaction response-identifier="RESPONSE_{number}"/>',
        )

    def number(self, question: NumberQuestion) -> str:
        self._declare("RESPONSE", "single", "float", [f"{question.value:f}"])
        unit = f' <span class="{UNIT_CLASS}">{said(question.unit)}</span>' if question.unit else ""
        return f'{self._html(question.stem)}<p><qti-text-entry-interaction response-identifier="RESPONSE"/>{unit}</p>'

    # --- Around them ---

    def _whole(self, question: Question, body: str) -> str:
        is_block = type(question) in _BLOCKS
        stem = self._html(question.stem) if is_block else ""
        scorers = "".join(
            f'<qti-rubric-block id="{GUIDANCE}_{name}" use="scoring" view="scorer"><qti-content-body>{self._html(text)}'
            "</qti-content-body></qti-rubric-block>"
            for name, text in self._scorers.items()
        )
        key = said(_NAME.sub("_", self._item.key))
        is_human = any(isinstance(one, OpenQuestion) for one in (question, *getattr(question, "parts", ())))
        scored = ' external-scored="human"' if is_human else ""
        parts = [
            _DECLARATION,
            f'<qti-assessment-item xmlns="{_ASI}" xmlns:xsi="{_XSI}" xsi:schemaLocation="{_ASI} {_ASI_SCHEMA}"',
            f' identifier="{key}" title="{said(self._item.key)}" adaptive="false" time-dependent="false" xml:lang="zh-CN">',
            *self._declarations,
            f'<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"{scored}/>',
            *_part_scores(question),
            '<qti-outcome-declaration identifier="FEEDBACK" cardinality="single" base-type="identifier"/>',
            f"<qti-item-body>{stem}{body}{scorers}</qti-item-body>",
            _processing(question),
            *self._feedback(question),
            "</qti-assessment-item>",
        ]
        return "\n".join(part for part in parts if part) + "\n"

    def _feedback(self, question: Question) -> Iterator[str]:
        """The explanation, and that of each part of a case under the number of its response."""
        explained = {EXPLANATION: question}
        if isinstance(question, CaseQuestion):
            explained |= {f"{EXPLANATION}_{place}": part for place, part in enumerate(question.parts, 1)}
        for name, one in explained.items():
            if one.general.strip():
                yield (
                    f'<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="{name}" show-hide="show">'
                    f"<qti-content-body>{self._html(one.general)}</qti-content-body></qti-modal-feedback>"
                )

    def _declare(self, name: str, cardinality: str, base_type: str, right: Sequence[str], more: str = "") -> None:
        values = "".join(f"<qti-value>{said(value)}</qti-value>" for value in right)
        correct = f"<qti-correct-response>{values}</qti-correct-response>" if values else ""
        self._declarations.append(
            f'<qti-response-declaration identifier="{name}" cardinality="{cardinality}" base-type="{base_type}">'
            f"{correct}{more}</qti-response-declaration>"
        )

    def _associable(self, name: str, text: str, most: int) -> str:
        return (
            f'<qti-simple-associable-choice identifier="{name}" match-max="{most}">{self._inline(text)}'
            "</qti-simple-associable-choice>"
        )

    def _html(self, text: str, **gaps: Any) -> str:
        self._texts.append(text)
        return html_of(text, address=_address, **gaps)

    def _inline(self, text: str) -> str:
        self._texts.append(text)
        return inline_html_of(text, address=_address)


def _address(key: str) -> str:
    return f"../{_PICTURES}/{key}"


def _part_scores(question: Question) -> Iterator[str]:
    """The shares of a case's parts, unless all are 1, as what each part may earn at most."""
    shares = question.shares if isinstance(question, CaseQuestion) else ()
    if any(share != 1 for share in shares):
        for place, share in enumerate(shares, 1):
            yield (
                f'<qti-outcome-declaration identifier="{SCORE}_{place}" cardinality="single" base-type="float"'
                f' normal-maximum="{share}"/>'
            )


def _processing(question: Question) -> str:
    """A standard template where one fits; a number's tolerance is a rule of its own."""
    if isinstance(question, NumberQuestion):
        return (
            "<qti-response-processing><qti-response-condition><qti-response-if>"
            f'<qti-equal tolerance-mode="absolute" tolerance="{question.tolerance:f} {question.tolerance:f}">'
            '<qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-equal>'
            '<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">1</qti-base-value>'
            "</qti-set-outcome-value></qti-response-if></qti-response-condition></qti-response-processing>"
        )
    if isinstance(question, OpenQuestion | CaseQuestion | BlanksQuestion):
        return _sum(len(question.accepted)) if isinstance(question, BlanksQuestion) else ""
    return f'<qti-response-processing template="{_TEMPLATES}/match_correct.xml"/>'


def _sum(count: int) -> str:
    mapped = "".join(f'<qti-map-response identifier="RESPONSE_{number}"/>' for number in range(1, count + 1))
    return (
        '<qti-response-processing><qti-set-outcome-value identifier="SCORE"><qti-sum>'
        f"{mapped}</qti-sum></qti-set-outcome-value></qti-response-processing>"
    )


def _resource(item: ExportItem, name: str, pictures: Sequence[str]) -> str:
    keywords = "".join(
        f'<imsmd:keyword><imsmd:string language="zh">{said(tag)}</imsmd:string></imsmd:keyword>' for tag in item.tags
    )
    depends = "".join(f'<dependency identifierref="{_resource_id(key)}"/>' for key in pictures)
    return (
        f'<resource identifier="{_resource_id(item.key)}" type="imsqti_item_xmlv3p0" href="{name}">'
        f"<metadata><imsmd:lom><imsmd:general>{keywords}</imsmd:general></imsmd:lom></metadata>"
        f'<file href="{name}"/>{depends}</resource>'
    )


def _resource_id(name: str) -> str:
    return f"r_{_NAME.sub('_', name)}"


def _manifest(stamp: Stamp, resources: Sequence[str]) -> str:
    lines = [
        _DECLARATION,
        f'<manifest xmlns="{_CP}" xmlns:imsmd="{_LOM}" xmlns:xsi="{_XSI}"',
        f' xsi:schemaLocation="{_CP} {_CP_SCHEMA} {_LOM} {_LOM_SCHEMA}" identifier="bank_{_NAME.sub("_", stamp.bank)}">',
        "<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion>",
        "<imsmd:lom><imsmd:general><imsmd:description>",
        f'<imsmd:string language="zh">{said(stamp.line)}</imsmd:string>',
        "</imsmd:description></imsmd:general></imsmd:lom></metadata>",
        "<organizations/>",
        "<resources>",
        *resources,
        "</resources>",
        "</manifest>",
        "",
    ]
    return "\n".join(lines)


_BLOCKS: Mapping[type[Question], Callable[..., str]] = MappingProxyType(
    {
        ChoiceQuestion: _Item.choice,
        StatementQuestion: _Item.statement,
        OrderQuestion: _Item.order,
        MatchQuestion: _Item.match,
        OpenQuestion: _Item.open,
    }
)
_WRITERS: Mapping[type[Question], Callable[..., str]] = MappingProxyType(
    {**_BLOCKS, BlanksQuestion: _Item.blanks, NumberQuestion: _Item.number, CaseQuestion: _Item.case}
)
EXPORTER = QtiExport()
