# SPDX-License-Identifier: MIT
"""Figures with names, a table for people, and the floor that they must not fall below."""

import json
import math
import sys
import textwrap


def wilson(hits, total, z=1.96):
    """95 % confidence interval of a share, in per cent (Wilson 1927)."""
    if total == 0:
        return 0.0, 100.0
    p, n = hits / total, total
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def percentile(values, share):
    """Linear between the neighbours; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def rms(values):
    return math.sqrt(sum(v * v for v in values) / len(values)) if values else None


class Report:
    """
    Collects the lines of the table and the figures that the floor is about. A figure has a name,
    a value and a direction: "up" when more is better, "down" when less is.
    """

    def __init__(self):
        self.lines = []
        self.told = 0
        self.figures = {}
        self.skipped = []

    def title(self, text, *columns):
        self.lines.append("")
        self.lines.append("%-46s" % text + "".join("%12s" % c for c in columns))

    def row(self, text, *cells):
        self.lines.append("  %-44s" % text + "".join("%12s" % c for c in cells))

    def note(self, text):
        self.lines.extend(textwrap.wrap(text, 116, initial_indent="    ",
                                        subsequent_indent="    ", break_long_words=False,
                                        break_on_hyphens=False))

    def skip(self, text):
        self.skipped.append(text)
        self.lines.append("")
        self.lines.append("SKIPPED: " + text)

    def figure(self, name, value, direction, target=None):
        if value is not None:
            self.figures[name] = {"value": round(value, 4), "better": direction}
            if target is not None:
                self.figures[name]["target"] = target

    def tell(self):
        """Prints what has not been printed yet: who waits for all of it wants to see it grow."""
        for line in self.lines[self.told:]:
            print(line)
        self.told = len(self.lines)
        sys.stdout.flush()


def show(value, decimals=2, unit=""):
    return "-" if value is None else "%.*f%s" % (decimals, value, unit)


def share_of(hits, total):
    return "-" if total == 0 else "%.1f %%" % (100 * hits / total)


def interval_of(hits, total):
    return "-" if total == 0 else "%.0f-%.0f" % wilson(hits, total)


class Counts:
    """Counted against done, recording by recording."""

    def __init__(self):
        self.errors = []
        self.wrong = []

    def add(self, counted, done, name=None):
        self.errors.append(counted - done)
        if name and counted != done:
            self.wrong.append("%s %d of %d" % (name, counted, done))

    def __len__(self):
        return len(self.errors)

    @property
    def exact(self):
        return sum(e == 0 for e in self.errors)

    @property
    def within_one(self):
        return sum(abs(e) <= 1 for e in self.errors)

    @property
    def mean_error(self):
        return sum(abs(e) for e in self.errors) / len(self.errors) if self.errors else None

    COLUMNS = ("recordings", "exact", "95 %", "within one", "mean error", "bias")

    def cells(self):
        n = len(self.errors)
        return (n, share_of(self.exact, n), interval_of(self.exact, n),
                share_of(self.within_one, n), show(self.mean_error),
                show(sum(self.errors) / n if n else None))

    def tell_wrong(self, report, most=24):
        """Which recordings: whoever wants to know why starts there."""
        if self.wrong:
            report.note("wrong: " + ", ".join(self.wrong[:most]) +
                        (" and %d more" % (len(self.wrong) - most)
                         if len(self.wrong) > most else ""))

    def figures(self, report, name, exact=None, within_one=None):
        n = len(self.errors)
        if n:
            report.figure(name + ".exact_percent", 100 * self.exact / n, "up", exact)
            report.figure(name + ".within_one_percent", 100 * self.within_one / n, "up",
                          within_one)
            report.figure(name + ".mean_error", self.mean_error, "down")


def slack(floor):
    """How far a figure may stray from the floor before it counts as worse: rounding, no more."""
    return 0.0005 + 0.002 * abs(floor)


def compare(figures, floor):
    """Lines about figures that are worse than their floor, that are missing, or have none yet."""
    worse, missing = [], []
    for name, wanted in sorted(floor.items()):
        if name not in figures:
            missing.append(name)
            continue
        value, sign = figures[name]["value"], 1 if wanted["better"] == "up" else -1
        if sign * (value - wanted["floor"]) < -slack(wanted["floor"]):
            worse.append("BELOW THE FLOOR: %s is %g, was %g (%s is better)" %
                         (name, value, wanted["floor"],
                          "more" if sign > 0 else "less"))
    new = sorted(set(figures) - set(floor))
    return worse, missing, new


def read_floor(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write_floor(path, figures, kept):
    """The figures become the floor; floors of figures that were skipped stay."""
    floor = dict(kept)
    for name, figure in figures.items():
        floor[name] = {"floor": figure["value"], "better": figure["better"]}
    with open(path, "w", encoding="utf-8") as file:
        file.write("{\n" + ",\n".join('  %s: %s' % (json.dumps(n), json.dumps(floor[n]))
                                      for n in sorted(floor)) + "\n}\n")
