"""One block of every kind as it stands in a good lesson: what an editor sees before choosing one."""

from typing import Any

_FIGURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 200" font-family="inherit">'
    "<title>三级台阶</title><desc>由低到高三级：物质、精神、社会</desc>"
    '<g fill="var(--paper, #fbf7f0)" stroke="var(--ink-soft, #6b6259)" stroke-width="1.5">'
    '<path d="M20 180V130H220V180Z"/><path d="M220 180V80H420V180Z"/><path d="M420 180V30H620V180Z"/></g>'
    '<g font-size="20" text-anchor="middle" fill="var(--ink, #2a2520)">'
    '<text x="120" y="162">物质满意层</text><text x="320" y="137">精神满意层</text><text x="520" y="112">社会满意层</text>'
    "</g></svg>"
)

SAMPLES: dict[str, Any] = {
    "scene": {
        "text": "<p>七月的下午，师傅装好空调，二十分钟收工。田女士在单子上勾了“满意”。"
        "第二天回访，她却说：“机器挺凉快，下次我不找你们了。”</p>",
    },
    "objectives": {
        "items": [
            {"text": "区分客户满意与客户满意度", "point": "C000.1.1.2"},
            {"text": "判断一条评价属于横向五个满意中的哪一个", "point": "C000.1.2.1"},
        ],
    },
    "heading": {"text": "横向层面：五个满意", "anchor": "five-kinds", "points": ["C000.1.2.1"]},
    "prose": {
        "text": "<p>横着看，是把企业摊开：客户会对它的哪几个方面满意？</p>"
        "<p>留心<b>内外客户</b>四个字。外部客户是买东西的人；内部客户是员工，也是等着接您下一道活的同事。</p>",
    },
    "definition": {
        "term": "客户满意",
        "text": "<p>客户把实际感受到的产品与服务，同自己事先的期望相比较之后，形成的心理感受。</p>",
    },
    "elements": {
        "title": "横向层面的五个满意（前两个）",
        "ordered": True,
        "items": [
            {
                "name": "理念满意",
                "text": "<p>企业的经营理念使内外客户感到满意的状态。</p>",
                "sign": "客户说“这家说话算数”。",
            },
            {
                "name": "行为满意",
                "text": "<p>企业的全部运行状况使内外客户感到满足的状态。</p>",
                "sign": "一张退款单要不要盖四个章。",
            },
        ],
    },
    "steps": {
        "title": "一件投诉的前三步",
        "items": [
            {"name": "受理登记", "text": "<p>听清、记全、给编号，告诉客户谁负责、何时有消息。</p>"},
            {"name": "评估分级", "text": "<p>判断轻重缓急。涉及人身安全的，先停用、先救人。</p>"},
            {"name": "调查核实", "text": "<p>听双方说法，查记录，看实物。</p>"},
        ],
    },
    "table": {
        "caption": "说好下午两点上门，三种结果",
        "header": ["比较的结果", "空调安装的样子", "客户的感受"],
        "rows": [
            ["感受低于期望", "三点才到，没有来电", "不满意"],
            ["感受与期望相当", "两点整到，装完能用", "满意"],
            ["感受高于期望", "一点五十来电确认，收走墙灰", "很满意"],
        ],
    },
    "formula": {
        "expression": "美誉度 = 表示赞扬的客户数 ÷ 有效受访客户数 × 100%",
        "text": "<p>访问 200 户，有效 180 户，其中 126 户表示赞扬：美誉度为 70%。</p>",
    },
    "figure": {
        "svg": _FIGURE,
        "title": "纵向三层",
        "alt": "三级台阶由低到高：物质满意层、精神满意层、社会满意层。",
        "caption": "三级有高低，要一级一级上。",
    },
    "case": {
        "title": "隔夜面包",
        "text": "<p>一家烘焙店的门头写着“当日现做”。晚上十点，区域经理老韩碰上店员给剩下的面包换日期标签。</p>",
        "question": "如果是您：换标签伤了横向的哪几面、纵向的哪几层？",
    },
    "pitfalls": {
        "items": [
            {
                "confusion": "客户满意 / 客户满意度",
                "text": "<p>感受是前者，数是后者。句子里有分母、有百分比的，说的是满意度。</p>",
            },
            {
                "confusion": "行为满意 / 服务满意",
                "text": "<p>换一个态度最好的员工，问题还在，是行为满意；换个人就好了，多半是服务满意。</p>",
            },
        ],
    },
    "key_points": {
        "items": [
            "客户满意是比较之后的感受；客户满意度是量出来的数。",
            "横向五个：理念、行为、视听、产品、服务。",
            "纵向三层，由低到高：物质、精神、社会。",
        ],
    },
    "check": {
        "point": "C000.1.2.1",
        "stem": "退一笔押金要盖四个章，换谁来办都一样。没有做到的是哪一种满意？",
        "options": [
            {"text": "行为满意", "correct": True, "feedback": "对。问题在运行方式，不在哪一个人。"},
            {"text": "服务满意", "correct": False, "feedback": "换一位更热情的人来，章还是要盖四个。"},
            {"text": "理念满意", "correct": False, "feedback": "这里没有说到企业承诺了什么。"},
        ],
    },
}
