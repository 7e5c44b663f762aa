#!/usr/bin/env python3
"""Makes the fixtures of the importer's tests: tiny encoders of every topology, exported in many ways, with references.

    python make_encoder_fixtures.py [--out DIR] [--optimum-python P] [--old-python P] [--reuse] [--only REGEX]

Run it with the interpreter of requirements.txt; --optimum-python and --old-python are interpreters of environments made from
requirements-optimum.txt and requirements-old.txt (their exports are left out without them). All arrays are raw little-endian
float32 files; index.json says what is where, see README.md. --reuse keeps ONNX files that are there, --only exports only
those whose topology/name matches and keeps the others.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
import torch

import encoder_exports as exports
import encoder_models as models
from encoder_variants import specs_of

HERE = pathlib.Path(__file__).resolve().parent
NOT_CHOSEN = "not chosen"


class Store:
    """Arrays in files below one folder; an array is known by file, offset in floats, and shape."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, name, arrays):
        """Writes arrays one behind the other into a file; returns where each is."""
        path = self.folder / f"{name}.f32"
        path.parent.mkdir(parents=True, exist_ok=True)
        places, offset = [], 0
        with path.open("wb") as file:
            for array in arrays:
                array = np.ascontiguousarray(array, dtype="<f4")
                file.write(array.tobytes())
                places.append({"file": path.relative_to(self.folder).as_posix(), "offset": offset, "shape": list(array.shape)})
                offset += array.size
        return places


def input_values(case):
    values, mask = models.batch(case)
    return torch.from_numpy(values), torch.from_numpy(mask)


def torch_outputs(model, ctc, case, masked):
    """What torch gives: last_hidden_state, extract_features, hidden_states.0 and on, logits."""
    values, mask = input_values(case)
    with torch.no_grad():
        result = model(values, attention_mask=mask if masked else None, output_hidden_states=True)
        logits = ctc(values, attention_mask=mask if masked else None).logits
    found = {"last_hidden_state": result.last_hidden_state, "logits": logits,
             **{f"hidden_states.{index}": state for index, state in enumerate(result.hidden_states)}}
    if hasattr(result, "extract_features"):
        found["extract_features"] = result.extract_features
    return {name: value.numpy() for name, value in found.items()}


def gradients(model, case, masked):
    """The loss and torch's gradient of every parameter that has one, by name; reckoned in double."""
    model.zero_grad()
    values, mask = input_values(case)
    values = values.double()
    output = model(values, attention_mask=mask if masked else None).last_hidden_state
    weights = torch.cos(torch.arange(output.numel(), dtype=torch.float64)).reshape(output.shape)
    loss = (output * weights).sum() / output.numel()
    loss.backward()
    return loss.item(), {name: parameter.grad.numpy() for name, parameter in model.named_parameters() if
                         parameter.grad is not None}


def references(topology, store):
    """Writes what torch gives for a topology; returns its part of the index and the arrays."""
    model, ctc = models.build(topology), models.build(topology, "ForCTC")
    found, described = {}, []
    for case in models.CASES:
        for masked in (True, False):
            arrays = torch_outputs(model, ctc, case, masked)
            found[case, masked] = arrays
            kept = list(arrays) if case == "padded" else ["last_hidden_state", "logits"]
            kind = "mask" if masked else "nomask"
            places = store.write(f"{topology}/torch-{case}-{kind}", [arrays[name] for name in kept])
            described.append({"case": case, "mask": masked, "outputs": dict(zip(kept, places))})
    parameters = store.write(f"{topology}/parameters", [p.detach().numpy() for _, p in model.named_parameters()])
    model.double()
    derivatives = []
    for masked in (True, False) if models.is_group_norm(topology) else (True,):
        loss, grads = gradients(model, "padded", masked)
        places = store.write(f"{topology}/gradients-{'mask' if masked else 'nomask'}", grads.values())
        derivatives.append({"case": "padded", "mask": masked, "loss": loss, "parameters": [
            {"name": name, "oldName": models.old_name(name), **place} for name, place in zip(grads, places)]})
    config = json.loads(model.config.to_json_string(use_diff=False))
    return {"modelType": config["model_type"], "config": config, "parameters": [
        {"name": name, "oldName": models.old_name(name), **place} for (name, _), place in
        zip(model.named_parameters(), parameters)], "torch": described, "gradients": derivatives}, found


def cases_of(spec):
    """Cases that an export's sizes allow."""
    if spec.dynamic == "batch+samples":
        return ["single", "padded", "edges"]
    return ["fixed", "single"] if spec.dynamic == "batch" else ["fixed"]


def meaning(index, spec, name):
    """What an output is: torch gives numbers for names if it is given none."""
    if spec.exporter == "optimum":
        return name
    return exports.output_names(spec)[index]


def side_files(proto):
    """Files with external data that a model refers to, relative to its folder."""
    return sorted({entry.value for tensor in proto.graph.initializer for entry in tensor.external_data if
                   entry.key == "location"})


