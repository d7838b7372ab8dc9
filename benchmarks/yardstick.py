"""The yardstick: what a bare Flask page costs on the same server, database and threads.

A user loader and one ORM get, a template of 6 kB. No CSRF, no translation, no hooks, no headers: nothing
that a careless page could leave out as well.
"""

from pathlib import Path
from uuid import UUID

from flask import Flask, render_template
from flask_login import LoginManager, UserMixin, current_user
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from lms.config import Settings

COURSE = "danh-gia-ket-qua"


class Base(DeclarativeBase):
    """The declarative base of two tables that the platform made."""


db = SQLAlchemy(model_class=Base)


class User(UserMixin, db.Model):  # type: ignore[name-defined]
    """Somebody."""

    __tablename__ = "users"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    full_name: Mapped[str]


class Course(db.Model):  # type: ignore[name-defined]
    """A course."""

    __tablename__ = "courses"
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]


def create_app(chosen: Settings) -> Flask:
    """Build the yardstick over the platform's database."""
    app = Flask("yardstick", template_folder=str(Path(__file__).parent))
    app.config.update(SECRET_KEY=chosen.secret_key, SQLALCHEMY_DATABASE_URI=chosen.database_url)
    db.init_app(app)
    login = LoginManager(app)

    @login.user_loader
    def load(user_id: str) -> User | None:
        return db.session.get(User, UUID(user_id))

    @app.get("/yardstick")
    def page() -> str:
        course = db.get_or_404(Course, COURSE)
        return render_template("yardstick.html", user=current_user, course=course, lines=range(40))

    return app


app = create_app(Settings.from_env())
