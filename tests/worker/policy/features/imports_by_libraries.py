import datetime, time
[
    datetime.datetime.strptime("2024-02-03", "%Y-%m-%d"), time.strptime("2024", "%Y").tm_year,
    "a".encode("utf-16-le"), b"YQ==".decode("ascii"), "\N{BULLET}", datetime.date(2024, 1, 1).strftime("%d"),
]
