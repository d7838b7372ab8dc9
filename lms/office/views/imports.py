"""People from a list: send the file in, look at every row, then let it be written."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from lms import clock
from lms.db import atomic
from lms.names import fold
from lms.office import queries as office
from lms.office.forms.imports import ImportForm
from lms.office.imports import queries, service
from lms.office.imports.columns import NoNameColumn, RawRow, raw_rows
from lms.office.imports.models import ImportState, PeopleImport
from lms.office.imports.rules import Judged, Reason, Verdict
from lms.office.imports.words import HEADINGS, VERDICTS, reason_text
from lms.office.views.asking import actor_id
from lms.office.views.communes import MOST
from lms.office.views.desk import bp
from lms.permissions import Can
from lms.places import queries as places
from lms.spreadsheets import Limits, SpreadsheetFault, read, write_xlsx
from lms.storage.rules import content_disposition
from lms.web.guard import requires
from lms.web.i18n import _
from lms.web.pagination import Page, page_number

LIMITS = Limits(rows=2_000, columns=60)
PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXAMPLES = (
    ("Nguyễn Thị Lành", "0900000001", "Xã Mê Linh, Hà Nội", "HTX Nông sản Bến Lau"),
    ("Giàng A Páo", "0900 000 002", "Xã Sa Pa, Lào Cai", ""),
)


def download(data: bytes, name: str, content_type: str = XLSX) -> Response:
    """A file to keep; its bytes are no page, so browsers must not take them for one."""
    response = Response(data, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition(content_type, name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _form(**options: Any) -> ImportForm:
    form = ImportForm(**options)
    form.province_code.choices = [("", _("Nhiều tỉnh")), *places.provinces()]
    form.course_id.choices = [
        ("", _("Không ghi danh")),
        *((one.id, one.title) for one in office.course_choices() if one.open),
    ]
    return form


def _start(form: ImportForm, status: int = 200) -> Any:
    return render_template(
        "office/people_import.html", form=form, lists=queries.recent(), states=ImportState
    ), status


@bp.get("/people/import")
@requires(Can.IMPORT_PEOPLE)
def people_import() -> Any:
    """Where a list is sent in."""
    return _start(_form(formdata=None))


@bp.get("/people/import/template.xlsx")
@requires(Can.IMPORT_PEOPLE)
def people_import_template() -> Response:
    """An empty list with the headings and two examples."""
    headings = [str(text) for text in HEADINGS.values()]
    return download(
        write_xlsx(headings, EXAMPLES, sheet=_("Danh sách")), _("Mẫu danh sách học viên") + ".xlsx"
    )


@bp.post("/people/import")
@requires(Can.IMPORT_PEOPLE)
def people_import_send() -> Any:
    """Read the file and keep its rows for a day; nothing is written yet."""
    form = _form()
    if not form.validate_on_submit():
        return _start(form, 422)
    sent = form.file.data
    try:
        rows = raw_rows(read(sent.stream.read(), sent.filename or "", LIMITS))
    except SpreadsheetFault as fault:
        form.file.errors = [_(fault.sentence, **fault.values)]
        return _start(form, 422)
    except NoNameColumn:
        form.file.errors = [
            _("Không thấy cột Họ và tên. Ghi tên các cột ở dòng đầu như trong tệp mẫu rồi gửi lại.")
        ]
        return _start(form, 422)
    if not rows:
        form.file.errors = [_("Dưới dòng tên cột chưa có ai. Thêm người rồi gửi lại.")]
        return _start(form, 422)
    with atomic():
        import_id = service.keep(
            rows,
            sent.filename or "",
            form.course_id.data or None,
            form.province_code.data or None,
            actor_id(),
            clock.now(),
        )
    return redirect(url_for(".people_import_rows", import_id=import_id), 303)


def _unclear(rows: list[Judged]) -> list[Judged]:
    """One row for each name of a commune that needs a choice, in the order of the file."""
    reasons = (Reason.COMMUNE_SEVERAL, Reason.COMMUNE_UNKNOWN)
    first: dict[str, Judged] = {}
    for one in rows:
        if one.reason in reasons:
            first.setdefault(fold(one.row.commune), one)
    return list(first.values())


@bp.get("/people/import/<uuid:import_id>")
@requires(Can.IMPORT_PEOPLE, load=queries.people_import)
def people_import_rows(found: PeopleImport) -> Any:
    """Every row and what will become of it; afterwards, what became of it."""
    if found.state is ImportState.DONE:
        return render_template("office/people_import_done.html", found=found, result=found.result, most=MOST)
    if found.state is ImportState.WRITING:
        return render_template("office/people_import_writing.html", found=found)
    rows = queries.judged(found)
    counts = {verdict: sum(one.verdict is verdict for one in rows) for verdict in Verdict}
    asked = request.args.get("show", "")
    show = next((one for one in Verdict if one == asked), None)
    shown = [one for one in rows if show is None or one.verdict is show]
    number = page_number()
    page = Page(shown[(number - 1) * PAGE : number * PAGE], number, PAGE, len(shown))
    return render_template(
        "office/people_import_rows.html",
        found=found,
        page=page,
        counts=counts,
        good=len(rows) - counts[Verdict.LOOK],
        total=len(rows),
        show=show or "",
        verdicts=VERDICTS,
        unclear=_unclear(rows),
        reason_of=_reason_of,
        course=_course_title(found.course_id),
    )


def _course_title(course_id: str | None) -> str:
    return (
        next((one.title for one in office.course_choices() if one.id == course_id), "") if course_id else ""
    )


def _reason_of(one: Judged) -> str:
    return reason_text(one.reason.value, one.other_row) if one.reason else ""


@bp.post("/people/import/<uuid:import_id>/places")
@requires(Can.IMPORT_PEOPLE, load=queries.people_import)
def people_import_places(found: PeopleImport) -> Any:
    """Keep what unclear names of communes mean."""
    names, meant = request.form.getlist("name")[:500], request.form.getlist("meant")[:500]
    choices = {
        fold(name)[:300]: text.strip()[:120] for name, text in zip(names, meant, strict=False) if text.strip()
    }
    with atomic():
        service.choose(found.id, choices, clock.now())
    return redirect(url_for(".people_import_rows", import_id=found.id), 303)


@bp.post("/people/import/<uuid:import_id>/write")
@requires(Can.IMPORT_PEOPLE, load=queries.people_import)
def people_import_write(found: PeopleImport) -> Any:
    """Write the good rows: at once where they are few, by a job where they are many."""
    at, long = clock.now(), len(found.rows) > service.AT_ONCE
    import_id = found.id
    with atomic():
        (service.begin if long else service.write)(import_id, actor_id(), at)
    return redirect(url_for(".people_import_rows", import_id=import_id), 303)


@bp.post("/people/import/<uuid:import_id>/discard")
@requires(Can.IMPORT_PEOPLE, load=queries.people_import)
def people_import_discard(found: PeopleImport) -> Any:
    """Throw the list away."""
    with atomic():
        service.discard(found.id, actor_id(), clock.now())
    flash(_("Đã bỏ danh sách. Chưa ai được thêm từ danh sách này."))
    return redirect(url_for(".people_import"), 303)


@bp.get("/people/import/<uuid:import_id>/refused.xlsx")
@requires(Can.IMPORT_PEOPLE, load=queries.people_import)
def people_import_refused(found: PeopleImport) -> Response:
    """The rows that were refused, as they stood, with the reason beside each: to correct and send again."""
    result = found.result or {"refused": []}
    reasons = {
        one["number"]: reason_text(one["reason"], one["other_row"], one["candidates"])
        for one in result["refused"]
    }
    rows = [
        (row.name, row.phone, row.commune, row.unit, reasons.get(row.number, ""))
        for row in (RawRow(**kept) for kept in found.rows)
    ]
    headings = [*(str(text) for text in HEADINGS.values()), _("Lý do chưa thêm")]
    return download(write_xlsx(headings, rows, sheet=_("Cần sửa")), _("Các dòng cần sửa") + ".xlsx")
