#!/usr/bin/env python3
"""Exports the demo encoder: a small data2vec-audio model of Hugging Face's own class, as one ONNX file.

    python export_demo_encoder.py [--topology data2vec-audio-base] [--out demo-encoder.onnx] [--seed 1]
        [--weights FILE.safetensors]

Without --weights the parameters are drawn from the seed; with it they are those of a checkpoint of the same shape
(names as in the class of the topology). The file has the inputs `input_values` [B,S] and `attention_mask` [B,S]
(1 = sample, 0 = padding) and the output `last_hidden_state` [B,T,D]; batch and length are dynamic. Topologies with
group norm have no mask, as their published checkpoints were trained without one.
"""
import argparse
import hashlib
import pathlib
import sys
import warnings

import onnx
import torch
from safetensors.torch import load_file

import encoder_models as models

DEMO = "data2vec-audio-base"


def encoder_class(topology):
    """The model with its one output; a subclass, so that parameters keep their names."""
    parent = models.model_class(topology)

    class Masked(parent):
        def forward(self, input_values, attention_mask):
            return super().forward(input_values, attention_mask=attention_mask).last_hidden_state

    class Unmasked(parent):
        def forward(self, input_values):
            return super().forward(input_values).last_hidden_state

    return Unmasked if models.is_group_norm(topology) else Masked


def config(topology=DEMO, hidden=128, heads=4, layers=4, intermediate=512, conv_dim=64, groups=16):
    """The topology, narrower and shallower than its published checkpoint."""
    return models.config(
        topology,
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=intermediate,
        conv_dim=(conv_dim,) * 7,
        num_conv_pos_embedding_groups=groups,
    )


def build(seed, weights=None, topology=DEMO, **shape):
    """The model in evaluation mode."""
    torch.manual_seed(seed)
    model = encoder_class(topology)(config(topology, **shape))
    if weights is not None:
        model.load_state_dict(load_file(weights), strict=True)
    else:
        with torch.no_grad():
            # Fresh norms are all ones and zeros: one that is lost or swapped would not show.
            for parameter in model.parameters():
                if parameter.dim() == 1:
                    parameter.add_(torch.randn_like(parameter) * 0.05)
    return model.eval()


def export(model, path, opset=17, dynamo=False, topology=DEMO):
    """Writes the ONNX file and has it checked."""
    samples = torch.randn(2, 8000)
    mask = torch.ones(2, 8000, dtype=torch.long)
    mask[1, 6000:] = 0
    inputs = (samples,) if models.is_group_norm(topology) else (samples, mask)
    names = {"input_names": ["input_values", "attention_mask"][:len(inputs)], "output_names": ["last_hidden_state"]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if dynamo:
            axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("samples", min=800)}
            torch.onnx.export(
                model, inputs, str(path), opset_version=opset, dynamo=True, external_data=False, verbose=False,
                dynamic_shapes={name: axes for name in names["input_names"]}, **names)
        else:
            axes = {name: {0: "batch", 1: "samples"} for name in names["input_names"]}
            axes["last_hidden_state"] = {0: "batch", 1: "frames"}
            torch.onnx.export(
                model, inputs, str(path), opset_version=opset, dynamo=False, dynamic_axes=axes, **names)
    strip(path)
    onnx.checker.check_model(str(path), full_check=True)


def strip(path):
    """Takes out what exporters add for debugging: stack traces, with the paths of the machine."""
    proto = onnx.load(str(path))
    for holder in [proto, proto.graph, *proto.graph.node, *proto.graph.value_info, *proto.graph.input,
                   *proto.graph.output, *proto.graph.initializer]:
        holder.ClearField("doc_string")
        del holder.metadata_props[:]
    onnx.save(proto, str(path))


def main():
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--topology", choices=sorted(models.TOPOLOGIES), default=DEMO)
    parser.add_argument("--out", type=pathlib.Path, default=here / "demo-encoder.onnx")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weights", type=pathlib.Path)
    arguments = parser.parse_args()
    model = build(arguments.seed, arguments.weights, arguments.topology)
    export(model, arguments.out, topology=arguments.topology)
    proto = onnx.load(str(arguments.out))
    count = sum(parameter.numel() for name, parameter in model.named_parameters() if name != "masked_spec_embed")
    print(f"{arguments.out}: {arguments.out.stat().st_size} bytes, {count} parameters, opset "
          f"{proto.opset_import[0].version}, IR {proto.ir_version}, outputs {[o.name for o in proto.graph.output]}")
    print("sha256", hashlib.sha256(arguments.out.read_bytes()).hexdigest())
    return 0


if __name__ == "__main__":
    sys.exit(main())
