#!/usr/bin/env python3
"""Makes encoders of the published sizes with random weights by transformers' own classes and PyTorch's exporter.

    python make_encoders.py --config data2vec-base --out FOLDER [--seed 1] [--opset 17]

The folder gets a checkpoint (config.json, model.safetensors) and encoder.onnx, exported in the TorchScript form. The Java
program RandomEncoder makes the same without Python, with other random numbers and its own exporter.
"""
import argparse
import json
import pathlib

import torch
import transformers

LARGE = dict(hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096)
LAYER_NORM = dict(feat_extract_norm="layer", conv_bias=True, do_stable_layer_norm=True)
NO_DROPOUT = dict(
    hidden_dropout=0.0, attention_dropout=0.0, activation_dropout=0.0, feat_proj_dropout=0.0, layerdrop=0.0,
    apply_spec_augment=False)
CONFIGS = {
    "data2vec-base": (transformers.Data2VecAudioConfig, {}),
    "data2vec-large": (transformers.Data2VecAudioConfig, LARGE),
    "wav2vec2-base": (transformers.Wav2Vec2Config, {}),
    "wav2vec2-large": (transformers.Wav2Vec2Config, LARGE),
    "wav2vec2-large-lv60": (transformers.Wav2Vec2Config, {**LARGE, **LAYER_NORM}),
    "hubert-base": (transformers.HubertConfig, {}),
    "hubert-large": (transformers.HubertConfig, {**LARGE, **LAYER_NORM}),
}


class Encoder(torch.nn.Module):
    """Only what the file has to give."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_values, attention_mask):
        return self.model(input_values, attention_mask=attention_mask).last_hidden_state


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", choices=CONFIGS, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--opset", type=int, default=17)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)

    torch.manual_seed(options.seed)
    kind, settings = CONFIGS[options.config]
    model = transformers.AutoModel.from_config(kind(**NO_DROPOUT, **settings), attn_implementation="eager").eval()
    model.save_pretrained(options.out)
    (options.out / "preprocessor_config.json").write_text(json.dumps({
        "feature_extractor_type": "Wav2Vec2FeatureExtractor", "do_normalize": True, "feature_size": 1,
        "padding_value": 0.0, "return_attention_mask": True, "sampling_rate": 16000}))
    values = torch.randn(2, 16000)
    mask = torch.ones(2, 16000, dtype=torch.int64)
    mask[1, 12000:] = 0
    dynamic = {0: "batch", 1: "samples"}
    torch.onnx.export(
        Encoder(model), (values, mask), str(options.out / "encoder.onnx"), dynamo=False, opset_version=options.opset,
        input_names=["input_values", "attention_mask"], output_names=["last_hidden_state"],
        dynamic_axes={"input_values": dynamic, "attention_mask": dynamic,
                      "last_hidden_state": {0: "batch", 1: "frames"}})
    print(options.out / "encoder.onnx", sum(p.numel() for p in model.parameters()), "weights")


if __name__ == "__main__":
    main()
