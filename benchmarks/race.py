#!/usr/bin/env python3
"""Burst4J's planned engine against ND4J's session, PyTorch with transformers, ONNX Runtime, and the floor of its products.

    python race.py --models FOLDER --out race.md

One run, the same random weights, audio and number of threads for all. Of every case (encoder, batch, mode) each side has
a process of its own that stays, and all are told in turn to do one pass, so that a machine whose speed drifts is the same
to all. A case begins with a pass whose outputs and gradients are compared. Sides:

    planned, samediff     Burst4J's engines; planned-convs and planned-all (not by default) compute parts of a step twice
    eager, sdpa           PyTorch with transformers, by its kinds of attention
    compiled              PyTorch's eager model under torch.compile
    onnxruntime           forward alone
    floor                 the products and convolutions of the step alone, by ND4J's native operations

A training step is forward, backward of sum(y * r) to all weights, clipping by the global norm 1, and AdamW; nothing is
dropped out or masked. Its losses must follow each other from step to step. FOLDER/NAME is a checkpoint with its
encoder.onnx; what is missing is made by RandomEncoder. A side whose package is not installed is left out.
"""
import argparse
import datetime
import importlib.metadata
import importlib.util
import json
import os
import pathlib
import platform
import queue
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
RATE = 16000
BATCHES = {"4x2s": [2] * 4, "mixed": [1, 1.5, 2, 2.5, 3, 3.5, 4, 5], "tiny": [0.5, 0.4]}
ENCODERS = ["data2vec-base", "wav2vec2-base", "hubert-base", "data2vec-large", "hubert-large"]
JAVA_SIDES = ("planned", "planned-convs", "planned-all", "samediff", "floor")
TORCH_SIDES = ("eager", "sdpa", "compiled")
SIDES = ("planned", "eager", "onnxruntime", "floor", "samediff", "sdpa", "compiled")
ALL_SIDES = (*SIDES, "planned-convs", "planned-all")
WARMUPS = {"planned": 12, "planned-convs": 12, "planned-all": 12, "samediff": 12, "floor": 3, "eager": 3, "sdpa": 3, "compiled": 3, "onnxruntime": 5}
LEARNING_RATE = 1e-5
CLIP_NORM = 1.0
OUTPUT_TOLERANCE = 1e-3  # of the largest number of the output
GRADIENT_TOLERANCE = 1e-3  # of each gradient's norm
LOSS_TOLERANCE = 1e-2  # of the largest loss of the steps
# A gradient this small beside the largest of all is rounding alone: keys' biases have none in theory.
NOISE = 1e-5
ANSWER = "@ "
FLOOR_ROWS = 12


# ---------------------------------------------------------------------------------------------- processes of the peers

def memory(key):
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key):
            return int(line.split()[1]) // 1024
    return 0


def reset_peak():
    try:
        pathlib.Path("/proc/self/clear_refs").write_text("5")
        return True
    except OSError:
        return False


def read_clips(folder):
    lengths = json.loads((folder / "lengths.json").read_text())
    audio = np.fromfile(folder / "audio.f32", "<f4").reshape(len(lengths), max(lengths))
    mask = (np.arange(max(lengths))[None] < np.array(lengths)[:, None]).astype(np.int64)
    return audio, mask


class TorchSide:
    def __init__(self, options):
        import torch
        import transformers

        self.torch = torch
        torch.set_num_threads(options.threads)
        self.train = options.mode == "train"
        attention = "sdpa" if options.worker == "sdpa" else "eager"
        # Evaluation mode: no dropout, no masking, no layer left out; gradients are the same as with all of these at 0.
        self.model = transformers.AutoModel.from_pretrained(
            options.model, attn_implementation=attention, dtype=torch.float32).eval()
        self.call = torch.compile(self.model) if options.worker == "compiled" else self.model
        audio, mask = read_clips(options.clips)
        self.audio, self.mask = torch.from_numpy(audio), torch.from_numpy(mask)
        if self.train:
            self.parameters = list(self.model.parameters())
            self.optimiser = torch.optim.AdamW(self.parameters, lr=LEARNING_RATE)
            cotangent = torch.from_numpy(np.fromfile(options.clips / "cotangent.f32", "<f4"))
            self.cotangent = cotangent.reshape(audio.shape[0], -1, self.model.config.hidden_size)
        else:
            self.model.requires_grad_(False)

    def forward(self):
        return self.call(self.audio, attention_mask=self.mask).last_hidden_state

    def backward(self):
        self.optimiser.zero_grad(set_to_none=True)
        output = self.forward()
        loss = (output * self.cotangent).sum()
        loss.backward()
        return output, loss

    def check(self, dump):
        facts = {}
        if self.train:
            output, loss = self.backward()
            norms = {n: p.grad.double().norm().item() for n, p in self.model.named_parameters() if p.grad is not None}
            facts = {"loss": loss.item(), "gradientNorms": norms, "norm": sum(x * x for x in norms.values()) ** 0.5}
        else:
            with self.torch.no_grad():
                output = self.forward()
        output.detach().numpy().astype("<f4").tofile(dump)
        return facts

    def step(self):
        if not self.train:
            with self.torch.no_grad():
                self.forward()
            return {}
        _, loss = self.backward()
        norm = self.torch.nn.utils.clip_grad_norm_(self.parameters, CLIP_NORM)
        self.optimiser.step()
        return {"loss": loss.item(), "norm": norm.item()}


