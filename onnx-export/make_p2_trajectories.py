#!/usr/bin/env python3
"""Makes the fixtures of TorchBurst2VecTest: training runs of p2_reference.py over tiny encoders.

    python make_p2_trajectories.py [--out DIR] [--only REGEX]

Run it with the interpreter of requirements.txt. Encoders are those of encoder_models.py, whose exports are among the fixtures of the
importer's tests; audio, emotions and countries are those of make_p1_trajectories.py. See the README.md beside the fixtures.
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
import make_p1_trajectories as p1
import p2_reference as reference

HERE = pathlib.Path(__file__).resolve().parent
SEED = 20222
# How far single precision may lead from double, in the losses (relative) and the weights: from some starts a ReLU's input comes so
# near to 0 that rounding decides its side.
NOISE = 1e-5, 5e-5
# What the test allows: the losses, relative, and the weights.
ALLOWED = 2e-5, 3e-5
TASKS = {"emotion": 10, "age": 1, "country": 4}
YOUNGEST, OLDEST = 18.5, 39.5
EPOCHS = 2
# Of the five batches, each task has its own order.
ORDERS = {"emotion": [0, 1, 2, 3, 4], "age": [2, 0, 4, 1, 3], "country": [3, 4, 1, 0, 2]}
SNAPSHOTS = (3, 15, 30)
UNITS, DISCRIMINATOR_UNITS = 16, 12
# Group norm, which must not hear of padding, and layer norm before each layer, which does; both with a weight-normed convolution.
ENCODERS = {"group": "wav2vec2-base", "layer": "hubert-large-ls960-ft"}

MODEL = {
    "net": "burst2vec", "headUnits": 1, "maskUse": "never", "pooling": "all", "layers": "last", "weighting": "fixed",
    "intermediateTasks": [], "intermediateGradient": True, "perTask": {"age": {"loss": "mae"}}, "taskDefaults": {"loss": "ccc", "cccAxis": "batch", "cccDdof": "population", "cccEpsilon": 1e-8, "activation": "sigmoid"},
    "burst2vec": {"projectionUnits": UNITS, "extractorDropout": 0.0, "sharedCombination": False,
                  "discriminatorUnits": DISCRIMINATOR_UNITS, "discriminatorWeight": 0.5, "adversarialWeight": 0.25,
                  "reversalRule": "constant", "reversalStrength": 1.0, "reversalReach": "all"},
}
STAGE = {"epochs": EPOCHS, "learningRate": 1e-3, "schedule": "constant", "warmupEpochs": 0.0, "patience": 0,
         "freezeEncoder": False, "layerDecay": 1.0}
TRAIN = {"weightDecay": 0.0, "sampleWeights": None, "stage1": {**STAGE, "epochs": 0}, "stage2": STAGE}
LAYER = {"encoder": "layer", "model.maskUse": "exported", "model.pooling": "valid"}
OWN = "model.burst2vec."
CASES = {
    "both": {},
    "none": {OWN + "discriminatorWeight": 0.0, OWN + "adversarialWeight": 0.0},
    "alpha1 0": {OWN + "discriminatorWeight": 0.0},
    "alpha2 0": {OWN + "adversarialWeight": 0.0},
    "extractors alone": {OWN + "reversalReach": "extractors"},
    "ramp": {OWN + "reversalRule": "ramp", OWN + "reversalStrength": 0.8},
    "shared combination": {OWN + "sharedCombination": True},
    "linear discriminator": {OWN + "discriminatorUnits": 0},
    "missing labels": {"missing": True},
    # What is absent must not decay either.
    "weight decay": {"train.weightDecay": 0.1, OWN + "adversarialWeight": 0.0},
    "frozen encoder": {"train.stage2.freezeEncoder": True, "train.stage2.learningRate": 5e-3},
    "layer norm": LAYER,
    "layer norm, all": {**LAYER, OWN + "reversalReach": "extractors", OWN + "reversalRule": "ramp", "missing": True},
}


def case_of(changes):
    """A case with all of its settings."""
    case = {"tasks": list(TASKS), "encoder": "group", "model": copy.deepcopy(MODEL), "train": copy.deepcopy(TRAIN), "missing": False}
    for path, value in changes.items():
        *parents, last = path.split(".")
        place = case
        for parent in parents:
            place = place[parent]
        place[last] = value
    return case


def draw_labels(drawn):
    """Labels of all batches, the last one for validation, [N,B,...]: emotions and countries as there, and ages in years."""
    random = np.random.default_rng(SEED)
    ages = (YOUNGEST + (OLDEST - YOUNGEST) * random.beta(1, 2, drawn["labels/country"].shape)).round(1).astype(np.float32)
    ages[0, :2] = YOUNGEST, OLDEST
    labels = {"labels/emotion": drawn["labels/high"], "labels/age": ages, "labels/country": drawn["labels/country"]}
    for task in TASKS:
        holes = labels[f"labels/{task}"].copy()
        holes[random.random(ages.shape) < 0.25] = np.nan  # clips without this task
        if holes.ndim == 3:
            holes[random.random(holes.shape) < 0.02] = np.nan  # single labels
        labels[f"labels with gaps/{task}"] = holes
    return labels


def batch_of(drawn, labels, number, case, dtype):
    """One batch as tensors, ages from 0 to 1."""
    kind = "labels with gaps/" if case["missing"] else "labels/"
    lengths = torch.from_numpy(drawn["lengths"][number]).long()
    ages = labels[kind + "age"][number].astype(np.float64)[:, None]
    units = ((ages - YOUNGEST) / (OLDEST - YOUNGEST)).astype(np.float32)
    return {"values": torch.from_numpy(drawn["input"][number]).to(dtype),
            "mask": (torch.arange(p1.SAMPLES) < lengths[:, None]).long(),
            "targets": {"emotion": torch.from_numpy(labels[kind + "emotion"][number]).to(dtype),
                        "age": torch.from_numpy(units).to(dtype),
                        "country": torch.from_numpy(labels[kind + "country"][number])}}


def inputs(name, weights):
    """Numbers that a layer reads, by the name of its weight or bias."""
    return weights[name.replace("/bias", "/weight")].shape[1]


def build(case):
    """The net with its start: the same layers start alike in all cases."""
    net = reference.Net(models.build(ENCODERS[case["encoder"]]), TASKS, case["model"])
    weights = reference.named_weights(net)
    with torch.no_grad():
        for name, parameter in weights.items():
            if not name.startswith("encoder/"):
                parameter.copy_(initial(name, tuple(parameter.shape), inputs(name, weights)))
    return net


def initial(name, shape, inputs):
    """A weight or bias drawn by its name and size; weights wider than torch starts them, so that features differ between clips."""
    random = np.random.default_rng([SEED, *name.encode(), *shape, inputs])
    bound = (np.sqrt(6) if len(shape) == 2 else 1) / np.sqrt(inputs)
    return torch.from_numpy(random.uniform(-bound, bound, shape).astype(np.float32))


def run(case, drawn, labels, dtype):
    """Trains one case; returns its start, what happened and weights after some steps."""
    net = build(case)
    start = {name: weight.detach().clone() for name, weight in reference.named_weights(net).items()}
    net.to(dtype)
    batches = [batch_of(drawn, labels, number, case, dtype) for number in range(p1.BATCHES + 1)]
    schedule = [(task, batches[ORDERS[task][place]]) for place in range(p1.BATCHES) for task in TASKS]
    return start, *reference.train(net, case, schedule, batches[-1], SNAPSHOTS)


def noise(single, double, weights, double_weights):
    """How far single precision leads from double: relative in the losses, absolute in the weights but key biases."""
    loss = p1.largest([step["loss"] for step in single["steps"]], [step["loss"] for step in double["steps"]])
    worst = [max((float((value.double() - double_weights[SNAPSHOTS[-1]][name]).abs().max()), name) for name, value in
                 weights[SNAPSHOTS[-1]].items() if keys == name.endswith("k_proj.bias")) for keys in (False, True)]
    return loss, worst


def require_far(described, starts, finals):
    """Each run must lead far beyond the test's tolerance from its start, and each setting from all others: else agreement says nothing."""
    for case in described:
        final = finals[case["name"]]
        for key, start in starts[case["name"]].items():
            moved = float((final[key].double() - start.double()).abs().mean())
            if key.startswith("discriminator") and case["model"]["burst2vec"]["discriminatorWeight"] == 0:
                assert moved == 0, (case["name"], key, moved)
            elif not (key.startswith("encoder/") and case["train"]["stage2"]["freezeEncoder"]):
                assert moved > 5 * ALLOWED[1], (case["name"], key, moved)
        for other in described:
            if other is not case:
                apart = max(abs(own["terms"]["combined"] / theirs["terms"]["combined"] - 1) for own, theirs in
                            zip(case["steps"], other["steps"]))
                assert apart > 20 * ALLOWED[0], (case["name"], other["name"], apart)


