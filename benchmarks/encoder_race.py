#!/usr/bin/env python3
"""Burst4J against PyTorch with transformers: whole processes, in turn, the same weights, audio and number of threads.

    python encoder_race.py --models data2vec-base=FOLDER data2vec-large=FOLDER --out race.md

Each folder is a checkpoint with its encoder.onnx, as RandomEncoder or make_encoders.py makes it. Every round starts one
process per side: Burst4J, PyTorch with eager attention, PyTorch with sdpa. Each runs the batch a few times unmeasured and
then --repeat times, forward alone or with the gradients of all weights for the loss sum(y * r), r fixed and 0 in the
padding; nothing is dropped out and no optimiser runs. All processes of a batch must agree in output and gradients, or the
race stops. A side's time is the median over all its runs, its memory the largest VmHWM of its processes.
"""
import argparse
import datetime
import importlib.metadata
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
RATE = 16000
SIDES = ("burst4j", "torch eager", "torch sdpa")
# Seconds of each clip; large encoders get the first batch alone, of two clips.
BATCHES = {
    "base": {"4 x 2 s": [2] * 4, "8 x 1-5 s": [1, 1.5, 2, 2.5, 3, 3.5, 4, 5]},
    "large": {"2 x 2 s": [2] * 2},
}
OUTPUT_TOLERANCE = 1e-3  # of the largest number of the output
GRADIENT_TOLERANCE = 1e-3  # of each gradient's norm
# A gradient this small beside the largest of all is rounding alone: keys' biases have none in theory.
NOISE = 1e-5


def frames(config, samples):
    for kernel, stride in zip(config["conv_kernel"], config["conv_stride"]):
        samples = (samples - kernel) // stride + 1
    return samples


def write_clips(folder, seconds, config):
    """Noise of unit variance, 0 in the padding; r is 0 in frames that see padding."""
    random = np.random.default_rng(1)
    lengths = [int(s * RATE) for s in seconds]
    audio = np.zeros((len(lengths), max(lengths)), "<f4")
    width = config["hidden_size"]
    cotangent = np.zeros((len(lengths), frames(config, max(lengths)), width), "<f4")
    for row, length in enumerate(lengths):
        audio[row, :length] = random.normal(size=length)
        real = frames(config, length)
        cotangent[row, :real] = random.normal(size=(real, width))
    audio.tofile(folder / "audio.f32")
    cotangent.tofile(folder / "cotangent.f32")
    (folder / "lengths.json").write_text(json.dumps(lengths))


def memory(key):
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key):
            return int(line.split()[1]) // 1024
    return 0


def run_torch(options):
    """One process of PyTorch; prints one line of JSON, as the Java program EncoderRun does."""
    import torch
    import transformers

    torch.set_num_threads(options.threads)
    train = options.mode == "train"
    start = time.perf_counter()
    model = transformers.AutoModel.from_pretrained(
        options.checkpoint, attn_implementation=options.attention, dtype=torch.float32).eval()
    report = {"importSeconds": time.perf_counter() - start, "milliseconds": [], "residentMegabytes": []}
    lengths = json.loads((options.clips / "lengths.json").read_text())
    audio = torch.from_numpy(np.fromfile(options.clips / "audio.f32", "<f4")).reshape(len(lengths), max(lengths))
    cotangent = torch.from_numpy(np.fromfile(options.clips / "cotangent.f32", "<f4"))
    cotangent = cotangent.reshape(len(lengths), frames(model.config.to_dict(), max(lengths)), -1)
    mask = (torch.arange(max(lengths))[None] < torch.tensor(lengths)[:, None]).long()
    if not train:
        model.requires_grad_(False)
    for run in range(-options.warmup, options.repeat):
        model.zero_grad(set_to_none=True)
        start = time.perf_counter()
        with torch.set_grad_enabled(train):
            output = model(audio, attention_mask=mask).last_hidden_state
            if train:
                loss = (output * cotangent).sum()
                loss.backward()
                report["loss"] = loss.item()
        if run >= 0:
            report["milliseconds"].append((time.perf_counter() - start) * 1e3)
            report["residentMegabytes"].append(memory("VmRSS:"))
    report["peakMegabytes"] = memory("VmHWM:")
    if train:
        report["gradientNorms"] = {
            name: p.grad.double().norm().item() for name, p in model.named_parameters() if p.grad is not None}
    output.detach().numpy().astype("<f4").tofile(options.dump)
    print(json.dumps(report))


def start(side, model, mode, clips, dump, options):
    environment = dict(os.environ, OMP_NUM_THREADS=str(options.threads), OMP_WAIT_POLICY="PASSIVE", GOMP_SPINCOUNT="0")
    common = ["--mode", mode, "--clips", str(clips), "--repeat", str(options.repeat), "--warmup", str(options.warmup),
              "--threads", str(options.threads), "--dump", str(dump)]
    if side == "burst4j":
        command = [options.java, f"-Xmx{options.heap}", "-cp", str(options.jar), "org.burst4j.benchmarks.EncoderRun",
                   "--encoder", str(model / "encoder.onnx"), *common]
    else:
        # PyTorch's own way of waiting is left to it.
        environment = dict(os.environ, OMP_NUM_THREADS=str(options.threads))
        command = [sys.executable, str(HERE / "encoder_race.py"), "--torch", "--attention", side.split()[1],
                   "--checkpoint", str(model), *common]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{side} failed on {model}:\n{done.stdout}\n{done.stderr}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def plain(name):
    """Weight norm has two pairs of names."""
    return name.replace("parametrizations.weight.original0", "weight_g").replace(
        "parametrizations.weight.original1", "weight_v")