def measure(spec, folder, store, found):
    """Runs an export in ONNX Runtime; returns its part of the index and its largest difference from torch."""
    path = folder / spec.topology / f"{spec.name}.onnx"
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    inputs, outputs = session.get_inputs(), session.get_outputs()
    masked = len(inputs) > 1
    arrays, entries, worst = [], [], 0.0
    for case in cases_of(spec):
        values, mask = models.batch(case)
        types = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(int64)": np.int64,
                 "tensor(int32)": np.int32, "tensor(bool)": np.bool_}
        feed = {node.name: array.astype(types[node.type]) for node, array in zip(inputs, (values, mask))}
        for index, (node, array) in enumerate(zip(outputs, session.run(None, feed))):
            array = array.astype(np.float32)
            expected = found[case, masked][meaning(index, spec, node.name)]
            if array.shape != expected.shape:
                raise ValueError(f"{node.name} for {case}: shape {array.shape}, torch has {expected.shape}")
            difference = float(np.abs(array - expected).max())
            worst = max(worst, difference)
            arrays.append(array)
            entries.append({"case": case, "output": node.name, "maxDifference": difference})
    places = store.write(f"{spec.topology}/{spec.name}.onnxruntime", arrays)
    proto = onnx.load(str(path), load_external_data=False)
    shape = lambda value: [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]  # noqa: E731
    tensors = {node.name: node for node in [*proto.graph.input, *proto.graph.output]}
    describe = lambda node: {"name": node.name, "type": node.type[7:-1], "shape": shape(tensors[node.name])}  # noqa: E731
    return {
        "file": path.relative_to(folder).as_posix(),
        "bytes": path.stat().st_size,
        "sideFiles": [(path.parent / name).relative_to(folder).as_posix() for name in side_files(proto)],
        "irVersion": proto.ir_version,
        "opsets": {entry.domain or "ai.onnx": entry.version for entry in proto.opset_import},
        "inputs": [describe(node) for node in inputs],
        "outputs": [{**describe(node), "meaning": meaning(index, spec, node.name)} for index, node in enumerate(outputs)],
        "hasMask": masked,
        "maxDifference": worst,
        "runtime": [{**entry, **place} for entry, place in zip(entries, places)],
    }


def run_stack(stack, python, specs, folder):
    """Exports with the versions of a stack; returns its versions and a reason or None for each."""
    if python is None:
        return None, [NOT_CHOSEN] * len(specs)
    with tempfile.TemporaryDirectory() as scratch:
        source, report = pathlib.Path(scratch, "specs.json"), pathlib.Path(scratch, "report.json")
        source.write_text(json.dumps([spec.values for spec in specs]))
        subprocess.run([str(python), str(HERE / "encoder_exports.py"), str(source), str(folder), str(report)], check=True)
        found = json.loads(report.read_text())
        return found["versions"], found["reasons"]


def table(entries, failed):
    """Prints topology by export with the largest difference of torch and ONNX Runtime."""
    for entry in [*entries, *failed]:
        result = f"{entry['maxDifference']:.1e}" if "maxDifference" in entry else "FAILED " + entry["reason"][:150]
        print(f"| {entry['topology']} | {entry['stack']} | {entry['name']} | {result} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parent / "src/test/resources/org/burst4j/onnx/encoders")
    parser.add_argument("--optimum-python", type=pathlib.Path)
    parser.add_argument("--old-python", type=pathlib.Path)
    parser.add_argument("--reuse", action="store_true")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    folder = arguments.out
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder)
    before = json.loads((folder / "index.json").read_text()) if (folder / "index.json").exists() else {}
    index = {"versions": dict(before.get("versions", {})), "cases": {}, "topologies": {}, "exports": [], "failed": []}
    for case, (samples, lengths) in models.CASES.items():
        place, = store.write(f"inputs/{case}", [models.batch(case)[0]])
        index["cases"][case] = {"lengths": lengths, **place}
    found = {}
    for topology in models.TOPOLOGIES:
        index["topologies"][topology], found[topology] = references(topology, store)

    known = {(entry["topology"], entry["name"]): entry for entry in before.get("failed", [])}
    for stack, python in [("new", pathlib.Path(sys.executable)), ("optimum", arguments.optimum_python),
                          ("old", arguments.old_python)]:
        wanted, reasons = specs_of(stack), {}
        todo = []
        for spec in wanted:
            path = folder / spec.topology / f"{spec.name}.onnx"
            chosen = re.search(arguments.only, f"{spec.topology}/{spec.name}") is not None
            if chosen and not (arguments.reuse and path.exists()):
                todo.append(spec)
            elif not path.exists():
                # Not chosen in this run: failed as before, or not there yet.
                reasons[id(spec)] = known.get((spec.topology, spec.name), {}).get("reason", NOT_CHOSEN)
        versions, results = run_stack(stack, python, todo, folder)
        if versions:
            index["versions"][stack] = versions
        reasons.update({id(spec): reason for spec, reason in zip(todo, results)})
        for spec in wanted:
            entry = {"topology": spec.topology, "name": spec.name, "stack": stack, "spec": {
                key: value for key, value in spec.values.items() if key not in ("topology", "name")}}
            reason = reasons.get(id(spec))
            if reason == NOT_CHOSEN:
                continue
            if reason is None:
                try:
                    index["exports"].append({**entry, **measure(spec, folder, store, found[spec.topology])})
                    continue
                except Exception as error:  # a file that ONNX Runtime refuses is a result, too
                    reason = "ONNX Runtime: " + exports.reason_of(error)
                    (folder / spec.topology / f"{spec.name}.onnx").unlink()
            index["failed"].append({**entry, "reason": reason})
    models.write_json(folder / "index.json", index)
    table(index["exports"], index["failed"])


if __name__ == "__main__":
    main()