def row(weights, encoder):
    """Weights one behind the other: names of many small tensors would take as much room as their numbers."""
    return torch.cat([value.flatten() for name, value in weights.items() if encoder or not name.startswith("encoder/")])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parent / "src/test/resources/org/burst4j/train/p2")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    drawn = p1.draw_batches()
    labels = draw_labels(drawn)
    described, starts, rows, begun, finals = [], {}, {}, {}, {}
    for name, changes in CASES.items():
        if not re.search(arguments.only, name):
            continue
        case = case_of(changes)
        start, happened, weights = run(case, drawn, labels, torch.float32)
        _, double, double_weights = run(case, drawn, labels, torch.float64)
        loss, worst = noise(happened, double, weights, double_weights)
        print("%s: from double: loss %.1e, weights %.1e (%s), key biases %.1e; losses %s to %s" % (
            name, loss, *worst[0], worst[1][0], *(" ".join("%.3f" % step["loss"] for step in happened["steps"][part]) for part in
                                                  (slice(0, 3), slice(-3, None)))), flush=True)
        own = [key for key in start if not key.startswith("encoder/")]
        assert loss < NOISE[0] and worst[0][0] < NOISE[1], name
        for key in own:
            first = starts.setdefault(f"start/{key}/{inputs(key, start)}", start[key])
            assert torch.equal(first, start[key]), key
        for step, found in weights.items():
            last = step == SNAPSHOTS[-1]
            rows[f"{name}/{step}"] = row(found, encoder=last and not case["train"]["stage2"]["freezeEncoder"])
        begun[name], finals[name] = start, weights[SNAPSHOTS[-1]]
        described.append({"name": name, **case, "weights": own, **happened})
    require_far(described, begun, finals)
    versions = {"python": platform.python_version(), "torch": torch.__version__, "transformers": transformers.__version__,
                "numpy": np.__version__}
    models.write_json(arguments.out / "index.json", {
        "versions": versions, "seed": SEED, "encoders": ENCODERS, "youngest": YOUNGEST, "oldest": OLDEST, "orders": ORDERS,
        "snapshots": SNAPSHOTS,
        "encoderWeights": {kind: [key for key, _ in models.build(topology).named_parameters() if key != "masked_spec_embed"] for
                           kind, topology in ENCODERS.items()},
        "cases": described})
    safetensors.torch.save_file({name: torch.from_numpy(array) for name, array in labels.items()},
                                str(arguments.out / "labels.safetensors"))
    safetensors.torch.save_file(starts | rows, str(arguments.out / "weights.safetensors"))


if __name__ == "__main__":
    main()