class RuntimeSide:
    def __init__(self, options):
        import onnxruntime

        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = options.threads
        settings.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(options.model / "encoder.onnx"), settings, providers=["CPUExecutionProvider"])
        audio, mask = read_clips(options.clips)
        types = {"tensor(float)": np.float32, "tensor(int64)": np.int64, "tensor(int32)": np.int32, "tensor(bool)": bool}
        self.feeds = {
            given.name: value.astype(types[given.type])
            for given, value in zip(self.session.get_inputs(), (audio, mask))}

    def check(self, dump):
        self.session.run(["last_hidden_state"], self.feeds)[0].astype("<f4").tofile(dump)
        return {}

    def step(self):
        self.session.run(["last_hidden_state"], self.feeds)
        return {}


def work(options):
    """One process of a peer: the same protocol as the Java program StepRun has."""
    def answer(facts):
        print(ANSWER + json.dumps(facts), flush=True)

    start = time.perf_counter()
    side = RuntimeSide(options) if options.worker == "onnxruntime" else TorchSide(options)
    answer({"readSeconds": time.perf_counter() - start})
    whole, reset = 0, False
    for line in sys.stdin:
        command, _, rest = line.strip().partition(" ")
        if command == "step":
            start = time.perf_counter()
            facts = side.step()
            facts["milliseconds"] = (time.perf_counter() - start) * 1e3
            facts["residentMegabytes"] = memory("VmRSS:")
            answer(facts)
        elif command == "check":
            answer(side.check(rest))
        elif command == "reset":
            whole, reset = memory("VmHWM:"), reset_peak()
            answer({"reset": reset})
        elif command == "end":
            peak = memory("VmHWM:")
            answer({"peakMegabytes": peak, "wholePeakMegabytes": max(peak, whole), "peakIsOfSteps": reset})
            return


# ------------------------------------------------------------------------------------------------------------ the race

class Failed(Exception):
    pass


class Process:
    """A side's process, to which lines are said and which answers with JSON."""

    def __init__(self, side, model, mode, clips, options):
        self.side = side
        self.asked = 0  # seconds of all its passes
        self.errors = tempfile.TemporaryFile("w+")
        common = ["--mode", mode, "--model", str(model), "--clips", str(clips), "--threads", str(options.threads)]
        environment = dict(os.environ, OMP_NUM_THREADS=str(options.threads))
        if side in JAVA_SIDES:
            environment.update(OMP_WAIT_POLICY="PASSIVE", GOMP_SPINCOUNT="0")
            # JavaCPP would bound all memory of the process by four times the heap.
            unbounded = ["-Dorg.bytedeco.javacpp.maxbytes=0", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"]
            command = [options.java, f"-Xmx{options.heap}", *unbounded, *options.java_options, "-cp", str(options.jar),
                       "org.burst4j.benchmarks.StepRun", "--side", side, *common]
        else:
            # The peers' own ways of waiting are left to them.
            command = [sys.executable, str(HERE / "race.py"), "--worker", side, *common]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.answers = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            if line.startswith(ANSWER):
                self.answers.put(json.loads(line[len(ANSWER):]))
        self.answers.put(None)

    def hear(self, seconds):
        try:
            answer = self.answers.get(timeout=seconds)
        except queue.Empty:
            raise Failed(f"no answer within {seconds:.0f} s") from None
        if answer is None:
            self.errors.seek(0)
            lines = [line for line in self.errors.read().splitlines() if line.strip()]
            raise Failed("ended: " + " / ".join(lines[-3:]) if lines else "ended without a word")
        return answer

    def ask(self, line, seconds):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except OSError:
            pass  # it has ended; hearing tells why
        return self.hear(seconds)

    def end(self):
        try:
            self.process.stdin.close()
            self.process.wait(20)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        self.errors.close()


def available_gigabytes():
    for line in pathlib.Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) / 2 ** 20
    return 8.0


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


