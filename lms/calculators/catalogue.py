"""The calculators: for each formula its words, its fields and the lesson that teaches it."""

from collections.abc import Callable
from dataclasses import dataclass

from lms.calculators import answers
from lms.calculators.answers import Outcome
from lms.calculators.forms import Field, Kind, Reading
from lms.calculators.rules.steps import N_

COURSE = "danh-gia-ket-qua"


@dataclass(frozen=True)
class Calculator:
    """One page under /tinh. ``item`` is the example's word for what is counted, "" where nothing is."""

    slug: str
    title: str
    summary: str
    formula: str
    lesson: str
    fields: tuple[Field, ...]
    work_out: Callable[[Reading], Outcome]
    item: str = ""


PRICE = Field(
    "price",
    N_("Giá bán một đơn vị hàng"),
    hint=N_("Giá thật sự thu về, đã trừ chiết khấu."),
    book="gia_ban_1",
)
VARIABLE = Field(
    "variable_cost",
    N_("Tiền theo hàng cho một đơn vị"),
    hint=N_("Nguyên liệu, công theo mẻ, bao bì, tiền chở."),
    book="bien_phi_1",
)
FIXED = Field(
    "fixed",
    N_("Tiền cố định một kỳ"),
    hint=N_("Thuê kho, kế toán, điện nước, khấu hao: bán hay không vẫn phải trả."),
    book="co_dinh_1",
)


