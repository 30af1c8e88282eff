import csv, io
list(csv.DictReader(io.StringIO("a,b\n1,2\n")))
