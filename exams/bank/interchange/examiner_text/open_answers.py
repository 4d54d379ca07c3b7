"""A model answer and what earns marks, as one text for markers. No Django here."""

MODEL, GUIDANCE = "参考答案", "评分标准"


def join_guidance(model: str, guidance: str) -> str:
    """One text with a heading for each that there is; guidance counts by lines, so each is a paragraph."""
    lines = "\n\n".join(line.strip() for line in guidance.splitlines() if line.strip())
    parts = [(MODEL, model), (GUIDANCE, lines)]
    return "\n\n".join(f"**{head}**\n\n{text}" for head, text in parts if text.strip())


def part_guidance(text: str) -> tuple[str, str]:
    """The model answer and the guidance of such a text; one without headings is all guidance."""
    heads = {f"**{MODEL}**": 0, f"**{GUIDANCE}**": 1}
    blocks = text.split("\n\n")
    if not blocks or blocks[0].strip() not in heads:
        return "", text.strip()
    found: list[list[str]] = [[], []]
    place = 0
    for block in blocks:
        if block.strip() in heads:
            place = heads[block.strip()]
        else:
            found[place].append(block)
    return "\n\n".join(found[0]).strip(), "\n\n".join(found[1]).strip()
