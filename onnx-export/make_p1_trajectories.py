#!/usr/bin/env python3
"""Makes the fixtures of TorchTrajectoryTest: training runs of p1_reference.py over a tiny data2vec encoder.

    python make_p1_trajectories.py [--out DIR] [--only REGEX]

Run it with the interpreter of requirements.txt. The encoder is the tiny data2vec-audio-base of encoder_models.py, whose exports are
among the fixtures of the importer's tests, so that both sides start from the same numbers. See the README.md beside the fixtures.
"""
import argparse
import copy
import json
import pathlib
import platform
import re

import numpy as np
import safetensors.torch
import torch
import transformers

import encoder_models as models
import p1_reference as reference

HERE = pathlib.Path(__file__).resolve().parent
TOPOLOGY = "data2vec-audio-base"
SEED = 20221
BATCHES, CLIPS, SAMPLES = 5, 8, 2320
# The last ones end at or beside the edge of a frame (1680 samples); every clip is padded to SAMPLES.
LENGTHS = [2320, 2100, 1100, 1900, 760, 1681, 1680, 1679]
TASKS = {"country": 4, "type": 8, "high": 10, "culture": 40, "two": 2}
CLASS_COUNTS = {"country": [5120, 5090, 7142, 2638], "type": [1845, 7104, 1366, 1347, 4940, 1348, 467, 1573]}

PAPER = {
    "headUnits": reference.HEAD_UNITS, "pooling": "valid", "layers": "last", "weighting": "uncertainty",
    "intermediateTasks": [], "intermediateGradient": True, "perTask": {},
    "taskDefaults": {"loss": "ccc", "cccAxis": "batch", "cccDdof": "population", "cccEpsilon": 1e-8,
                     "activation": "sigmoid", "classWeights": True, "crossEntropyInput": "logits", "labelSmoothing": 0.0,
                     "plainValidation": False, "weight": 1.0},
}
CODE = {**PAPER, "pooling": "all", "taskDefaults": {
    **PAPER["taskDefaults"], "cccAxis": "clip", "cccDdof": "mixed", "cccEpsilon": 0.0,
    "crossEntropyInput": "probabilities", "labelSmoothing": 0.1, "plainValidation": True}}
TRAIN = {
    "weightDecay": 0.01, "sampleWeights": None,
    "stage1": {"epochs": 2, "learningRate": 1e-3, "schedule": "constant", "warmupEpochs": 0.0, "patience": 0,
               "freezeEncoder": True, "layerDecay": 1.0},
    "stage2": {"epochs": 2, "learningRate": 4e-5, "schedule": "cosine", "warmupEpochs": 1.0, "patience": 0,
               "freezeEncoder": False, "layerDecay": 1.0},
}

# What each case changes, as path to value; a row of the paper's table starts from its parent there.
WITHOUT_TWO = {"tasks": ["country", "type", "high", "culture"]}
CLAMPED = {**WITHOUT_TWO, "model.taskDefaults.activation": "clamp"}
ROWS = {
    "2/3": {"model.intermediateTasks": ["country", "type"]},
    "1/4": {"model.intermediateTasks": ["country"]},
    "0/5": {},
    "MSE": {"model.taskDefaults.loss": "mse"},
    "MAE": {"model.taskDefaults.loss": "mae"},
    "-Two": WITHOUT_TWO,
    "-CW": {**WITHOUT_TWO, "model.taskDefaults.classWeights": False},
    "+SW": {**WITHOUT_TWO, "model.taskDefaults.classWeights": False, "train.sampleWeights": "country"},
    "-SM": CLAMPED,
    "-Country": {**CLAMPED, "tasks": ["type", "high", "culture"]},
}
FIXED = {"model.weighting": "fixed", "model.perTask": {
    "type": {"weight": 0.5}, "high": {"weight": 2.0}, "two": {"weight": 0.25, "loss": "mae"}}}
