# SPDX-License-Identifier: MIT
"""Simulates one athlete and replays the recording; nothing is left behind."""

import json
import os

import replay


def run(program, folder, exercise, options, name):
    """The lines of the truth but for the poses, and the events of the replay."""
    recording = os.path.join(folder, name + ".rec")
    truth = os.path.join(folder, name + ".truth")
    replay.run([program.sim, *options, "--record", recording, "--truth", truth])
    with open(truth, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file if '"pose"' not in line]
    events = replay.replay(program, recording, exercise)
    os.remove(recording)
    os.remove(truth)
    return lines, events
