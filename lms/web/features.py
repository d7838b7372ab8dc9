"""The list of features: their pages, commands and receivers."""

from importlib import import_module

from flask import Flask

VIEWS = (
    "lms.web.health",
    "lms.web.language",
    "lms.web.commands",
    "lms.web.access",
    "lms.site.views",
    "lms.storage.views",
    "lms.storage.cli",
    "lms.storage.jobs",
    "lms.jobs.cli",
    "lms.mail.jobs",
    "lms.accounts.requests.models",
    "lms.places.views",
    "lms.places.words",
    "lms.places.cli",
    "lms.accounts.views",
    "lms.accounts.cli",
    "lms.accounts.jobs",
    "lms.calculators.views",
    "lms.videos.jobs",
    "lms.videos.sweeping",
    "lms.videos.cli",
    "lms.videos.films.jobs",
    "lms.videos.captions.models",
    "lms.courses.views",
    "lms.courses.sweeping",
    "lms.courses.cli",
    "lms.quizzes.views",
    "lms.quizzes.cli",
    "lms.quizzes.jobs",
    "lms.quizzes.merging",
    "lms.practical.views",
    "lms.practical.jobs",
    "lms.practical.sweeping",
    "lms.practical.merging",
    "lms.practical.receivers",
    "lms.learning.views",
    "lms.learning.practicals.views",
    "lms.learning.exceptions.views",
    "lms.learning.cli",
    "lms.learning.receivers",
    "lms.learning.merging",
    "lms.learning.watching.views",
    "lms.learning.watching.merging",
    "lms.recall.views",
    "lms.studio.views",
    "lms.papers.views",
    "lms.quizfiles.views",
    "lms.certificates.views",
    "lms.certificates.jobs",
    "lms.certificates.retention",
    "lms.certificates.receivers",
    "lms.certificates.merging",
    "lms.privacy.views",
    "lms.privacy.jobs",
    "lms.privacy.cli",
    "lms.home.views",
    "lms.office.views",
    "lms.office.views.communes",
    "lms.office.imports.jobs",
    "lms.office.exports.jobs",
)


def register(app: Flask) -> None:
    """Register each module's blueprint `bp`, command group `cli` and receivers `connect(app)`."""
    for module in map(import_module, VIEWS):
        if hasattr(module, "bp"):
            app.register_blueprint(module.bp)
        if hasattr(module, "cli"):
            app.cli.add_command(module.cli)
        if hasattr(module, "connect"):
            module.connect(app)
