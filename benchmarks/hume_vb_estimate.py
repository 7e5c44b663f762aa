#!/usr/bin/env python3
"""What a full run of each paper over HUME-VB would take, from measured times of its encoder.

    java -Xmx1g -cp benchmarks.jar org.burst4j.benchmarks.LengthTimes --encoder data2vec-base/encoder.onnx > avb.json
    java -Xmx1g -cp benchmarks.jar org.burst4j.benchmarks.LengthTimes --encoder hubert-large/encoder.onnx > exvo.json
    python hume_vb_estimate.py --avb avb.json --exvo exvo.json --out hume-vb.md

The corpus is not here; what is taken of it: 19,990 clips to train, 19,396 to validate, 19,815 to predict; lengths with mean
2.24 s, standard deviation 1.03 s, from 0.53 to 9.96 s, which we draw log-normally. Batches are drawn as the presets say:
32 shuffled clips, padded to the longest of the batch, rounded up to half a second. Then

- a step is, in parts of so many clips as were measured (the presets' microBatchSize), the encoder forward for all parts, then
  forward and backward for all parts, at the batch's padded length, and one update of the weights. With --whole-batches it is
  forward and backward once, as with microBatchSize 0 where there is memory for it;
- times between measured lengths are interpolated linearly; the time of heads and losses is taken as 0;
- a validation is the encoder forward over all clips of that split, in such batches too;
- while the encoder is frozen (A-VB, stage 1), its embeddings are computed once, and an epoch over them takes
  --cached-ms for each clip that is trained on or validated;
- all epochs of the preset are run: stopping early, as both papers do, only makes it shorter.
"""
import argparse
import bisect
import json
import math
import pathlib
import random
import statistics

TRAIN, VALIDATE, PREDICT = 19_990, 19_396, 19_815
MEAN, DEVIATION, SHORTEST, LONGEST = 2.24, 1.03, 0.53, 9.96
BATCH, BUCKET = 32, 0.5
AVB = {"stage1Epochs": 30, "stage2Epochs": 30}
EXVO = {"epochs": 100, "tasks": 3, "validateEverySteps": 800, "patience": 20}


def lengths(count, chance):
    """Log-normal by moments, drawn again outside of the known range."""
    spread = math.log(1 + (DEVIATION / MEAN) ** 2)
    centre = math.log(MEAN) - spread / 2
    found = []
    while len(found) < count:
        length = chance.lognormvariate(centre, math.sqrt(spread))
        if SHORTEST <= length <= LONGEST:
            found.append(length)
    return found


def padded(clips, partial=True):
    """Clips and padded length of each batch."""
    batches = [clips[i:i + BATCH] for i in range(0, len(clips), BATCH)]
    return [(len(b), math.ceil(max(b) / BUCKET) * BUCKET) for b in batches if partial or len(b) == BATCH]


class Times:
    def __init__(self, file):
        self.measured = json.loads(file.read_text())

    def at(self, key, seconds):
        """Milliseconds of one part, on the line between two measured lengths."""
        x, y = self.measured["seconds"], self.measured[key]
        i = min(max(bisect.bisect_left(x, seconds), 1), len(x) - 1)
        return y[i - 1] + (y[i] - y[i - 1]) * (seconds - x[i - 1]) / (x[i] - x[i - 1])

    def parts(self, clips):
        return math.ceil(clips / self.measured["clips"])

    def forward(self, batches):
        """Seconds."""
        return sum(self.parts(n) * self.at("forwardMilliseconds", s) for n, s in batches) / 1e3

    def train(self, batches, whole):
        """Seconds."""
        gradients = sum(self.parts(n) * self.at("gradientMilliseconds", s) for n, s in batches) / 1e3
        update = len(batches) * self.measured["updateMilliseconds"] / 1e3
        return gradients + update + (0 if whole else self.forward(batches))


def hours(seconds):
    return f"{seconds / 3600:,.1f} h" + (f" ({seconds / 86400:,.1f} days)" if seconds > 2 * 86400 else "")


def avb(times, train, validate, options):
    epoch = times.train(padded(train), options.whole_batches)
    check = times.forward(padded(validate))
    embeddings = times.forward(padded(train)) + check
    cached = options.cached_ms * (len(train) + len(validate)) / 1e3
    total = embeddings + AVB["stage1Epochs"] * cached + AVB["stage2Epochs"] * (epoch + check)
    return [
        ("stage 1: embeddings, once", hours(embeddings)),
        (f"stage 1: {AVB['stage1Epochs']} epochs over them", hours(AVB["stage1Epochs"] * cached)),
        ("stage 2: training, an epoch of " + f"{len(padded(train))} steps", hours(epoch)),
        ("stage 2: validation, an epoch", hours(check)),
        (f"**all of it**, {AVB['stage2Epochs']} epochs of stage 2", "**" + hours(total) + "**"),
        ("prediction of the test clips", hours(times.forward(padded(lengths(PREDICT, random.Random(3)))))),
    ]


def exvo(times, train, validate, options):
    batches = padded(train, partial=False)
    epoch = EXVO["tasks"] * times.train(batches, options.whole_batches)
    steps = EXVO["tasks"] * len(batches)
    check = times.forward(padded(validate))
    checks = EXVO["epochs"] * steps // EXVO["validateEverySteps"]
    total = EXVO["epochs"] * epoch + checks * check
    least = (EXVO["patience"] + 1) * (EXVO["validateEverySteps"] / steps * epoch + check)
    return [
        (f"training, an epoch of {steps} steps (each task's round over all clips)", hours(epoch)),
        ("one validation", hours(check)),
        (f"**all of it**, {EXVO['epochs']} epochs, {checks} validations", "**" + hours(total) + "**"),
        (f"the least: the first validation is the best of {EXVO['patience'] + 1}", hours(least)),
        ("prediction of the test clips", hours(times.forward(padded(lengths(PREDICT, random.Random(3)))))),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--avb", type=pathlib.Path, help="LengthTimes of data2vec-base")
    parser.add_argument("--exvo", type=pathlib.Path, help="LengthTimes of hubert-large")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("hume-vb.md"))
    parser.add_argument("--cached-ms", type=float, default=1.8, help="a clip of an epoch over kept embeddings")
    parser.add_argument("--whole-batches", action="store_true", help="the encoder runs forward once a step, not twice")
    options = parser.parse_args()
    train, validate = lengths(TRAIN, random.Random(1)), lengths(VALIDATE, random.Random(2))
    mean_padded = statistics.mean(seconds for _, seconds in padded(train))
    text = [f"Drawn lengths: mean {statistics.mean(train):.2f} s, standard deviation {statistics.stdev(train):.2f} s; batches of "
            f"{BATCH} are padded to {mean_padded:.2f} s on average, so that "
            f"{100 * (1 - statistics.mean(train) / mean_padded):.0f} % of what is computed is padding.", ""]
    for name, file, estimate in (("A-VB paper", options.avb, avb), ("ExVo paper", options.exvo, exvo)):
        if file:
            times = Times(file)
            text += [f"| {name}, {times.measured['family']} of width {times.measured['width']}, parts of "
                     f"{times.measured['clips']} clips | |", "|---|---|"]
            text += [f"| {what} | {time} |" for what, time in estimate(times, train, validate, options)] + [""]
    options.out.write_text("\n".join(text))
    print("\n".join(text))


if __name__ == "__main__":
    main()