def plain(name):
    """Weight norm has two pairs of names; a compiled model has a prefix."""
    return name.replace("parametrizations.weight.original0", "weight_g").replace(
        "parametrizations.weight.original1", "weight_v").replace("_orig_mod.", "")


def relative(ours, theirs, scale):
    difference = abs(ours - theirs) / scale if scale else abs(ours - theirs)
    return difference if difference == difference else float("inf")


def compare(expected, found):
    """The largest differences of output and gradient norms, and names that one side alone has."""
    ours, theirs = np.fromfile(found["dump"], "<f4"), np.fromfile(expected["dump"], "<f4")
    if ours.shape != theirs.shape:
        return {"problem": f"outputs of {ours.size} and {theirs.size} numbers"}
    output = float(np.abs(ours - theirs).max() / np.abs(theirs).max())
    agreement = {"output": output}
    if not output <= OUTPUT_TOLERANCE:
        agreement["problem"] = f"outputs differ by {output:.1e} of the largest number"
    if "gradientNorms" in expected:
        theirs = {plain(name): norm for name, norm in expected["gradientNorms"].items()}
        ours = {plain(name): norm for name, norm in found["gradientNorms"].items()}
        largest = max(theirs.values())
        shared = [name for name in ours if name in theirs and max(ours[name], theirs[name]) > NOISE * largest]
        worst = max(shared, key=lambda name: relative(ours[name], theirs[name], theirs[name]), default=None)
        agreement["unsharedNames"] = len(set(ours) ^ set(theirs))
        if worst is None:
            agreement["problem"] = "no gradient has the same name on both sides"
            return agreement
        agreement["gradients"] = relative(ours[worst], theirs[worst], theirs[worst])
        if not agreement["gradients"] <= GRADIENT_TOLERANCE:
            agreement["problem"] = f"the gradients of {worst} have the norms {theirs[worst]} and {ours[worst]}"
    return agreement