CALCULATORS = (
    Calculator(
        "hoa-von",
        N_("Điểm hòa vốn"),
        N_("Phải bán bao nhiêu để không lỗ, để đạt mức lãi muốn có, và còn cách điểm hòa vốn bao xa."),
        N_("Số lượng hòa vốn: tiền cố định chia cho lãi góp một đơn vị hàng, làm tròn lên."),
        "diem-hoa-von",
        (
            FIXED,
            PRICE,
            VARIABLE,
            Field(
                "quantity",
                N_("Số đã bán trong kỳ"),
                Kind.QUANTITY,
                N_("Để trống nếu chưa cần."),
                False,
                "tui_ban_1",
            ),
            Field(
                "profit", N_("Mức lãi muốn có"), Kind.MONEY, N_("Để trống nếu chưa cần."), False, "lai_muon"
            ),
        ),
        answers.break_even,
        N_("túi"),
    ),
    Calculator(
        "lai-gop",
        N_("Lãi góp"),
        N_("Mỗi đơn vị hàng góp được bao nhiêu để trả tiền cố định."),
        N_("Lãi góp: giá bán trừ tiền theo hàng."),
        "lai-gop",
        (PRICE, VARIABLE),
        answers.contribution,
    ),
    Calculator(
        "lai-don-hang",
        N_("Lãi một đơn hàng trên mạng"),
        N_("Trừ từng khoản của một đơn, xem còn lại bao nhiêu."),
        N_("Lãi một đơn: giá sau mã giảm, trừ vốn, bao bì, phí mỗi đơn và các khoản phần trăm."),
        "lai-mot-don-hang",
        (
            Field("list_price", N_("Giá niêm yết"), book="niem_yet"),
            Field("voucher", N_("Mã giảm giá mình chịu"), Kind.PERCENT, "", False, "ma_giam"),
            Field("cost", N_("Giá vốn hàng trong đơn"), book="von_hop"),
            Field("packing", N_("Bao bì gửi hàng"), Kind.MONEY, "", False, "bao_bi_don"),
            Field("order_fee", N_("Phí cố định mỗi đơn"), Kind.MONEY, "", False, "phi_don"),
            Field("shipping", N_("Phí vận chuyển mình chịu"), Kind.MONEY, "", False),
            *(
                Field(name, label, Kind.PERCENT, N_("Tính trên giá sau mã giảm."), False, book)
                for name, label, book in answers.RATES
            ),
            Field(
                "return_percent",
                N_("Số đơn bị hoàn"),
                Kind.PERCENT,
                N_("Cứ 100 đơn thì mấy đơn bị trả về."),
                False,
            ),
            Field("return_cost", N_("Tiền mất cho một đơn hoàn"), Kind.MONEY, "", False),
        ),
        answers.order,
    ),
    Calculator(
        "gia-thap-nhat",
        N_("Giá thấp nhất không lỗ"),
        N_("Giảm giá đến đâu thì bắt đầu lỗ."),
        N_("Giá thấp nhất: tiền bỏ ra cho một đơn, chia cho phần giá còn lại sau các khoản phần trăm."),
        "lai-mot-don-hang",
        (
            Field("cost", N_("Giá vốn hàng trong đơn"), book="von_hop"),
            Field("packing", N_("Bao bì gửi hàng"), Kind.MONEY, "", False, "bao_bi_don"),
            Field("order_fee", N_("Phí cố định mỗi đơn"), Kind.MONEY, "", False, "phi_don"),
            Field(
                "rates",
                N_("Cộng các khoản phần trăm"),
                Kind.PERCENT,
                N_("Hoa hồng, thanh toán, thuế, quảng cáo."),
                True,
                "pt_htx",
            ),
            Field("voucher", N_("Mã giảm giá mình chịu"), Kind.PERCENT, N_("Để trống nếu không có."), False),
        ),
        answers.lowest,
    ),
    Calculator(
        "vong-quay-kho",
        N_("Vòng quay kho"),
        N_("Hàng nằm trong kho trung bình bao nhiêu ngày."),
        N_(
            "Vòng quay: giá vốn của số đã bán chia cho tồn kho bình quân. "
            "Số ngày: số ngày của kỳ chia cho vòng quay."
        ),
        "hang-nam-kho",
        (
            Field("cost", N_("Giá vốn của số đã bán trong kỳ"), book="gia_von_1"),
            Field("opening", N_("Giá trị tồn kho đầu kỳ"), book="ton_dau"),
            Field("closing", N_("Giá trị tồn kho cuối kỳ"), book="ton_cuoi"),
            Field(
                "days",
                N_("Số ngày của kỳ"),
                Kind.DAYS,
                N_("Một quý có 90 đến 92 ngày."),
                True,
                "ngay_trong_quy",
            ),
        ),
        answers.stock,
    ),
    Calculator(
        "dong-tien",
        N_("Đường đi của tiền"),
        N_("Tiền vào, tiền ra theo ba nhóm, và tiền còn cuối kỳ."),
        N_("Tiền cuối kỳ: tiền đầu kỳ cộng thu, trừ chi."),
        "duong-di-cua-tien",
        (
            Field(
                "opening",
                N_("Tiền đầu kỳ"),
                Kind.MONEY,
                N_("Tiền mặt và tiền trong tài khoản."),
                True,
                "tien_dau",
            ),
            Field(
                "business_in", N_("Thu từ bán hàng"), Kind.MONEY, N_("Chỉ tính tiền đã về."), True, "tien_thu"
            ),
            Field(
                "business_out",
                N_("Chi cho kinh doanh"),
                Kind.MONEY,
                N_("Nguyên liệu, công, chở hàng, tiền cố định đã trả. Không tính khấu hao."),
                True,
                "chi_kinh_doanh",
            ),
            Field("investment_out", N_("Chi mua máy, xây sửa"), Kind.MONEY, "", False, "may_hut"),
            Field("investment_in", N_("Thu từ bán máy, đồ cũ"), Kind.MONEY, "", False),
            Field("finance_in", N_("Vay thêm, góp vốn thêm"), Kind.MONEY, "", False),
            Field("finance_out", N_("Trả nợ gốc, chia lãi"), Kind.MONEY, "", False),
        ),
        answers.cash,
    ),
    Calculator(
        "hai-nhan-to",
        N_("Hai nguyên nhân: lượng và giá"),
        N_("Doanh thu tăng giảm bao nhiêu là do lượng bán, bao nhiêu là do giá."),
        N_("Do lượng: mức tăng của lượng nhân giá kỳ trước. Do giá: lượng kỳ này nhân mức tăng của giá."),
        "luong-va-gia",
        (
            Field("quantity_0", N_("Lượng bán kỳ trước"), Kind.QUANTITY, book="tui_ban_0"),
            Field("price_0", N_("Giá bán bình quân kỳ trước"), book="gia_ban_0"),
            Field("quantity_1", N_("Lượng bán kỳ này"), Kind.QUANTITY, book="tui_ban_1"),
            Field("price_1", N_("Giá bán bình quân kỳ này"), book="gia_ban_1"),
        ),
        answers.two_factors,
        N_("túi"),
    ),
    Calculator(
        "bon-nhan-to",
        N_("Bốn nguyên nhân của lãi"),
        N_("Lãi tăng giảm bao nhiêu là do lượng, do giá, do tiền theo hàng, do tiền cố định."),
        N_(
            "Thay từng nguyên nhân một, theo thứ tự lượng, giá, tiền theo hàng, tiền cố định; "
            "cộng lại phải khớp."
        ),
        "thay-tung-cai-mot",
        (
            Field("quantity_0", N_("Lượng bán kỳ trước"), Kind.QUANTITY, book="tui_ban_0"),
            Field("price_0", N_("Giá bán bình quân kỳ trước"), book="gia_ban_0"),
            Field("variable_0", N_("Tiền theo hàng một đơn vị kỳ trước"), book="bien_phi_0"),
            Field("fixed_0", N_("Tiền cố định kỳ trước"), book="co_dinh_0"),
            Field("quantity_1", N_("Lượng bán kỳ này"), Kind.QUANTITY, book="tui_ban_1"),
            Field("price_1", N_("Giá bán bình quân kỳ này"), book="gia_ban_1"),
            Field("variable_1", N_("Tiền theo hàng một đơn vị kỳ này"), book="bien_phi_1"),
            Field("fixed_1", N_("Tiền cố định kỳ này"), book="co_dinh_1"),
        ),
        answers.four_factors,
        N_("túi"),
    ),
)
BY_SLUG = {calculator.slug: calculator for calculator in CALCULATORS}
