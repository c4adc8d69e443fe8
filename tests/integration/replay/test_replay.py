#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""
lumbar-replay as others use it: the three forms of its contract, the same bytes every time and
however the file is cut into pieces, and a clear message for everything that is wrong with it.
"""

import csv
import io
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import traceback
import xml.etree.ElementTree

BUILD = os.environ.get("B", "build")
REPLAY = os.path.join(BUILD, "lumbar-replay")
SIM = os.path.join(BUILD, "lumbar-sim")
SEED = int(os.environ.get("SEED", "1"))
IMU = "accel_x accel_y accel_z anglvel_x anglvel_y anglvel_z"
HEADER = "# lumbar recording 1\n# sensor bar %s\n" % IMU
STILL = "bar,0,0,9.81,0,0,0\n"


def run(*arguments, text=None, **options):
    return subprocess.run([REPLAY, *arguments], input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60, check=False,
                          text=not isinstance(text, bytes), **options)


def output_of(*arguments, text=None):
    done = run(*arguments, text=text)
    assert done.returncode == 0, "exit status %d: %s" % (done.returncode, done.stderr)
    return done.stdout


def assert_fails(status, message, *arguments, text=None, **options):
    """Exit status, a part of the message, and that the message is short and by us."""
    done = run(*arguments, text=text, **options)
    error = done.stderr if isinstance(done.stderr, str) else done.stderr.decode(errors="replace")
    assert done.returncode == status, "exit status %d, not %d: %s" % (done.returncode, status,
                                                                      error)
    assert message in error, "%r is not in %r" % (message, error)
    assert error.startswith("lumbar-replay: ") and len(error) < 2000, error
    return done


def check_events(recording, _folder):
    lines = [json.loads(line) for line in
             output_of("--exercise", "romanian-deadlift", recording).splitlines()]
    summary = lines.pop()
    assert summary["event"] == "summary" and "t" not in summary
    with open(recording, encoding="utf-8") as file:
        samples = sum(line[0] != "#" for line in file)
    assert summary["samples"] == samples and isinstance(summary["lost"], int)
    times = [line["t"] for line in lines]
    assert times == sorted(times), "events are not in order of time"
    reps = [line for line in lines if line["event"] == "rep"]
    assert [r["rep"] for r in reps] == [1, 2, 3, 4, 5], reps
    for rep in reps:
        assert rep["set"] == 1 and rep["exercise"] == "romanian-deadlift"
        assert "side" not in rep
        assert abs(rep["t"] - rep["at"]) < 3
    (only,) = summary["sets"]
    assert only["reps"] == 5 and only["exercise"] == "romanian-deadlift"
    assert only["start"] < reps[0]["at"] < reps[-1]["at"] <= only["end"] + 1


def check_open_set_ends_with_the_recording(recording, _folder):
    whole = output_of("--exercise", "romanian-deadlift", recording).splitlines()
    third = [json.loads(line) for line in whole if '"event":"rep"' in line][2]["t"]
    with open(recording, encoding="utf-8") as file:
        text = "".join(line for line in file
                       if line[0] == "#" or float(line.split(",")[0]) <= third + 0.1)
    summary = json.loads(output_of("--exercise", "romanian-deadlift", "-",
                                   text=text).splitlines()[-1])
    assert [s["reps"] for s in summary["sets"]] == [3], summary


def check_attitude(recording, _folder):
    rows = list(csv.reader(io.StringIO(output_of("--attitude", "thorax", recording))))
    assert rows[0] == ["t", "qw", "qx", "qy", "qz"]
    with open(recording, encoding="utf-8") as file:
        times = [line.split(",")[0] for line in file if ",thorax," in line]
    assert len(rows) - 1 == len(times)
    for row, t in zip(rows[1:], times):
        assert abs(float(row[0]) - float(t)) < 1e-9
        assert abs(math.hypot(*map(float, row[1:])) - 1) < 1e-5


def check_pose(recording, _folder):
    rows = list(csv.DictReader(io.StringIO(output_of("--pose", "--exercise", "romanian-deadlift",
                                                     recording))))
    gaps = [float(b["t"]) - float(a["t"]) for a, b in zip(rows, rows[1:])]
    assert 0.0199 <= min(gaps) and max(gaps) < 0.05
    assert max(float(row["trunk"]) for row in rows if row["trunk"]) > 40
    assert rows[-1]["reps"] in "05"


def check_look(recording, folder):
    bar = os.path.join(folder, "bar.rec")
    subprocess.run([SIM, "--exercise", "back-squat", "--reps", "5", "--seed", "1", "--sensors", "bar",
                    "--record", bar], check=True, timeout=60)
    rows = list(csv.DictReader(io.StringIO(output_of("--look", bar))))
    assert [row["reps"] for row in rows][:2] == ["2", "3"]
    assert all(0.3 < float(row["alone-rise"]) < 0.9 for row in rows)
    assert all(0 < float(row["alone-top"]) < 1 for row in rows)
    # With a body there is more to see.
    assert len(output_of("--look", recording).splitlines()) == 1
    assert_fails(2, "stands alone", "--look", "--exercise", "back-squat", bar)
    assert_fails(2, "stands alone", "--look", "--pose", bar)
    assert_fails(2, "--plot", "--look", "--plot", "x.svg", bar)


def check_unplugged(recording, _folder):
    """A sensor that is unplugged shows nothing until it is back, and the others go on."""
    def empty(column, *arguments):
        lines = output_of("--pose", *arguments, recording).splitlines()
        rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
        return [float(row["t"]) for row in rows if float(row["t"]) > 8 and not row[column]]

    assert not empty("trunk")
    gone = empty("trunk", "--unplug", "thorax@12+5")
    assert gone and min(gone) < 12.1 and 16.9 < max(gone) < 19, (min(gone), max(gone))
    assert not empty("pelvis", "--unplug", "thorax@12+5")
    assert max(empty("trunk", "--unplug", "thorax@12")) > 25
    assert output_of("--unplug", "elbow@12", recording) == output_of(recording)
    for words in ("thorax", "thorax@", "@3", "thorax@x", "thorax@-1", "thorax@3+", "thorax@3+x",
                  "thorax@3 ", "x" * 40 + "@3"):
        assert_fails(2, "--unplug", "--unplug", words, recording)


def check_nothing_is_remarked_on_after_the_chosen_hold(_recording, folder):
    """The bar that is set down then looks like another exercise, more so where it is not seen."""
    hold = os.path.join(folder, "hold.rec")
    subprocess.run([SIM, "--exercise", "rack-pull-hold", "--hold", "12", "--seed", "1", "--record",
                    hold], check=True, timeout=60)
    lines = output_of("--exercise", "rack-pull-hold", "--unplug", "bar@0", hold)
    assert '"event":"hold"' in lines, lines
    assert "other-exercise" not in lines, lines


def check_same_bytes(recording, _folder):
    forms = (["--exercise", "romanian-deadlift"], ["--attitude", "pelvis"], ["--pose"], [])
    with open(recording, "rb") as file:
        content = file.read()
    dice = random.Random(SEED)
    print("# seed %d" % SEED)
    for form in forms:
        once = output_of(*form, recording)
        assert once == output_of(*form, recording), "%s: not the same twice" % form
        for chunk in (1, 2, 3, 7, 64, 1000, 4096, dice.randint(1, 100000)):
            assert once == output_of(*form, "--chunk", str(chunk), recording), \
                "%s: pieces of %d bytes make a difference" % (form, chunk)
        assert once.encode() == run(*form, "-", text=content).stdout


def check_no_newline_at_the_end(recording, _folder):
    text = HEADER + "0," + STILL + "0.01," + STILL.rstrip("\n")
    assert json.loads(output_of("-", text=text))["samples"] == 2


def check_quantities_that_are_no_numbers(_recording, _folder):
    """NaN, infinite and absurd values are samples: they go to the core, and no further."""
    values = ("nan", "inf", "-inf", "1e308", "-1e30")
    dice = random.Random(SEED)
    lines, not_finite = [], 0
    for i in range(4000):
        fields = ["0", "0", "9.81", "0", "0", "0"]
        if dice.random() < 0.3:
            value = dice.choice(values)
            not_finite += not math.isfinite(float(value))
            fields[dice.randrange(6)] = value
        lines.append("%.3f,bar,%s\n" % (i * 0.01, ",".join(fields)))
    text = HEADER + "".join(lines)
    events = output_of("-", text=text).splitlines()
    assert json.loads(events[-1])["sets"] == [], "repetitions were made of bad values"
    assert json.loads(events[-1])["lost"] >= not_finite
    assert any(json.loads(line)["event"] == "sensor" for line in events)
    for row in output_of("--attitude", "bar", "-", text=text).splitlines()[1:]:
        assert all(math.isfinite(float(v)) for v in row.split(","))


def check_clock_that_jumps(_recording, _folder):
    times = [i * 0.01 for i in range(300)] + [i * 0.01 for i in range(300)] + \
            [1e6 + i * 0.01 for i in range(300)] + [1e6 + 3] * 300
    text = HEADER + "".join("%.4f,%s" % (t, STILL) for t in times)
    summary = json.loads(output_of("-", text=text).splitlines()[-1])
    assert summary["sets"] == [] and summary["samples"] == 1200


def check_no_sample(_recording, _folder):
    summary = json.loads(output_of("-", text=HEADER))
    assert summary == {"event": "summary", "sets": [], "samples": 0, "lost": 0}


def check_damage(_recording, _folder):
    good = "".join("%.2f,%s" % (i / 100, STILL) for i in range(400))
    done = run("-", text=HEADER + good + "4.00,bar,1,2\n" + "4.01,wrist,1,2,3,4,5,6\n")
    assert done.returncode == 0, done.stderr
    assert "line 403 is damaged: there are too few values" in done.stderr
    assert "line 404 is damaged: no such sensor was announced" in done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["lost"] >= 2
    done = assert_fails(1, "30 of 430 lines with samples are damaged, more than 1 %", "-",
                        text=HEADER + good + "x\n" * 30)
    assert "and 20 more damaged lines" in done.stderr
    assert "summary" not in done.stdout


def check_bad_files(_recording, folder):
    def file(name, content):
        path = os.path.join(folder, name)
        with open(path, "wb") as out:
            out.write(content)
        return path

    assert_fails(1, "No such file", os.path.join(folder, "absent"))
    assert_fails(1, "Is a directory", folder)
    assert_fails(1, "empty", file("empty", b""))
    assert_fails(1, "not a recording", "/proc/self/exe")
    assert_fails(1, "not a recording", file("csv", b"t,x\n0,1\n"))
    assert_fails(1, "not a recording", file("utf16", HEADER.encode("utf-16")))
    assert_fails(1, "not a recording", file("latin1", b"\xe9\xe8\xff\n" * 100))
    assert_fails(1, "not a recording", file("zeros", bytes(100000)))
    assert_fails(1, "version", file("future", b"# lumbar recording 9\n"))
    assert_fails(1, "line 2: sensor bar", file("no-gyro", b"# lumbar recording 1\n"
                                               b"# sensor bar accel_x accel_y accel_z\n"))
    assert_fails(1, "no sensor", file("header", b"# lumbar recording 1\n"))
    if os.geteuid() != 0:
        secret = file("secret", HEADER.encode())
        os.chmod(secret, 0)
        assert_fails(1, "Permission denied", secret)


def check_bad_usage(recording, _folder):
    assert_fails(2, "FILE is missing")
    assert_fails(2, "only one FILE", recording, recording)
    assert_fails(2, "\"jumping-jack\" is not known", "--exercise", "jumping-jack", recording)
    assert_fails(2, "near: deadlift", "--exercise", "deadlfit", recording)
    assert_fails(2, "is not known", "--exercise", "", recording)
    assert_fails(2, "is not known", "--exercise", "x" * 1000, recording)
    assert_fails(2, "routines are not known yet", "--routine", "lower-back-day", recording)
    assert_fails(2, "stands alone", "--attitude", "bar", "--pose", recording)
    for chunk in ("0", "-1", "x", "", "99999999999999999999"):
        assert_fails(2, "--chunk", "--chunk", chunk, recording)
    for words in (("--no-such-option",), ("-x",), ("-xy",), ("--pose=3",)):
        assert_fails(2, f"lumbar-replay: there is no such option: {words[0][:2]}", *words, recording)
    assert_fails(2, "lumbar-replay: a value is missing after: --exercise", "--exercise")
    assert_fails(1, "it has no sensor \"elbow\"", "--attitude", "elbow", recording)
    assert_fails(1, "no exercises", "--profiles", "/no/such/directory", recording)


def check_prescriptions(recording, _folder):
    for text in ("3x8", "8", "4-5x6-8 tempo 3-1-1-0", "3x30s rest 45", "5x5 102.5kg rest 90s",
                 "2x12 tempo 4-1.5-1-0 60kg"):
        output_of("--exercise", "romanian-deadlift", "--prescription", text, recording)
    for text, problem in (("", "empty"), ("  ", "empty"), ("lots", "repetitions"),
                          ("0x8", "sets"), ("3x0", "repetitions"), ("3x9999", "repetitions"),
                          ("3x8 tempo", "tempo"), ("3x8 tempo 3-1-1", "tempo"),
                          ("3x8 tempo 3-1-1-0-0", "tempo"), ("3x8 tempo 3-1-1-900", "tempo"), ("3x8 tempo 3-1-1-x", "tempo"),
                          ("1.2.3", "repetitions"),
                          ("3x8 5000kg", "load"), ("3x8 rest long", "rest"), ("3x8 rest", "rest"),
                          ("8-6", "repetitions"), ("3x8 fast", "not known"),
                          ("3x8 " * 100, "too long")):
        assert_fails(2, problem, "--prescription", text, recording)


def check_output_that_cannot_be_written(recording, _folder):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([REPLAY, recording], stdout=full, stderr=subprocess.PIPE,
                              timeout=60, check=False, text=True)
    assert done.returncode == 1 and "No space left" in done.stderr, done


def plot_of(path, *arguments):
    """The picture's elements by class; parsing fails when it is no XML."""
    output_of("--plot", path, *arguments)
    by_class = {}
    for element in xml.etree.ElementTree.parse(path).getroot().iter():
        by_class.setdefault(element.get("class"), []).append(element)
    return by_class


