"""The project's own CSV files."""

import pandas as pd

from surveyreport.files.csvfile import read_csv, write_csv
from surveyreport.files.problems import ProblemList


def read(tmp_path, text, columns=("a", "b"), encoding="utf-8"):
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode(encoding))
    problems = ProblemList()
    return read_csv(path, columns, problems), problems.problems


def test_semicolons_byte_order_mark_and_row_numbers(tmp_path):
    table, problems = read(tmp_path, "\ufeffa;b\r\n1;'x, y'\r\n\r\n2;z\r\n")
    assert not problems
    assert table.to_dict("list") == {"a": ["1", "2"], "b": ["'x, y'", "z"]}
    assert list(table.index) == [2, 4]


def test_all_faults_of_a_heading_at_once(tmp_path):
    _, problems = read(tmp_path, "a,c\n1,2\n")
    (problem,) = problems
    assert problem.column == "b" and "'c'" in problem.found and problem.row == 1


def test_rows_of_another_length_are_named(tmp_path):
    table, problems = read(tmp_path, "a,b\n1,2\n1,2,3\n4\n")
    assert [p.row for p in problems] == [3, 4] and len(table) == 1


def test_doubled_heading_empty_file_and_wrong_encoding(tmp_path):
    assert (
        "twee" in read(tmp_path, "a,a\n1,2\n")[1][0].found
        or "2 keer" in read(tmp_path, "a,a\n1,2\n")[1][0].found
    )
    assert "leeg" in read(tmp_path, "")[1][0].found
    assert "geen UTF-8 (byte 4)" in read(tmp_path, "a,b\né,2\n", encoding="latin-1")[1][0].found


def test_writes_ten_decimals_sorted_and_empty_for_missing(tmp_path):
    path = tmp_path / "out.csv"
    table = pd.DataFrame({"k": ["b", "a"], "x": [1 / 3, None], "n": [-0.0, 2.5]})
    write_csv(table, path, keys=["k"])
    assert path.read_bytes() == b"k,x,n\na,,2.5\nb,0.3333333333,0\n"
