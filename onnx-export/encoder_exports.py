#!/usr/bin/env python3
"""Exports tiny encoders to ONNX, each in one way of the many that there are. Runs on old and new versions of torch.

    python encoder_exports.py SPECS.json OUT REPORT.json

SPECS.json is a list of objects with the fields of Spec; the report says for each what came of it.
"""
import contextlib
import io
import json
import pathlib
import re
import sys
import warnings

import numpy as np
import onnx
import torch

import encoder_models as models

SAMPLES_TRACED = 4000
HALF = {"half": torch.float16}


class Spec:
    """One export: what of the model, by which exporter, written how."""

    DEFAULTS = {
        "topology": None,
        "name": None,
        "exporter": "torchscript",  # or dynamo, optimum
        "opset": 17,
        "mask": True,  # whether attention_mask is an input
        "mask_type": "int64",  # or int32, float32, bool
        "outputs": "last",  # all, logits, logits+last, logits+all, raw (the model as it is, names left to torch)
        "attention": "eager",  # or sdpa
        "dynamic": "batch+samples",  # or batch, none
        "folding": True,  # TorchScript's constant folding
        "precision": "float32",  # half: model.half(); float16: converted afterwards, inputs and outputs stay float32
        "external": None,  # one: a single side file; each: one for each tensor
        "names": "plain",  # torch: names that torch gives; wrapped: the model inside another module
        "optimise": None,  # onnxsim, ort-basic, ort-extended
        "task": "feature-extraction",  # optimum only; or automatic-speech-recognition
    }

    def __init__(self, **values):
        unknown = set(values) - set(self.DEFAULTS)
        if unknown:
            raise ValueError(f"unknown fields {unknown}")
        self.values = {**self.DEFAULTS, **values}

    def __getattr__(self, name):
        return self.values[name]


def output_names(spec):
    """Names of the outputs in their order."""
    states = [f"hidden_states.{index}" for index in range(models.LAYERS + 1)]
    return {
        "last": ["last_hidden_state"],
        "all": ["last_hidden_state", *states],
        "logits": ["logits"],
        "logits+last": ["logits", "last_hidden_state"],
        "logits+all": ["logits", *states],
        "raw": ["last_hidden_state"] if "hubert" in spec.topology else ["last_hidden_state", "extract_features"],
    }[spec.outputs]


def forward_of(spec, parent):
    """The forward method that gives the wanted outputs as plain tensors."""
    if spec.outputs == "raw":
        return lambda self, input_values, attention_mask=None: parent.forward(
            self, input_values, attention_mask=attention_mask, return_dict=False)

    def forward(self, input_values, attention_mask=None):
        if spec.outputs == "logits+last":
            encoder = getattr(self, self.base_model_prefix)
            last = encoder(input_values, attention_mask=attention_mask)[0]
            return self.lm_head(last), last
        states = "all" in spec.outputs
        result = parent.forward(self, input_values, attention_mask=attention_mask, output_hidden_states=states,
                                return_dict=True)
        first = result.logits if "logits" in spec.outputs else result.last_hidden_state
        return (first, *result.hidden_states) if states else first

    return forward


def build(spec):
    """The model of a spec: a subclass with another forward, so that parameters keep their names."""
    parent = models.model_class(spec.topology, "ForCTC" if "logits" in spec.outputs else "Model")
    forward = forward_of(spec, parent)
    if spec.mask:
        signature = lambda self, input_values, attention_mask: forward(self, input_values, attention_mask)  # noqa: E731
    else:
        signature = lambda self, input_values: forward(self, input_values)  # noqa: E731
    cls = type("Export", (parent,), {"forward": signature})
    torch.manual_seed(0)
    model = models.randomise(cls(models.config(spec.topology, spec.attention)), spec.topology)
    if spec.names == "wrapped":
        model = Wrapped(model, spec.mask)
    return model.half().eval() if spec.precision == "half" else model