def compare(expected, found, expected_dump, found_dump, what):
    """Stops if two sides disagree; gives the largest differences of output and gradient norms."""
    ours, theirs = np.fromfile(found_dump, "<f4"), np.fromfile(expected_dump, "<f4")
    if ours.shape != theirs.shape:
        sys.exit(f"{what}: outputs of {ours.size} and {theirs.size} numbers")
    output = np.abs(ours - theirs).max() / np.abs(theirs).max()
    if not output <= OUTPUT_TOLERANCE:
        sys.exit(f"{what}: outputs differ by {output:.1e} of the largest number")
    if "gradientNorms" not in expected:
        return output, None, 0
    theirs = {plain(name): norm for name, norm in expected["gradientNorms"].items()}
    ours = {plain(name): norm for name, norm in found["gradientNorms"].items()}
    largest = max(theirs.values())
    shared = [name for name in ours if name in theirs]
    if not shared:
        sys.exit(f"{what}: no gradient has the same name on both sides")
    worst = 0.0
    for name in shared:
        difference = abs(ours[name] - theirs[name])
        if max(ours[name], theirs[name]) > NOISE * largest:
            worst = max(worst, difference / max(ours[name], theirs[name]))
        if not (worst <= GRADIENT_TOLERANCE):
            sys.exit(f"{what}: the gradients of {name} have the norms {theirs[name]} (PyTorch, eager) and {ours[name]}")
    return output, worst, len(set(ours) ^ set(theirs))


def race(name, model, options, rows):
    config = json.loads((model / "config.json").read_text())
    size = "large" if config["hidden_size"] > 768 else "base"
    for batch, seconds in BATCHES[size].items():
        if options.batches and batch not in options.batches:
            continue
        for mode in options.modes:
            with tempfile.TemporaryDirectory() as folder:
                folder = pathlib.Path(folder)
                write_clips(folder, seconds, config)
                reports = {side: [] for side in SIDES}
                worst = {}
                for _ in range(options.rounds):
                    dumps = {side: folder / f"{side.replace(' ', '-')}.f32" for side in SIDES}
                    for side in SIDES:
                        reports[side].append(start(side, model, mode, folder, dumps[side], options))
                    for side in SIDES:
                        if side != "torch eager":
                            worst[side] = compare(reports["torch eager"][-1], reports[side][-1],
                                                  dumps["torch eager"], dumps[side], f"{name}, {batch}, {mode}, {side}")
                add_rows(rows, name, batch, mode, reports, worst)


def add_rows(rows, name, batch, mode, reports, worst):
    median = {side: statistics.median(t for r in reports[side] for t in r["milliseconds"]) for side in SIDES}
    peak = {side: max(r["peakMegabytes"] for r in reports[side]) for side in SIDES}
    for side in SIDES:
        output, gradient, unshared = worst.get(side, (0, None, 0))
        resident = reports[side][-1]["residentMegabytes"]
        agreement = "reference" if side == "torch eager" else f"{output:.0e}" + (
            "" if gradient is None else f", {gradient:.0e}" + (f" ({unshared} names not shared)" if unshared else ""))
        rows.append(
            f"| {name} | {batch} | {mode} | {side} | {median[side]:.0f} | {median[side] / median['torch eager']:.2f} | "
            f"{median[side] / median['torch sdpa']:.2f} | {peak[side]} | {peak[side] / peak['torch eager']:.2f} | "
            f"{resident[0]} to {resident[-1]} | {reports[side][-1]['importSeconds']:.1f} | {agreement} |")
        print(rows[-1], flush=True)


def machine(options):
    """What the figures hold for."""
    cpu = platform.processor()
    info = pathlib.Path("/proc/cpuinfo")
    if info.exists():
        cpu = next((line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line), cpu)
    java = subprocess.run([options.java, "-version"], capture_output=True, text=True).stderr.splitlines()
    versions = ", ".join(f"{p} {importlib.metadata.version(p)}" for p in ("torch", "transformers"))
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2 ** 30
    return (f"{datetime.date.today()}; {cpu}, {os.cpu_count()} cores seen, {memory_gib:.0f} GiB; "
            f"{options.threads} threads on every side; {java[0] if java else 'java'}, -Xmx{options.heap}; {versions}; "
            f"load before the start {os.getloadavg()[0]:.1f}. {options.rounds} rounds of {options.repeat} runs.")


HEAD = """| encoder | batch | mode | side | median ms | of eager | of sdpa | peak MB | of eager | resident MB, first to last run \
| read s | differences |
|---|---|---|---|---|---|---|---|---|---|---|---|
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", metavar="NAME=FOLDER", default=[])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("race.md"))
    parser.add_argument("--jar", type=pathlib.Path, default=HERE / "target/benchmarks.jar")
    parser.add_argument("--java", default="java")
    parser.add_argument("--heap", default="3g", help="of the JVM; arrays are outside of it")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--warmup", type=int, default=12)
    parser.add_argument("--modes", nargs="+", choices=["forward", "train"], default=["forward", "train"])
    parser.add_argument("--batches", nargs="+", help="only these, e.g. '4 x 2 s'")
    parser.add_argument("--torch", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--attention", help=argparse.SUPPRESS)
    parser.add_argument("--checkpoint", help=argparse.SUPPRESS)
    parser.add_argument("--clips", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--dump", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--mode", choices=["forward", "train"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.torch:
        run_torch(options)
        return
    description, rows = machine(options), []
    for model in options.models:
        name, folder = model.split("=", 1)
        race(name, pathlib.Path(folder), options, rows)
        # After every encoder: a long race that is cut short has what it got.
        options.out.write_text(description + "\n\n" + HEAD + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