class Case:
    """One encoder, batch and mode."""

    def __init__(self, encoder, batch, mode, options):
        self.encoder, self.batch, self.mode, self.options = encoder, batch, mode, options
        self.model = options.models / encoder
        self.config = json.loads((self.model / "config.json").read_text())
        self.sides = {}  # what is told of each
        self.checks = {}  # what each said of its first pass
        self.agreements = {}

    def gigabytes(self, side):
        """What a side may need: the weights with what AdamW keeps of them, and activations a second of padded audio."""
        weights = (self.model / "encoder.onnx").stat().st_size / 2 ** 30
        seconds = len(BATCHES[self.batch]) * max(BATCHES[self.batch])
        if self.mode == "forward" or side == "floor":
            return 0.6 + 2 * weights + seconds * (0.1 if side == "samediff" else 0.05)
        of_base = {"samediff": 0.4, **dict.fromkeys(TORCH_SIDES, 0.15)}.get(side, 0.06)
        activations = of_base * (2 if self.config["hidden_size"] > 768 else 1)
        return 0.6 + 4 * weights + seconds * activations

    def shifts(self):
        """Lists of sides that live at the same time, each with a number of rounds.

        The first side is in every list: with it the others are compared. Where two do not fit into memory together, they
        take turns in longer shifts, each in a process of its own.
        """
        missing = {"train": ["onnxruntime"], "forward": ["planned-convs", "planned-all"]}[self.mode]
        first, *others = [s for s in self.options.sides if s not in missing]
        budget, most = 0.9 * available_gigabytes(), self.options.alive or len(SIDES)
        for side in list(others):
            if self.gigabytes(side) > budget:
                need = f"it may need {self.gigabytes(side):.0f} GB, {budget:.0f} are free"
                self.sides[side] = {"failure": f"left out: {need}"}
                others.remove(side)
        groups, rounds = [[first]], self.options.rounds
        for side in others:
            together = sum(self.gigabytes(s) for s in [*groups[-1], side])
            if len(groups[-1]) > 1 and (together > budget or len(groups[-1]) >= most):
                groups.append([first])
            groups[-1].append(side)
        for group in groups:
            if len(group) == 2 and sum(self.gigabytes(s) for s in group) > budget:
                for part in (rounds - rounds // 2, rounds // 2):
                    if part:
                        yield from (([side], part, group) for side in group)
            else:
                yield group, rounds, group

    def run(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            write_clips(folder, BATCHES[self.batch], self.config)
            times = {}
            for living, rounds, group in self.shifts():
                measured = times.setdefault(tuple(group), {})
                self.run_shift(living, rounds, folder, measured)
            for group, measured in times.items():
                self.gather(group[0], measured)
        return self.report()

    def each(self, processes, what):
        """Does something with each process in turn, and gives those that it did not fail with."""
        left = []
        for process in processes:
            try:
                what(process)
                left.append(process)
            except Failed as failure:
                print(f"{self.encoder}, {self.batch}, {self.mode}: {process.side} failed: {failure}", flush=True)
                self.sides[process.side]["failure"] = str(failure)
                process.end()
        return left

    def run_shift(self, sides, rounds, folder, times):
        limit, living = self.options.seconds, []
        try:
            for side in sides:  # one after the other: reading is hard on the memory
                self.sides.setdefault(side, {})
                process = Process(side, self.model, self.mode, folder, self.options)
                living += self.each([process], lambda p: self.start(p, folder, limit))
            for i in range(max((self.warmups(p.side) for p in living), default=0)):
                resting = [p for p in living if i >= self.warmups(p.side) or i > 0 and p.asked > self.options.warmup_seconds]
                left = self.each([p for p in living if p not in resting], lambda p: self.step(p, limit, None))
                living = [p for p in living if p in resting or p in left]
            for _ in range(rounds):
                living = self.each(living, lambda p: self.step(p, limit, times))
            self.each(living, lambda p: self.sides[p.side].setdefault("end", []).append(p.ask("end", limit)))
        finally:
            for process in living:
                process.end()

    def gather(self, first, times):
        for side, measured in times.items():
            self.sides[side].setdefault("milliseconds", []).extend(measured)
            if first in times:
                self.sides[side]["firstOverThis"] = statistics.median(times[first]) / statistics.median(measured)

    def warmups(self, side):
        return WARMUPS[side] if self.options.warmup is None else self.options.warmup

    def start(self, process, folder, limit):
        report = self.sides[process.side]
        report["ready"] = process.hear(limit)
        process.ask("reset", limit)
        dump = folder / f"{process.side}.f32"
        began = time.perf_counter()
        said = process.ask(f"check {dump}", self.options.compile_seconds if process.side == "compiled" else limit)
        report["firstPassSeconds"] = time.perf_counter() - began
        report["losses"] = []  # of every step since, warm-up included
        if process.side != "floor":
            self.checks[process.side] = {**said, "dump": dump}
            reference = self.reference()
            for side in self.checks:
                if side != reference:
                    self.agreements[side] = compare(self.checks[reference], self.checks[side])

    def reference(self):
        """What the others' numbers are compared with, as far as it has run."""
        return next(s for s in (*TORCH_SIDES, "samediff", "onnxruntime", "planned") if s in self.checks)

    def step(self, process, limit, times):
        time.sleep(self.options.pause)  # a peer's spinning threads come to rest
        said = process.ask("step", limit)
        process.asked += said["milliseconds"] / 1e3
        report = self.sides[process.side]
        if "loss" in said:
            report["losses"].append(said["loss"])
        if times is not None:
            times.setdefault(process.side, []).append(said["milliseconds"])
            report.setdefault("residentMegabytes", []).append(said["residentMegabytes"])

    def report(self):
        reference = self.reference() if self.checks else None
        for side, report in self.sides.items():
            if "milliseconds" in report:
                report["medianMilliseconds"] = statistics.median(report["milliseconds"])
            for key in ("peakMegabytes", "wholePeakMegabytes"):
                if "end" in report:
                    report[key] = max(end[key] for end in report["end"])
            if side in self.agreements:
                report["agreement"] = self.agreements[side]
                theirs, ours = self.sides[reference]["losses"], report["losses"]
                if theirs and ours:
                    scale = max(abs(loss) for loss in theirs)
                    worst = max(relative(a, b, scale) for a, b in zip(ours, theirs))
                    report["agreement"]["losses"] = worst
                    if not worst <= LOSS_TOLERANCE:
                        report["agreement"].setdefault("problem", f"losses of the steps differ by {worst:.1e}")
        return {"encoder": self.encoder, "batch": self.batch, "mode": self.mode, "reference": reference,
                "sides": self.sides}


# ---------------------------------------------------------------------------------------------------------- the report

HEAD = """| encoder | batch | mode | side | median ms | from - to | {first} / this | peak MB | {first} / this | whole process MB | resident MB, first and last | first pass s | differences |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
"""
TARGETS = """
| encoder | batch | mode | time / eager (0.70) | peak / eager (1.00) | time / ONNX Runtime (1.15) | time / floor (1.40) |
|---|---|---|---|---|---|---|
"""


def agreement(case, side, report):
    found = report.get("agreement")
    if side == case["reference"]:
        return "reference"
    if not found:
        return ""
    if "problem" in found:
        return "**" + found["problem"] + "**"
    text = ", ".join(f"{key} {found[key]:.0e}" for key in ("output", "gradients", "losses") if key in found)
    return text + (f" ({found['unsharedNames']} names not shared)" if found.get("unsharedNames") else "")


def row(case, first, side):
    report = case["sides"][side]
    start = f"| {case['encoder']} | {case['batch']} | {case['mode']} | {side} | "
    if "medianMilliseconds" not in report:
        return start + "failed: " + report.get("failure", "?").replace("|", "/")[:300] + " | | | | | | | | |"
    times, resident = report["milliseconds"], report["residentMegabytes"]
    ratio = f"{report['firstOverThis']:.2f}" if "firstOverThis" in report else ""
    peak = report.get("peakMegabytes", 0)
    ours = case["sides"][first].get("peakMegabytes", 0)
    return start + " | ".join([
        f"{report['medianMilliseconds']:.0f}", f"{min(times):.0f} - {max(times):.0f}", ratio, str(peak),
        f"{ours / peak:.2f}" if peak and side != "floor" else "", str(report.get("wholePeakMegabytes", "")),
        f"{resident[0]}, {resident[-1]}", f"{report['firstPassSeconds']:.1f}", agreement(case, side, report)]) + " |"


def target_row(case, first):
    def ratio(side, key=None):
        report = case["sides"].get(side, {})
        if key is None:
            return f"{report['firstOverThis']:.2f}" if "firstOverThis" in report else ""
        ours = case["sides"][first].get(key)
        return f"{ours / report[key]:.2f}" if ours and report.get(key) else ""

    return (f"| {case['encoder']} | {case['batch']} | {case['mode']} | {ratio('eager')} | "
            f"{ratio('eager', 'peakMegabytes')} | {ratio('onnxruntime')} | {ratio('floor')} |")


def floor_rows(case):
    ends = case["sides"].get("floor", {}).get("end", [])
    if not ends:
        return ""
    rows = sorted(ends[-1]["products"], key=lambda product: -product["milliseconds"])
    text = [f"\nFloor of {case['encoder']}, {case['batch']}, {case['mode']}: {ends[-1]['gflop']:.0f} GFLOP; each different "
            "call alone:\n", "| operation | calls | GFLOP | ms | GFLOP/s |", "|---|---|---|---|---|"]
    for product in rows[:FLOOR_ROWS]:
        text.append(f"| {product['name']} | {product['calls']} | {product['gflop']:.1f} | {product['milliseconds']:.1f} | "
                    f"{product['gflop'] / product['milliseconds'] * 1e3:.0f} |")
    others = rows[FLOOR_ROWS:]
    if others:
        text.append(f"| {len(others)} others, see the JSON | {sum(o['calls'] for o in others)} | "
                    f"{sum(o['gflop'] for o in others):.1f} | {sum(o['milliseconds'] for o in others):.1f} | |")
    return "\n".join(text) + "\n"


def installed():
    found = {}
    for package in ("torch", "transformers", "onnxruntime", "numpy"):
        if importlib.util.find_spec(package):
            found[package] = importlib.metadata.version(package)
    return found


def machine(options):
    """What the figures hold for."""
    cpu, flags = platform.processor(), []
    info = pathlib.Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text().splitlines()
        cpu = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), cpu)
        all_flags = next((line.split(":", 1)[1].split() for line in lines if line.startswith("flags")), [])
        flags = [flag for flag in all_flags if flag.startswith(("avx", "fma", "amx"))]
    java = subprocess.run([options.java, "-version"], capture_output=True, text=True).stderr.splitlines()
    commit = subprocess.run(["git", "-C", str(HERE), "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return {
        "date": str(datetime.date.today()), "cpu": cpu, "cores": os.cpu_count(), "flags": flags,
        "memoryGiB": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2 ** 30, 1),
        "system": f"{platform.system()} {platform.release()}", "java": java[0] if java else options.java,
        "heap": options.heap, "python": platform.python_version(), "packages": installed(), "threads": options.threads,
        "loadBefore": round(os.getloadavg()[0], 1), "rounds": options.rounds, "commit": commit.stdout.strip()}