# Rows whose settings another row of the same reading has as well, and which `paper` has by themselves; for the test's time.
LEFT_OUT = {"code/1/4", "code/-Two", "code/-CW"}
MORE = {
    "paper": {
        # 25 times the rate, so that ten steps of the second stage lead far.
        "quick": {**ROWS["2/3"], "train.stage2.learningRate": 1e-3},
        "fixed weights": {"model.weighting": "fixed", "model.perTask": {
            "type": {"weight": 0.5}, "high": {"weight": 2.0}, "two": {"weight": 0.25, "loss": "mae"}}},
        "detached": {**ROWS["2/3"], "model.intermediateGradient": False},
        "missing labels": {"missing": True, "lastBatchClips": 1},
        "sample moments": {"model.taskDefaults.cccDdof": "sample", "model.taskDefaults.labelSmoothing": 0.1,
                           "model.perTask": {"high": {"activation": "none"}}},
        "weighted errors": {"train.sampleWeights": "country", "model.perTask": {
            "high": {"loss": "mse"}, "culture": {"loss": "mae"}, "type": {"crossEntropyInput": "probabilities"}}},
    },
    "code": {
        "missing labels": {"missing": True, "lastBatchClips": 1},
        "missing labels, weights": {"missing": True, "train.sampleWeights": "country", "lastBatchClips": 3},
    },
}


def case_of(family, changes):
    """A case with all of its settings."""
    case = {"tasks": list(TASKS), "model": copy.deepcopy(PAPER if family == "paper" else CODE),
            "train": copy.deepcopy(TRAIN), "missing": False, "lastBatchClips": CLIPS}
    for path, value in changes.items():
        *parents, last = path.split(".")
        place = case
        for parent in parents:
            place = place[parent]
        place[last] = copy.deepcopy(value)
    return case


def cases():
    """All cases by name."""
    return {f"{family}/{name}": case_of(family, changes) for family in ("paper", "code") for name, changes in
            {**ROWS, **MORE[family]}.items() if f"{family}/{name}" not in LEFT_OUT}


def clip(random, length):
    """A tone in noise, normalised over the real samples, zero in the padding; halves, so that they take little room."""
    time = np.arange(length) / 16000
    tone, swell = random.uniform(100, 2000), random.uniform(3, 30)
    wave = random.normal(size=length) * (1.1 + np.sin(2 * np.pi * swell * time)) + 2 * np.sin(2 * np.pi * tone * time)
    values = np.zeros(SAMPLES, np.float16)
    values[:length] = (wave - wave.mean()) / np.sqrt(wave.var() + 1e-7)
    return values


def draw_batches():
    """Arrays of all batches, the last one for validation: input [N,B,S], lengths [N,B], labels of each task."""
    random = np.random.default_rng(SEED)
    shape = (BATCHES + 1, CLIPS)
    lengths = np.stack([random.permutation(LENGTHS) for _ in range(BATCHES + 1)]).astype(np.int32)
    arrays = {"input": np.stack([clip(random, length) for length in lengths.ravel()]).reshape(*shape, SAMPLES),
              "lengths": lengths}
    for task, size in TASKS.items():
        if task in CLASS_COUNTS:
            labels = random.choice(size, shape, p=np.array(CLASS_COUNTS[task]) / sum(CLASS_COUNTS[task]))
        else:
            labels = random.beta(0.8, 1.6, (*shape, size))
        if task == "high":
            # As in the challenge: one emotion of every clip is 1.
            np.put_along_axis(labels, random.integers(size, size=shape)[..., None], 1, axis=-1)
        arrays[f"labels/{task}"] = labels.astype(np.float32)
        holes = labels.astype(np.float32)
        holes[random.random(shape) < 0.25] = np.nan  # clips without this task
        if holes.ndim == 3:
            holes[random.random(holes.shape) < 0.01] = np.nan  # single labels
        if task == "two":
            holes[1] = np.nan  # a batch without this task
        arrays[f"labels with gaps/{task}"] = holes
    return arrays


def batch_of(arrays, number, case, dtype):
    """One batch as tensors."""
    rows = slice(0, case["lastBatchClips"] if number == BATCHES - 1 else CLIPS)
    kind = "labels with gaps" if case["missing"] else "labels"
    lengths = torch.from_numpy(arrays["lengths"][number, rows]).long()
    labels = {task: torch.from_numpy(arrays[f"{kind}/{task}"][number, rows]) for task in TASKS}
    return {"values": torch.from_numpy(arrays["input"][number, rows]).to(dtype),
            "mask": (torch.arange(SAMPLES) < lengths[:, None]).long(),
            "targets": {task: label if task in CLASS_COUNTS else label.to(dtype) for task, label in labels.items()}}


