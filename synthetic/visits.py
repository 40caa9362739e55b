"""When somebody opened the survey, how long it took and when it was sent: all made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np

# Median and bounds of the duration in minutes; a few rush through in 40-90 seconds.
DURATION = {"beleid": (10, 5, 20), "schoolteam": (13, 6, 30), "leerlingen": (8, 4, 20)}
RUSHED, RESUMED, EVENING = 0.02, 0.03, 0.15


def duration(group: str, rng: np.random.Generator) -> timedelta:
    """Time between opening and sending."""
    if rng.random() < RUSHED:
        return timedelta(seconds=int(rng.integers(40, 91)))
    median, low, high = DURATION[group]
    minutes = np.clip(median * np.exp(0.35 * rng.standard_normal()), low, high)
    return timedelta(seconds=round(60 * float(minutes)))


def _at(day: datetime, hours: float) -> datetime:
    return datetime.combine(day, time()) + timedelta(seconds=round(3600 * hours))


@dataclass(frozen=True)
class FieldPeriod:
    """The survey is open from `opening` until just before `closing`."""

    opening: datetime
    closing: datetime

    def open_days(self) -> list[datetime]:
        """The working days on which the survey was open."""
        number = (self.closing - self.opening).days
        days = [self.opening + timedelta(days=passed) for passed in range(number)]
        return [day for day in days if day.weekday() < 5]

    def class_hours(self, rng: np.random.Generator) -> list[datetime]:
        """The lessons in which the pupils of one provider fill in the survey."""
        days = self.open_days()
        return [
            _at(days[rng.integers(len(days))], 8.75 + rng.integers(7))
            for _ in range(rng.integers(1, 4))
        ]

    def start(self, group: str, lessons: list[datetime], rng: np.random.Generator) -> datetime:
        """Moment of opening: pupils in a lesson of their provider, teams at work or at night."""
        if group == "leerlingen":
            lesson = lessons[rng.integers(len(lessons))]
            return lesson + timedelta(seconds=int(rng.integers(0, 1200)))
        days = self.open_days()
        evening = rng.random() < EVENING
        hours = rng.uniform(19, 22) if evening else rng.uniform(8.25, 17)
        return _at(days[rng.integers(len(days))], float(hours))

    def sent(self, group: str, started: datetime, rng: np.random.Generator) -> datetime:
        """Moment of sending; some save and finish on a later day while the survey is open."""
        ended = started + duration(group, rng)
        if group != "leerlingen" and started >= self.opening and rng.random() < RESUMED:
            later = ended + timedelta(days=int(rng.integers(1, 4)))
            ended = later if later < self.closing else ended
        return ended

    def outside(self, rng: np.random.Generator) -> datetime:
        """A start before the opening or after the closing of the survey, seconds or weeks away."""
        if rng.random() < 0.4:
            return self.opening - timedelta(seconds=int(rng.integers(3600, 6 * 86400)))
        return self.closing + timedelta(seconds=int(rng.integers(60, 13 * 86400)))