def check_plot(recording, folder):
    picture = os.path.join(folder, "a <b> & \"c\".svg")
    drawn = plot_of(picture, "--exercise", "romanian-deadlift", recording)
    numbers = [e for e in drawn["number"] if e.text]
    assert [e.text for e in numbers] == ["1", "2", "3", "4", "5"], numbers
    assert len(drawn["rep"]) + len(drawn["rep odd"]) - 1 == 5  # one explains the colour
    assert len(drawn["down"]) == len(drawn["up"]) == 6, drawn.keys()
    assert len(drawn["set"]) == 1 and len(drawn["curve"]) == 3
    reps = [json.loads(line) for line in
            output_of("--exercise", "romanian-deadlift", recording).splitlines()]
    first = next(r for r in reps if r["event"] == "rep-detail")
    title = drawn["rep odd"][1].find("{http://www.w3.org/2000/svg}title").text
    assert ("%.2f s to %.2f s" % (first["start"], first["at"])) in title, (title, first)

    drawn = plot_of(picture, "--exercise", "romanian-deadlift", "--prescription", "1x3", recording)
    assert "target" in [e.text.split()[1] for e in drawn["praise"]], drawn["praise"]
    right = max(float(e.get("x")) + float(e.get("width")) for e in drawn["frame"])
    for flag in drawn["praise"]:  # what is said at the end is not cut off
        assert float(flag.get("x")) < right - 100 or flag.get("text-anchor") == "end", flag.attrib

    odd_name = os.path.join(folder, "a <b> & \"c\".rec")
    os.symlink(recording, odd_name)
    drawn = plot_of(picture, odd_name)
    assert drawn["title"][0].text == 'a <b> & "c".rec'
    empty = os.path.join(folder, "empty.rec")
    with open(empty, "w", encoding="utf-8") as file:
        file.write(HEADER)
    plot_of(picture, empty)