def initial_heads(width):
    """Heads as torch starts them, by task and the number of inputs that some case gives them."""
    torch.manual_seed(SEED)
    found = {}
    for task, size in TASKS.items():
        extras = (0,) if task == "country" else (0, 4) if task == "type" else (0, 4, 12)
        for inputs in (width + extra for extra in extras):
            for layer, linear in (("dense", torch.nn.Linear(inputs, reference.HEAD_UNITS)),
                                  ("output", torch.nn.Linear(reference.HEAD_UNITS, size))):
                found.update({f"heads/{task}/{inputs}/{layer}/{name}": parameter.detach().clone() for name, parameter in
                              linear.named_parameters()})
    return found


def run(case, arrays, heads, dtype):
    """Trains one case; returns its two stages."""
    case = {**case, "classWeights": {task: 1 / torch.tensor(CLASS_COUNTS[task], dtype=torch.float64) for task in
                                     case["tasks"] if task in CLASS_COUNTS}}
    case["classWeights"] = {task: weights / weights.sum() for task, weights in case["classWeights"].items()}
    net = reference.Net(models.build(TOPOLOGY), {task: TASKS[task] for task in case["tasks"]}, case["model"])
    with torch.no_grad():
        for name, parameter in reference.named_weights(net).items():
            if name.startswith("heads/"):
                _, task, layer, kind = name.split("/")
                parameter.copy_(heads[f"heads/{task}/{net.inputs(task)}/{layer}/{kind}"])
    net.to(dtype)
    batches = [batch_of(arrays, number, case, dtype) for number in range(BATCHES + 1)]
    return reference.train(net, case, batches[:-1], batches[-1])


def largest(one, other, floor=0.0):
    return max(abs(a - b) / max(abs(b), floor) for a, b in zip(one, other))


def noise(single, double):
    """How far single precision leads from double: relative in the losses, absolute in the weights."""
    loss = max(largest([step["loss"] for step in s["steps"]], [step["loss"] for step in d["steps"]]) for s, d in
               zip(single, double))
    weight = max(float((value.double() - d["weights"][name]).abs().max()) for s, d in zip(single, double) for name, value in
                 s["weights"].items() if not name.endswith("k_proj.bias"))
    return loss, weight


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parent / "src/test/resources/org/burst4j/train/p1")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    arrays = draw_batches()
    heads = initial_heads(models.config(TOPOLOGY).hidden_size)
    described = []
    weights = {}
    for name, case in cases().items():
        if not re.search(arguments.only, name):
            continue
        stages, double = run(case, arrays, heads, torch.float32), run(case, arrays, heads, torch.float64)
        best = []
        for stage in stages:
            epochs = [epoch["loss"] for epoch in stage["validation"]]
            best.append(max(index for index, epoch in enumerate(stage["validation"]) if epoch["best"]) + 1)
            # An epoch that is the best by rounding alone would be another one elsewhere.
            assert largest(epochs[:1], epochs[1:]) > 1e-5, (name, epochs)
        print(f"{name}: from double: loss %.1e, weights %.1e; best epochs {best}; losses %.3f to %.3f to %.3f" % (
            *noise(stages, double), stages[0]["steps"][0]["loss"], stages[0]["steps"][-1]["loss"],
            stages[1]["steps"][-1]["loss"]), flush=True)
        for number, stage in enumerate(stages, start=1):
            found = stage.pop("weights")
            # All in one row: names of thousands of tensors would take as much room as their numbers.
            weights[f"{name}/stage{number}"] = torch.cat([value.flatten() for key, value in found.items() if
                                                          number == 2 or not key.startswith("encoder/")])
        described.append({"name": name, **case, "stages": stages})
    versions = {"python": platform.python_version(), "torch": torch.__version__, "transformers": transformers.__version__,
                "numpy": np.__version__}
    models.write_json(arguments.out / "index.json", {
        "versions": versions, "encoder": TOPOLOGY, "seed": SEED, "classCounts": CLASS_COUNTS,
        "encoderWeights": [name for name, _ in models.build(TOPOLOGY).named_parameters() if name != "masked_spec_embed"],
        "cases": described})
    safetensors.torch.save_file({name: torch.from_numpy(array) for name, array in arrays.items()},
                                str(arguments.out / "batches.safetensors"))
    safetensors.torch.save_file(heads, str(arguments.out / "heads.safetensors"))
    safetensors.torch.save_file(weights, str(arguments.out / "trained.safetensors"))


if __name__ == "__main__":
    main()
