"""What was foretold, held against what came: of all trainees in bands, and of one trainee line by line."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Avg, Count, ExpressionWrapper, F, IntegerField, Q, QuerySet
from django.db.models.functions import Floor

from accounts.models import User
from exams.marking.models import ResultComponent, ResultState
from exams.practice.models import Forecast

BANDS = 5
# Fewer results in a band say nothing of the forecast.
ENOUGH_RESULTS = 10


@dataclass(frozen=True)
class Band:
    """Forecasts of a like chance: how many passed, and how many scores lay in their interval."""

    number: int
    results: int
    chance: Fraction
    passed: int
    inside: int

    @property
    def beginning(self) -> int:
        return 100 // BANDS * self.number

    @property
    def end(self) -> int:
        return 100 // BANDS * (self.number + 1)

    @property
    def foretold_percent(self) -> int:
        return round(self.chance * 100)

    @property
    def passed_percent(self) -> int:
        return round(Fraction(100 * self.passed, self.results)) if self.results else 0

    @property
    def inside_percent(self) -> int:
        return round(Fraction(100 * self.inside, self.results)) if self.results else 0

    @property
    def says_something(self) -> bool:
        return self.results >= ENOUGH_RESULTS


@dataclass(frozen=True)
class Calibration:
    """All bands, and the whole."""

    bands: list[Band]

    @property
    def results(self) -> int:
        return sum(band.results for band in self.bands)

    @property
    def inside_percent(self) -> int:
        """Of how many results in a hundred the score lay in its interval; four of five are meant to."""
        inside = sum(band.inside for band in self.bands)
        return round(Fraction(100 * inside, self.results)) if self.results else 0


def calibration() -> Calibration:
    """Every forecast whose attempt counts in a result that stands, in one query."""
    # A chance of exactly 1 belongs to the last band.
    band = ExpressionWrapper(Floor(F("attempt__forecast__chance") * BANDS), output_field=IntegerField())
    inside = Q(score__gte=F("attempt__forecast__low"), score__lte=F("attempt__forecast__high"))
    rows = (
        ResultComponent.objects.filter(result__state=ResultState.RELEASED, attempt__forecast__isnull=False)
        .order_by()
        .annotate(band=band)
        .values("band")
        .annotate(
            results=Count("pk"),
            chance=Avg("attempt__forecast__chance"),
            right=Count("pk", filter=Q(passed=True)),
            inside=Count("pk", filter=inside),
        )
    )
    sums: dict[int, list[Fraction]] = {number: [Fraction(0)] * 4 for number in range(BANDS)}
    for row in rows:
        number = min(BANDS - 1, int(row["band"]))
        own = (row["results"], Fraction(row["chance"]) * row["results"], row["right"], row["inside"])
        sums[number] = [before + Fraction(more) for before, more in zip(sums[number], own, strict=True)]
    return Calibration(
        [
            Band(number, int(results), chance / results if results else Fraction(0), int(passed), int(within))
            for number, (results, chance, passed, within) in sums.items()
        ]
    )


@dataclass(frozen=True)
class Checked:
    """One forecast of a trainee's own, and the score that came."""

    forecast: Forecast
    score: Decimal
    passed: bool

    @property
    def is_inside(self) -> bool:
        return self.forecast.low <= self.score <= self.forecast.high


def own_forecasts(trainee: User, *, most: int = 20) -> list[Checked]:
    """A trainee's forecasts that can be checked, the latest first."""
    rows: QuerySet[ResultComponent] = (
        ResultComponent.objects.filter(
            result__state=ResultState.RELEASED,
            result__registration__candidate=trainee,
            attempt__forecast__isnull=False,
        )
        .select_related("attempt__forecast", "component__exam__chapter")
        .order_by("-attempt__closed_at", "-pk")
    )
    found = []
    for row in rows[:most]:
        row.attempt.forecast.attempt = row.attempt
        row.attempt.component = row.component
        found.append(Checked(row.attempt.forecast, row.score, row.passed))
    return found
