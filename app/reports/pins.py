"""The editions a report rests on, by name: what the public register may tell. Pure."""

from app.kit.release import app_version
from app.reports.cases import ReportCase


def versions_of(case: ReportCase) -> dict[str, list[str]]:
    """Instruments and lenses as "name edition"; the library, which holds every benchmark; our own release.

    Which benchmark a firm was set beside is not told: the sets are made by trade and size.
    """
    instruments = (case.instrument, *(part.instrument for part in case.modules))
    lenses = (reading.lens for reading in (case.readiness, *case.others))
    return {
        "instruments": [f"{one.id} {one.version}" for one in instruments],
        "lenses": [f"{one.id} {one.version}" for one in lenses],
        "library": [case.library.edition[:12]],
        "app": [app_version()],
    }
