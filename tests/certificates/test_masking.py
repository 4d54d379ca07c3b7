"""The name as a stranger sees it."""

import pytest

from certificates.masking import STAR, masked_name


@pytest.mark.parametrize(
    ("full_name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳", "欧*"),
        ("欧阳修", "欧阳*"),
        ("欧阳娜娜", "欧阳**"),
        ("买买提·吐尔逊", "买****"),
        ("Muhammad Ali", "M****"),
        ("𬭎", "*"),
        (" 李四 ", "李*"),
    ],
)
def test_surname_stays_and_the_rest_is_stars(full_name, masked):
    assert masked_name(full_name) == masked.replace("*", STAR)
