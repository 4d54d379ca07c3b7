"""A small content folder on disk that tests break and mend."""

from dataclasses import dataclass
from pathlib import Path

from tests.factories.courses import SVG

SYLLABUS = """\
schema: syllabus-map/1
courses:
- id: C000
  source: a.txt
  title: 改进
  chapters:
  - id: C000.1
    title: 测量
    sections:
    - id: C000.1.2
      title: 内涵
      points:
      - id: C000.1.2.1
        title: 五个满意
        status: text
        facts:
        - {id: 'C000.1.2.1#1', k: def, t: 理念满意}
        - {id: 'C000.1.2.1#2', k: def, t: 行为满意}
      - id: C000.1.2.2
        title: 三个层次
        status: heading only
        facts: []
"""

COURSE = """\
schema: course/1
id: C000
slug: improvement
title: 客户服务改进
subtitle: 测量与纠正
intro: |
  从场面开始。
hours: 20
"""

CHAPTER = """\
schema: chapter/1
id: C000.1
slug: measuring
number: 1
title: 第一章 测量
summary: |
  先学会测量。
points:
- {id: C000.1.2.1, code: B-D-A-001, importance: X, weight: 4, title: 五个满意}
- {id: C000.1.2.2, code: B-D-A-002, importance: Y, weight: 2, title: 三个层次}
"""

LESSON = """\
schema: lesson/1
id: C000.1.%(number)d
slug: lesson-%(number)d
title: 第 %(number)d 课
section: 第一节 测量
minutes: 20
reviewed: 2026-11-20
supplementary: false
blocks:
- type: scene
  text: |
    师傅装好空调，二十分钟收工。
- type: objectives
  items:
  - {text: 区分五个满意, point: C000.1.2.1}
  - {text: 列举三个层次, point: C000.1.2.2}
- type: heading
  text: 五个满意
  anchor: five-kinds
  points: [C000.1.2.1]
- type: prose
  text: |
    横着看，**“五个满意”**是什么？

    第二段。
  facts: ['C000.1.2.1#1']
- type: figure
  file: two.svg
  title: 两个方向
  alt: 一横一竖
  caption: 横的并列。
- type: case
  title: 隔夜面包
  text: 老韩到店里。
  question: 如果是您？
- type: pitfalls
  items:
  - {confusion: 满意 / 满意度, text: 看分母。}
- type: key_points
  items: [感受与数, 横向五个, 纵向三层]
- type: check
  point: C000.1.2.1
  stem: 哪一种没有做到？
  options:
  - {text: 行为满意, correct: true, feedback: 问题在运行。}
  - {text: 服务满意, feedback: 换人也一样。}
- type: check
  point: C000.1.2.2
  stem: 停在哪一层？
  options:
  - {text: 物质, feedback: 功能已过关。}
  - {text: 精神, correct: true, feedback: 颜色属于形式层。}
"""


@dataclass(frozen=True)
class ContentFolder:
    """Where the files are, by the names that tests use."""

    root: Path

    @property
    def chapter(self) -> Path:
        return self.root / "courses/C000/C000.1"

    @property
    def course_file(self) -> Path:
        return self.root / "courses/C000/course.yaml"

    @property
    def chapter_file(self) -> Path:
        return self.chapter / "chapter.yaml"

    @property
    def figure(self) -> Path:
        return self.chapter / "figures/two.svg"

    def lesson(self, number: int) -> Path:
        return self.chapter / f"lessons/{number:02}-lesson.yaml"

    @classmethod
    def write(cls, root: Path) -> "ContentFolder":
        folder = cls(root)
        for name in ("lessons", "figures"):
            (folder.chapter / name).mkdir(parents=True)
        (root / "syllabus.yaml").write_text(SYLLABUS, encoding="utf-8")
        folder.course_file.write_text(COURSE, encoding="utf-8")
        folder.chapter_file.write_text(CHAPTER, encoding="utf-8")
        folder.figure.write_text(SVG, encoding="utf-8")
        for number in (1, 2, 3):
            folder.lesson(number).write_text(LESSON % {"number": number}, encoding="utf-8")
        return folder


def replace(path: Path, old: str, new: str) -> int:
    """Change the one place where `old` stands; returns its line."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
