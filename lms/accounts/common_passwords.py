"""Passwords that are guessed first, folded (no marks, no capitals, no spaces). Our own short list."""

COMMON = frozenset(
    """
    password passw0rd password1 password12 password123 qwertyui qwertyuiop
    1q2w3e4r 1qaz2wsx iloveyou sunshine princess football baseball
    superman michael1 trustno1 abcd1234 abc12345 abcd12345 aa123456
    a1234567 a12345678 q1w2e3r4 asdfghjk asdfghjkl zxcvbnm1 11223344
    12341234 12344321 123123123 12121212 13131313 147258369 159357159
    987654321 66668888 68686868 88888888 99999999 77777777 0123456789
    1234567890 123456789 12345678 matkhau1 matkhau123 matkhau12 matkhaucuatoi
    anhyeuem emyeuanh anhyeuem123 emyeuanh123 yeuanh123 yeuem123 vietnam1
    vietnam123 vietnam2024 vietnam2025 vietnam2026 hanoi123 hanoi1234 saigon123
    saigon1975 khongbiet khongbiet1 khongcho toiyeuvietnam vietnamvodich admin123
    admin1234 administrator adminadmin welcome1 welcome123 letmein1 letmein123
    changeme changeme1 default1 qwerty12 qwerty123 qwerty1234 123qweasd
    qweasdzxc 1234qwer asdf1234 zxcv1234 p@ssw0rd p@ssword pa55word
    ocop1234 ocop2025 ocop2026 hococop1 hoctap123 hoctructuyen nguyen123
    nguyenvana nguyenthia tranvana giadinh1 giadinh123 conyeume conyeume1
    meyeucon bometoi1 matkhaumoi matkhau1234 dangnhap1 dangnhap123 dienthoai1
    anhemtoi1 hoilamgi nopassword computer internet whatever starwars
    jennifer michelle jordan23 samsung1 iphone123 facebook facebook1
    facebook123 zalo1234 zalo12345 google123 android1 vinaphone mobifone
    viettel1 viettel123 19001900 20202020 20212021 20222022 20232023
    20242024 20252025 20262026 19801980 19701970 01010101 10101010
    12312312 12345687 12345679 23456789 11112222 22223333 12345123
    1122334455 0987654321 098765432 0912345678 0123456788 asdasdasd qweqweqwe
    abcabcabc aaaa1111 a1b2c3d4 abc123456 abc123abc abcdefgh abcdefg1
    abcdefghi 1a2b3c4d 12qwaszx qazwsxedc 1qazxsw2 zaq12wsx
    """.split()
)
