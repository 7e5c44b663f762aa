#!/usr/bin/env python3
"""Makes the reference data of the importer's tests: waveforms, and what torch and ONNX Runtime make of them.

    python make_fixtures.py [--out ../src/test/resources/org/burst4j/onnx]

All arrays are raw little-endian float32 files; fixtures.json holds their shapes and lengths. The tiny encoders are one
model, exported in three ways; gradients are torch's of sum(y * cos(i)) / count over all outputs y with index i.
"""
import argparse
import json
import pathlib

import numpy as np
import onnxruntime
import torch

import export_demo_encoder as demo

HERE = pathlib.Path(__file__).resolve().parent
CASES = {"single": (1600, [1600]), "pair": (4800, [4800, 3000]), "triple": (8000, [8000, 4321, 400])}
TINY = {"hidden": 16, "heads": 2, "layers": 1, "intermediate": 32, "conv_dim": 8, "groups": 4}
EXPORTS = {"tiny-opset17": (17, False), "tiny-opset14": (14, False), "tiny-dynamo18": (18, True)}


def batch(samples, lengths, seed):
    """Noise through a slow swell, normalised over the real samples, zero in the padding."""
    random = np.random.default_rng(seed)
    values = np.zeros((len(lengths), samples), np.float32)
    mask = np.zeros((len(lengths), samples), np.int64)
    for row, length in enumerate(lengths):
        time = np.arange(length) / 16000
        wave = random.normal(size=length) * (1.1 + np.sin(2 * np.pi * 5 * time)) + 2 * np.sin(2 * np.pi * 300 * time)
        values[row, :length] = (wave - wave.mean()) / np.sqrt(wave.var() + 1e-7)
        mask[row, :length] = 1
    return values, mask


def write(folder, name, array):
    np.ascontiguousarray(array, dtype="<f4").tofile(folder / f"{name}.f32")
    return list(array.shape)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parent / "src/test/resources/org/burst4j/onnx")
    parser.add_argument("--weights", type=pathlib.Path)
    out = parser.parse_args()
    folder = out.out
    folder.mkdir(parents=True, exist_ok=True)
    index = {"cases": {}, "gradients": {}}

    model = demo.build(1, out.weights)
    session = onnxruntime.InferenceSession(str(HERE / "demo-encoder.onnx"), providers=["CPUExecutionProvider"])
    for seed, (name, (samples, lengths)) in enumerate(CASES.items()):
        values, mask = batch(samples, lengths, seed)
        with torch.no_grad():
            by_torch = model(torch.from_numpy(values), torch.from_numpy(mask)).numpy()
        by_runtime = session.run(None, {"input_values": values, "attention_mask": mask})[0]
        print(name, by_torch.shape, "torch against ONNX Runtime", np.abs(by_torch - by_runtime).max())
        index["cases"][name] = {
            "samples": samples, "lengths": lengths, "shape": write(folder, f"{name}.torch", by_torch)}
        write(folder, f"{name}.onnxruntime", by_runtime)
        write(folder, f"{name}.input", values)

    model = demo.build(2, **TINY)
    for name, (opset, dynamo) in EXPORTS.items():
        demo.export(model, folder / f"{name}.onnx", opset, dynamo)
    values, mask = batch(1999, [1999, 1100], 7)
    output = model(torch.from_numpy(values), torch.from_numpy(mask))
    loss = (output * torch.cos(torch.arange(output.numel(), dtype=torch.float32)).reshape(output.shape)).mean()
    loss.backward()
    write(folder, "tiny.input", values)
    write(folder, "tiny.torch", output.detach().numpy())
    index["tiny"] = {"samples": 1999, "lengths": [1999, 1100], "shape": list(output.shape), "loss": loss.item()}
    flat = []
    for name, parameter in model.named_parameters():
        if parameter.grad is not None:
            index["gradients"][name] = list(parameter.shape)
            flat.append(parameter.grad.numpy().ravel())
    write(folder, "tiny.gradients", np.concatenate(flat))
    (folder / "fixtures.json").write_text(json.dumps(index, indent=1) + "\n")


if __name__ == "__main__":
    main()
