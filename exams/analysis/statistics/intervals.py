"""Confidence intervals."""

from math import atanh, exp, inf, sqrt, tanh

from scipy.special import expit, fdtri, ndtri, stdtrit

from exams.analysis.statistics.figures import CONFIDENCE

Interval = tuple[float, float]

LEAST_FOR_CORRELATION = 4


def z_of(confidence: float = CONFIDENCE) -> float:
    return float(ndtri(0.5 + confidence / 2))


def of_share(count: float, n: float, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's score interval of a proportion (Wilson 1927, JASA 22)."""
    z = z_of(confidence)
    share, spread = min(1.0, max(0.0, count / n)), z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / n + spread / (4 * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def of_mean(mean: float, deviation: float, n: int, confidence: float = CONFIDENCE) -> Interval:
    """Student's interval of a mean."""
    half = float(stdtrit(n - 1, 0.5 + confidence / 2)) * deviation / sqrt(n)
    return mean - half, mean + half


def of_correlation(value: float, n: int, confidence: float = CONFIDENCE) -> Interval:
    """Fisher's z (Fisher 1921, Metron 1): tanh(atanh r ± z/√(n-3)); for a dichotomous item an approximation."""
    if n < LEAST_FOR_CORRELATION:
        return -1.0, 1.0
    if abs(value) >= 1:
        return value, value
    half = z_of(confidence) / sqrt(n - 3)
    return tanh(atanh(value) - half), tanh(atanh(value) + half)


def of_difference(first: tuple[float, float], second: tuple[float, float]) -> Interval:
    """Newcombe's hybrid score interval of the difference of two shares, each (count, n) (Newcombe 1998, method 10)."""
    (one, many), (other, more) = first, second
    p, q = one / many, other / more
    (low, high), (lower, higher) = of_share(one, many), of_share(other, more)
    gap = p - q
    below, above = sqrt((p - low) ** 2 + (higher - q) ** 2), sqrt((high - p) ** 2 + (q - lower) ** 2)
    return max(-1.0, gap - below), min(1.0, gap + above)


def of_alpha(alpha: float, candidates: int, items: float, confidence: float = CONFIDENCE) -> Interval:
    """Feldt's interval of alpha (Feldt, Woodruff & Salih 1987, APM 11): 1-(1-alpha)F at n-1 and (n-1)(k-1) degrees."""
    tail = (1 - confidence) / 2
    degrees = candidates - 1, (candidates - 1) * (items - 1)
    low = 1 - (1 - alpha) * float(fdtri(*degrees, 1 - tail))
    high = 1 - (1 - alpha) * float(fdtri(*degrees, tail))
    return low, high


def of_normal(value: float, error: float, confidence: float = CONFIDENCE) -> Interval:
    """Value ± z times its standard error; without limits where the error is not known."""
    if not error >= 0:
        return -inf, inf
    half = z_of(confidence) * error
    return value - half, value + half


def of_positive(value: float, error: float, confidence: float = CONFIDENCE) -> Interval:
    """Limits of what is above 0, symmetric in its logarithm, whose standard error is error/value by the delta method."""
    if not (error >= 0 and value > 0):
        return -inf, inf
    times = exp(z_of(confidence) * error / value)
    return value / times, value * times


def of_log_odds(log_odds: float, error: float, confidence: float = CONFIDENCE) -> Interval:
    """Limits of a share, from its log odds and their standard error."""
    low, high = of_normal(log_odds, error, confidence)
    return float(expit(low)), float(expit(high))


def of_mean_square(value: float, error: float, confidence: float = CONFIDENCE) -> Interval:
    """Of a mean square such as infit, from the error q of one that is 1: its cube root is all but normal.

    Wilson & Hilferty (1931, PNAS 17): the limits are value/(1 - q²/9 ± zq/3)³. 1 lies within them just where the
    standardised fit t = (∛v - 1)·3/q + q/3 of Wright & Masters (1982, Rating Scale Analysis, ch. 5) lies within ±z.
    """
    if not (error >= 0 and value > 0):
        return -inf, inf
    middle, half = 1 - error * error / 9, z_of(confidence) * error / 3
    return value / (middle + half) ** 3, value / (middle - half) ** 3 if middle > half else inf