def check_plot_shows_up_what_goes_up(_recording, folder):
    """A deadlift begins with the lift: with a whole array, and with nothing but the bar."""
    recording, truth = os.path.join(folder, "lifted.rec"), os.path.join(folder, "lifted.truth")
    for sensors in ("pelvis,thorax,bar,feet", "bar"):
        subprocess.run([SIM, "--exercise", "deadlift", "--reps", "4", "--seed", "3", "--sensors",
                        sensors, "--record", recording, "--truth", truth], check=True, timeout=60)
        with open(truth, encoding="utf-8") as file:
            done = [t for t in map(json.loads, file) if t["type"] == "rep"]
        drawn = plot_of(os.path.join(folder, "lifted.svg"), "--exercise", "deadlift", recording)
        x = {name: [float(e.get("x")) for e in drawn[name][1:]] for name in ("up", "down")}
        scale = (x["up"][3] - x["up"][0]) / (done[3]["start"] - done[0]["start"])
        for i, rep in enumerate(done):
            lowered = rep["start"] + rep["up"] + rep["top"]
            assert abs(x["up"][i] - x["up"][0] - scale * (rep["start"] - done[0]["start"])) \
                < 0.3 * scale, (sensors, i, x)
            assert abs(x["down"][i] - x["up"][0] - scale * (lowered - done[0]["start"])) \
                < 0.3 * scale, (sensors, i, x)