class Wrapped(torch.nn.Module):
    """A module around the model, as many write one: parameters get its name as prefix."""

    def __init__(self, inner, mask):
        super().__init__()
        self.model = inner
        if not mask:
            self.forward = lambda input_values: self.model(input_values)

    def forward(self, input_values, attention_mask):
        return self.model(input_values, attention_mask)


def example(spec):
    """Inputs to trace with; of the case `fixed` if sizes are fixed."""
    if "samples" in spec.dynamic:
        values = torch.randn(2, SAMPLES_TRACED, generator=torch.Generator().manual_seed(1))
        mask = torch.ones(2, SAMPLES_TRACED, dtype=torch.long)
        mask[1, 3000:] = 0
    else:
        values, mask = (torch.from_numpy(array) for array in models.batch("fixed"))
    values = values.to(HALF.get(spec.precision, torch.float32))
    mask = mask.to(getattr(torch, spec.mask_type))
    return (values, mask) if spec.mask else (values,)


def export(spec, path):
    """Writes the file."""
    if spec.exporter == "optimum":
        return export_optimum(spec, path)
    model, inputs = build(spec), example(spec)
    names = ["input_values", "attention_mask"][:len(inputs)]
    outputs = output_names(spec)
    options = {} if spec.names == "torch" else {"input_names": names, "output_names": outputs}
    batch, samples = "batch" in spec.dynamic, "samples" in spec.dynamic
    if spec.exporter == "dynamo":
        axes = {}
        if batch:
            axes[0] = torch.export.Dim("batch")
        if samples:
            axes[1] = torch.export.Dim("samples", min=800)
        shapes = tuple(axes for _ in names) if axes else None
        torch.onnx.export(model, inputs, str(path), opset_version=spec.opset, dynamo=True, verbose=False,
                          external_data=False, dynamic_shapes=shapes, **options)
    else:
        axes = {name: {**({0: "batch"} if batch else {}), **({1: "samples"} if samples else {})} for name in names}
        axes.update({name: {**({0: "batch"} if batch else {}), **({1: "frames"} if samples else {})} for name in outputs})
        if spec.names == "torch":
            axes = None
        if _accepts_dynamo():
            options["dynamo"] = False
        with torch.no_grad():
            torch.onnx.export(model, inputs, str(path), opset_version=spec.opset, dynamic_axes=axes if batch or samples else
                              None, do_constant_folding=spec.folding, **options)


def _accepts_dynamo():
    import inspect
    return "dynamo" in inspect.signature(torch.onnx.export).parameters


def export_optimum(spec, path):
    """By Hugging Face's exporter, from a checkpoint folder as its users have one."""
    import shutil
    import tempfile
    from optimum.exporters.onnx import main_export
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder, "checkpoint"), pathlib.Path(folder, "onnx")
        ctc = spec.task == "automatic-speech-recognition"
        models.build(spec.topology, "ForCTC" if ctc else "Model").save_pretrained(source)
        (source / "preprocessor_config.json").write_text(json.dumps({
            "feature_extractor_type": "Wav2Vec2FeatureExtractor", "feature_size": 1, "sampling_rate": 16000,
            "padding_value": 0.0, "do_normalize": True, "padding_side": "right",
            "return_attention_mask": not models.is_group_norm(spec.topology)}))
        main_export(str(source), output=str(target), task=spec.task, opset=spec.opset, do_validation=False,
                    no_post_process=False)
        shutil.move(str(target / "model.onnx"), str(path))


def strip(path):
    """Takes out what exporters add for debugging: stack traces, with the paths of the machine."""
    proto = onnx.load(str(path))
    holders = [proto, proto.graph, *proto.graph.node, *proto.graph.value_info, *proto.graph.input, *proto.graph.output,
               *proto.graph.initializer, *proto.functions]
    for function in proto.functions:
        holders.extend(function.node)
    for holder in holders:
        if hasattr(holder, "doc_string"):
            holder.ClearField("doc_string")
        if hasattr(holder, "metadata_props"):
            del holder.metadata_props[:]
    onnx.save(proto, str(path))