def write(options, description, cases):
    first = options.sides[0]
    packages = ", ".join(f"{name} {version}" for name, version in description["packages"].items())
    text = (f"{description['date']}; {description['cpu']} ({', '.join(description['flags'])}), {description['cores']} cores, "
            f"{description['memoryGiB']} GiB, {description['system']}; {description['java']}, -Xmx{options.heap}; Python "
            f"{description['python']}, {packages}; {options.threads} threads on every side; load before the start "
            f"{description['loadBefore']}; commit {description['commit']}. Medians of {options.rounds} rounds after warm-up, the "
            "sides in turn. Ratios of time are of medians over the same rounds; the peak is VmHWM since the model was read.\n")
    rows = [row(case, first, side) for case in cases for side in case["sides"]]
    text += "\n" + HEAD.format(first=first) + "\n".join(rows) + "\n"
    text += f"\n{first} against the aims (in brackets, at most):\n" + TARGETS
    text += "\n".join(target_row(case, first) for case in cases) + "\n"
    text += "".join(floor_rows(case) for case in cases)
    options.out.write_text(text)
    everything = json.dumps({"machine": description, "cases": cases}, indent=1, default=str)
    options.out.with_suffix(".json").write_text(everything + "\n")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=pathlib.Path, default=pathlib.Path("encoders"), help="folder of the checkpoints")
    parser.add_argument("--encoders", nargs="+", default=ENCODERS)
    parser.add_argument("--batches", nargs="+", choices=list(BATCHES), default=["4x2s", "mixed"])
    parser.add_argument("--modes", nargs="+", choices=["forward", "train"], default=["forward", "train"])
    parser.add_argument("--sides", nargs="+", choices=ALL_SIDES, default=list(SIDES), help="the first is set against the others")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--warmup", type=int, help="passes of every side; by default 12 of the JVM's, 3 of PyTorch's, ...")
    parser.add_argument("--warmup-seconds", type=float, default=60,
                        help="a side is warm after so long at the latest, and after a pass at the earliest")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--alive", type=int, default=0,
                        help="most processes at the same time; by default as many as fit into memory")
    parser.add_argument("--pause", type=float, default=0.2, help="seconds before each pass")
    parser.add_argument("--seconds", type=float, default=900, help="limit of any pass")
    parser.add_argument("--compile-seconds", type=float, default=900, help="limit of the compiled model's first pass")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("race.md"), help="and the same as .json, all times")
    parser.add_argument("--jar", default=str(HERE / "target/benchmarks.jar"), help="class path of StepRun")
    parser.add_argument("--java", default="java")
    parser.add_argument("--heap", default="1g", help="of the JVM; arrays are outside of it")
    parser.add_argument("--java-options", nargs="+", default=[], help="more of them, for example =-XX:+UseSerialGC")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--mode", help=argparse.SUPPRESS)
    parser.add_argument("--model", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--clips", type=pathlib.Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.java_options = [option.removeprefix("=") for option in options.java_options]
    return options


def main():
    options = arguments()
    if options.worker:
        work(options)
        return
    packages = {"onnxruntime": ["onnxruntime"], **{side: ["torch", "transformers"] for side in TORCH_SIDES}}
    for side in list(options.sides):
        if not all(importlib.util.find_spec(package) for package in packages.get(side, [])):
            print(f"{side} is left out: {', '.join(packages[side])} must be installed", flush=True)
            options.sides.remove(side)
    for encoder in options.encoders:
        if not (options.models / encoder / "encoder.onnx").exists():
            subprocess.run([options.java, f"-Xmx{options.heap}", "-cp", str(options.jar), "org.burst4j.benchmarks.RandomEncoder",
                            "--config", encoder, "--out", str(options.models / encoder)], check=True)
    description, cases = machine(options), []
    for encoder in options.encoders:
        for batch in options.batches:
            for mode in options.modes:
                case = Case(encoder, batch, mode, options).run()
                cases.append(case)
                for side in case["sides"]:
                    print(row(case, options.sides[0], side), flush=True)
                # After every case: a long race that is cut short has what it got.
                write(options, description, cases)


if __name__ == "__main__":
    main()