def check_plot_that_cannot_be_drawn(recording, folder):
    assert_fails(1, "No such file", "--plot", os.path.join(folder, "none", "x.svg"), recording)
    assert_fails(1, "No space left", "--plot", "/dev/full", recording)
    assert_fails(2, "--plot", "--plot", "x.svg", "--pose", recording)
    assert_fails(2, "--plot", "--plot", "x.svg", "--attitude", "bar", recording)


def check_help_and_version(_recording, _folder):
    for option in ("exercise", "prescription", "routine", "profiles", "attitude", "pose", "look",
                   "plot", "unplug", "chunk"):
        assert "--" + option in output_of("--help")
    assert output_of("--version").startswith("lumbar-replay ")


def main():
    checks = [(name[len("check_"):].replace("_", " "), function)
              for name, function in globals().items() if name.startswith("check_")]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        recording = os.path.join(folder, "five.rec")
        subprocess.run([SIM, "--exercise", "romanian-deadlift", "--reps", "5", "--seed", "1",
                        "--walk", "6", "--sensors", "pelvis,thorax,bar,feet",
                        "--record", recording], check=True, timeout=60)
        for name, function in checks:
            try:
                function(recording, folder)
                print("ok - replay: " + name)
            except Exception:  # pylint: disable=broad-except
                failed += 1
                print("not ok - replay: " + name)
                print("".join("# " + line for line in traceback.format_exc().splitlines(True)))
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