def finish(spec, path):
    """Conversions after the export: half precision, optimisers, external data."""
    strip(path)
    if spec.precision == "float16":
        onnx.save(to_float16(onnx.load(str(path))), str(path))
    if spec.optimise == "onnxsim":
        import onnxsim
        simple, sound = onnxsim.simplify(onnx.load(str(path)))
        if not sound:
            raise RuntimeError("onnxsim found other numbers")
        onnx.save(simple, str(path))
    elif spec.optimise is not None:
        import onnxruntime
        options = onnxruntime.SessionOptions()
        levels = onnxruntime.GraphOptimizationLevel
        options.graph_optimization_level = {
            "ort-basic": levels.ORT_ENABLE_BASIC, "ort-extended": levels.ORT_ENABLE_EXTENDED}[spec.optimise]
        options.optimized_model_filepath = str(path)
        onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
        strip(path)
    if spec.external is not None:
        proto = onnx.load(str(path))
        one = spec.external == "one"
        # Smaller than the default of 1024 bytes, so that a tiny model has many tensors outside.
        onnx.save_model(proto, str(path), save_as_external_data=True, all_tensors_to_one_file=one,
                        location=path.name + "_data" if one else None, size_threshold=256, convert_attribute=False)
        if not one:
            _name_side_files(path)


def to_float16(proto):
    """Converts a graph; casts to float32 that were in it become casts to float16, which the converter forgets."""
    from onnxconverter_common import float16
    casts = {node.name for node in proto.graph.node if node.op_type == "Cast"}
    converted = float16.convert_float_to_float16(proto, keep_io_types=True)
    for node in converted.graph.node:
        if node.op_type == "Cast" and node.name in casts:
            for attribute in node.attribute:
                if attribute.name == "to" and attribute.i == onnx.TensorProto.FLOAT:
                    attribute.i = onnx.TensorProto.FLOAT16
    return converted


def _name_side_files(path):
    """Puts the files of single tensors into a folder of the model's name: their names come from the tensors."""
    proto = onnx.load(str(path), load_external_data=False)
    folder = path.with_suffix(".tensors")
    folder.mkdir(exist_ok=True)
    for tensor in proto.graph.initializer:
        for entry in tensor.external_data:
            if entry.key == "location":
                target = folder / re.sub(r"[^A-Za-z0-9._-]", "_", entry.value)
                (path.parent / entry.value).replace(target)
                entry.value = f"{folder.name}/{target.name}"
    onnx.save(proto, str(path))


def versions():
    """What this interpreter has."""
    import importlib.metadata as metadata
    found = {"python": sys.version.split()[0]}
    for package in ["torch", "transformers", "onnx", "onnxruntime", "onnxscript", "optimum", "optimum-onnx", "numpy",
                    "onnxconverter-common", "onnxsim", "safetensors"]:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[package] = metadata.version(package)
    return found


def reason_of(error):
    """One line of an error: without colours and without folders of the machine."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", f"{type(error).__name__}: {error}")
    return re.sub(r"(?<![\w.])/(?:[\w.+-]+/){2,}", "", " ".join(text.split()))[:600]


def run(specs, folder):
    """Exports all; returns for each None or the reason why it failed."""
    reasons = []
    for number, spec in enumerate(specs):
        path = folder / spec.topology / f"{spec.name}.onnx"
        path.parent.mkdir(parents=True, exist_ok=True)
        reason = None
        try:
            with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
                warnings.simplefilter("ignore")
                export(spec, path)
                finish(spec, path)
                onnx.checker.check_model(str(path))
        except Exception as error:  # every failure is a result: it goes into the index with its reason
            path.unlink(missing_ok=True)
            reason = reason_of(error)
        reasons.append(reason)
        print(f"[{number + 1}/{len(specs)}] {spec.topology}/{spec.name}: {reason or path.stat().st_size}", flush=True)
    return reasons


def main():
    source, folder, report = (pathlib.Path(argument) for argument in sys.argv[1:4])
    specs = [Spec(**values) for values in json.loads(source.read_text())]
    reasons = run(specs, folder)
    report.write_text(json.dumps({"versions": versions(), "reasons": reasons}))


if __name__ == "__main__":
    np.random.seed(0)
    main()
