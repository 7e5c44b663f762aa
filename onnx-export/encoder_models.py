"""The encoders of the fixtures: the seven topologies in tiny, their seeded weights, and the waveforms given to them.

A topology keeps everything of its published checkpoint but the sizes: kernels, strides, norms, biases, epsilon and the kind
of positional convolution are those of the `config.json` on the hub; widths, heads, layers and groups are small. Weights
do not depend on a random generator of torch, so older versions get the same.
"""
import json
import re
import zlib

import numpy as np
import torch
import transformers

LAYERS = 2
VOCABULARY = 7

_COMMON = {
    "conv_kernel": [10, 3, 3, 3, 3, 2, 2],
    "conv_stride": [5, 2, 2, 2, 2, 2, 2],
    "conv_dim": [8] * 7,
    "num_feat_extract_layers": 7,
    "num_hidden_layers": LAYERS,
    "hidden_act": "gelu",
    "feat_extract_activation": "gelu",
    "layer_norm_eps": 1e-5,
    "vocab_size": VOCABULARY,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
}
_GROUP_POST = {"feat_extract_norm": "group", "conv_bias": False, "do_stable_layer_norm": False}
_LAYER_STABLE = {"feat_extract_norm": "layer", "conv_bias": True, "do_stable_layer_norm": True}
_BASE = {"hidden_size": 12, "num_attention_heads": 2, "intermediate_size": 16, "num_conv_pos_embedding_groups": 6}
_LARGE = {"hidden_size": 20, "num_attention_heads": 4, "intermediate_size": 24, "num_conv_pos_embedding_groups": 10}
_WEIGHT_NORM = {"num_conv_pos_embeddings": 128}
# Small codebooks of the pre-training head: those of the papers would be most of the file.
_QUANTIZER = {"num_codevectors_per_group": 4, "num_codevector_groups": 2, "codevector_dim": 8, "proj_codevector_dim": 8}
_DATA2VEC = {"num_conv_pos_embeddings": 5, "conv_pos_kernel_size": 19, "conv_bias": False}

TOPOLOGIES = {
    "data2vec-audio-base": ("data2vec-audio", {**_BASE, **_DATA2VEC}),
    "data2vec-audio-large": ("data2vec-audio", {**_LARGE, **_DATA2VEC}),
    "wav2vec2-base": ("wav2vec2", {**_BASE, **_WEIGHT_NORM, **_GROUP_POST, **_QUANTIZER}),
    "wav2vec2-large-960h": ("wav2vec2", {**_LARGE, **_WEIGHT_NORM, **_GROUP_POST, **_QUANTIZER}),
    "wav2vec2-large-lv60": ("wav2vec2", {**_LARGE, **_WEIGHT_NORM, **_LAYER_STABLE, **_QUANTIZER}),
    "hubert-base-ls960": ("hubert", {**_BASE, **_WEIGHT_NORM, **_GROUP_POST, "feat_proj_layer_norm": True}),
    "hubert-large-ls960-ft": ("hubert", {**_LARGE, **_WEIGHT_NORM, **_LAYER_STABLE, "feat_proj_layer_norm": True}),
}

_CLASSES = {
    "data2vec-audio": ("Data2VecAudioConfig", "Data2VecAudio"),
    "wav2vec2": ("Wav2Vec2Config", "Wav2Vec2"),
    "hubert": ("HubertConfig", "Hubert"),
}

# Frames end at 400, 720, 1040, 1360, 1680, 2000 samples; lengths lie on, below and above these edges.
CASES = {
    "single": (1600, [1600]),
    "padded": (2000, [2000, 1679, 400]),
    "edges": (2319, [2319, 1680, 719]),
    "fixed": (1600, [1600, 1040]),
}


def is_group_norm(topology):
    """Whether the feature extractor has group norm, whose checkpoints were trained without a mask."""
    return TOPOLOGIES[topology][1].get("feat_extract_norm") == "group"


def config(topology, attention="eager", **sizes):
    """The configuration object of a topology; sizes are fields that differ from the tiny ones."""
    family, values = TOPOLOGIES[topology]
    fields = {**_COMMON, **values, **sizes}
    return getattr(transformers, _CLASSES[family][0])(**fields, attn_implementation=attention)


def model_class(topology, task="Model"):
    """Hugging Face's class: task is Model, ForCTC, ForSequenceClassification or ForPreTraining."""
    return getattr(transformers, _CLASSES[TOPOLOGIES[topology][0]][1] + task)


def base_prefix(topology):
    """What a model with a head puts before the names of the encoder's parameters."""
    return {"data2vec-audio": "data2vec_audio.", "wav2vec2": "wav2vec2.", "hubert": "hubert."}[TOPOLOGIES[topology][0]]


def new_name(name):
    """The name of a parameter since torch 2.1: weight norm by parametrization."""
    return name.replace(".weight_g", ".parametrizations.weight.original0").replace(
        ".weight_v", ".parametrizations.weight.original1")


def old_name(name):
    """The name of a parameter in published checkpoints: weight norm by hooks."""
    return name.replace(".parametrizations.weight.original0", ".weight_g").replace(
        ".parametrizations.weight.original1", ".weight_v")


def draw(name, shape, topology):
    """Weights of one parameter: its seed is its name and topology, so they are the same in every version and class."""
    random = np.random.default_rng(zlib.crc32(f"{topology}/{name}".encode()))
    values = random.standard_normal(shape)
    if name.endswith("original0"):
        values = 3 + values * 0.6
    elif "norm" in name and name.endswith(".weight"):
        values = 1 + values * 0.2
    elif len(shape) == 1:
        values = values * 0.2
    else:
        fan_in = int(np.prod(shape[1:]))
        gain = 1.6 if "q_proj" in name or "k_proj" in name or "conv_layers" in name else 1.0
        values = values * gain / np.sqrt(fan_in)
    return values.astype(np.float32)


def randomise(model, topology):
    """Overwrites every parameter. Fresh norms are all ones and zeros: one that is lost or swapped would not show."""
    prefix = base_prefix(topology)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            plain = new_name(name)
            plain = plain[len(prefix):] if plain.startswith(prefix) else plain
            parameter.copy_(torch.from_numpy(draw(plain, tuple(parameter.shape), topology)).to(parameter.dtype))
    return model.eval()


def build(topology, task="Model", attention="eager"):
    """The model in evaluation mode with its seeded weights."""
    torch.manual_seed(0)
    return randomise(model_class(topology, task)(config(topology, attention)), topology)


def batch(case):
    """Noise through a slow swell, normalised over the real samples, zero in the padding: values and mask [B,S]."""
    samples, lengths = CASES[case]
    random = np.random.default_rng(zlib.crc32(case.encode()))
    values = np.zeros((len(lengths), samples), np.float32)
    mask = np.zeros((len(lengths), samples), np.int64)
    for row, length in enumerate(lengths):
        time = np.arange(length) / 16000
        wave = random.normal(size=length) * (1.1 + np.sin(2 * np.pi * 5 * time)) + 2 * np.sin(2 * np.pi * 300 * time)
        values[row, :length] = (wave - wave.mean()) / np.sqrt(wave.var() + 1e-7)
        mask[row, :length] = 1
    return values, mask


def write_json(path, value):
    """An indented file with lists of numbers or names, and innermost objects, each on one line."""
    text = json.dumps(value, indent=1)
    text = re.sub(r"\[[^\[\]{}]*\]", lambda match: " ".join(match[0].split()), text)
    text = re.sub(r"\{[^{}]*\}", lambda match: " ".join(match[0].split()), text)
    path.write_text(text + "\n")
