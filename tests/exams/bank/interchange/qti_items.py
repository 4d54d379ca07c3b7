"""QTI items in both spellings, for the tests of their reader."""

import re

from exams.bank.interchange.parsing import LIMITS
from exams.bank.interchange.registry import FORMATS

MATCH = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
HTML = {"p", "div", "img", "b", "span", "object"}


def item(body, *declarations, after=MATCH, head=""):
    """An item in the spelling of QTI 2."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="q1"{head} timeDependent="false">'
        f"{''.join(declarations)}<itemBody>{body}</itemBody>{after}</assessmentItem>"
    )


def declared(*values, cardinality="single", base="identifier", name="RESPONSE", mapping=""):
    right = "".join(f"<value>{value}</value>" for value in values)
    right = f"<correctResponse>{right}</correctResponse>" if values else ""
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">{right}{mapping}'
        "</responseDeclaration>"
    )


def mapped(**entries):
    inner = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in entries.items())
    return f"<mapping>{inner}</mapping>"


def choices(*texts, name="RESPONSE", kind="choiceInteraction", prompt="", extra=""):
    inner = "".join(
        f'<simpleChoice identifier="{chr(65 + place)}">{text}</simpleChoice>' for place, text in enumerate(texts)
    )
    prompt = f"<prompt>{prompt}</prompt>" if prompt else ""
    return f'<{kind} responseIdentifier="{name}"{extra}>{prompt}{inner}</{kind}>'


def in_version_3(text):
    """The same item in the spelling of QTI 3."""

    def kebab(name):
        return re.sub(r"([A-Z])", lambda found: f"-{found[1].lower()}", name)

    def renamed(found):
        name = found[2]
        attributes = re.sub(r' ([a-zA-Z]+)="', lambda one: f' {kebab(one[1])}="', found[3])
        return f"<{found[1]}{name if name in HTML else f'qti-{kebab(name)}'}{attributes}"

    return re.sub(r"<(/?)([a-zA-Z]+)([^<>?]*)", renamed, text.split("\n", 1)[1])


def read(text):
    [found] = FORMATS["qti"].read(text.encode(), limits=LIMITS).items
    return found


def codes(found, level="warning"):
    return [one.code for one in found.findings if one.level == level and one.code not in {"no_explanation", "no_type"}]
