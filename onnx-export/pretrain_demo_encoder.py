#!/usr/bin/env python3
"""Pre-trains the demo encoder without labels, on synthetic vocal bursts.

    python pretrain_demo_encoder.py --corpus DIR [DIR ...] --out demo-encoder-weights.safetensors
        [--topology data2vec-audio-base] [--steps 1200] [--stop STEPS] [--weights FILE.safetensors] [--seed 2001]
        [--threads 1] [--probe DIR]

The weights of demo-encoder.onnx come from eight corpora of 500 clips and 100 speakers each, seeds 1001 to 1008, in three
runs with all else as by default:

    --seed 2001 --steps 1200 --stop 400 --out first.safetensors
    --seed 2002 --steps 360 --weights first.safetensors --out second.safetensors
    --seed 2003 --steps 250 --rate 1e-3 --fit-heads --weights second.safetensors --out demo-encoder-weights.safetensors

The first run's random start was drawn by an earlier draft of build(), in another order. Repeating the three runs
therefore gives weights of the same kind and not the same bytes.

Small encoders of other topologies, of the demo encoder's size, come from three corpora (seeds 1001 to 1003) in one run
each, some 4 minutes on an idle core, then export_demo_encoder.py with the same --topology:

    --topology hubert-large-ls960-ft --seed 2013 --steps 450
    --topology hubert-base-ls960 --seed 2012 --steps 400
    --topology wav2vec2-large-960h --seed 2011 --steps 900 --stop 800

and, for the experiments with Burst2Vec, a second run over the same corpora:

    --topology wav2vec2-large-960h --seed 2021 --steps 350 --rate 1e-3 --fit-heads --weights first.safetensors
    --topology hubert-large-ls960-ft --seed 2022 --steps 350 --rate 1e-3 --fit-heads --weights first.safetensors
    --topology hubert-base-ls960 --seed 2023 --steps 350 --rate 1e-3 --fit-heads --weights first.safetensors

A corpus is a folder that SyntheticCorpus.write made with SynthLayout.AVB; only its audio/wav/*.wav is read. --probe
names one more such folder, with other seed, whose labels judge the frozen features of its Val speakers before and
after; they never reach the training. Needs numpy, scipy, torch, transformers, safetensors and, to probe,
scikit-learn. The same corpora, seed, steps, number of threads and library versions give the same weights.

Objective, in the spirit of HuBERT and data2vec but cheap, because the targets are computed and not learned:
  frame   from last_hidden_state a linear head tells, of the very 25 ms a frame sees, 40 log-mel bands, their change
          over +-4 frames, log energy, and of 50 ms around it height and log lag of the autocorrelation's peak.
          In half of the clips spans of 3 to 10 frames are hidden behind the model's own mask embedding.
  clip    from the mean of last_hidden_state over the valid frames a linear head tells mean, deviation and slope over
          time of the log-mel bands, the modulation spectrum of the energy, periodicity, pitch and duration. So what a
          multi-task head on pooled features needs is a linear function of them.
All targets are standardised; every group of targets weighs the same in the mean squared error.

The first convolution starts as 32 pairs of windowed cosines and sines from 250 to 7750 Hz. The LayerNorm after it
cancels the level of each ten samples, save through its epsilon; so the pairs are scaled to an output deviation of
0.2, which keeps level audible from about 35 dB below the mean on downwards. Trained weights keep that order of size.

Augmentation: speed and pitch by resampling, random equaliser with resonances and low-pass, slow gain, coloured noise,
a second clip mixed in; one clip in six is procedural: noise bursts, sweeps, harmonic tones through random formants.
"""
import argparse
import hashlib
import math
import pathlib
import time

import numpy as np
import torch
from safetensors.torch import save_file
from scipy.io import wavfile

import encoder_models as models
from export_demo_encoder import DEMO, build

RATE = 16000
HOP, WINDOW = 320, 400  # stride and receptive field of the seven convolutions
BANDS = 40
LONGEST = 2 * RATE
MODULATION_HZ = (1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 8.0, 9.0, 10.5, 12.0, 14.0, 16.0, 18.0)


# ---- audio

def read_corpus(folder):
    """The clips of a corpus in order of their ids, as float arrays."""
    clips = []
    for path in sorted(pathlib.Path(folder, "audio", "wav").glob("*.wav")):
        rate, samples = wavfile.read(path)
        if rate != RATE or samples.ndim != 1 or samples.dtype != np.int16:
            raise SystemExit(f"{path}: expected 16-bit mono at {RATE} Hz")
        clips.append(samples.astype(np.float32) / 32768)
    if not clips:
        raise SystemExit(f"{folder}: no audio/wav/*.wav")
    return clips

def normalise(wave):
    """Zero mean, unit variance, as the trainer does."""
    wave = wave - wave.mean()
    return (wave / math.sqrt(float((wave * wave).mean()) + 1e-7)).astype(np.float32)

def procedural(rng):
    """A clip that no voice made: 1 to 6 noise bursts, sweeps or harmonic tones, through random formants."""
    length = int(rng.uniform(0.4, 1.8) * RATE)
    out = np.zeros(length, np.float32)
    count = rng.integers(1, 7)
    kind = rng.integers(3)
    for start in np.sort(rng.uniform(0, 1, count)):
        size = int(rng.uniform(0.05, 1.2 / math.sqrt(count)) * RATE)
        begin = int(start * max(1, length - size))
        size = min(size, length - begin)
        t = np.linspace(0, 1, size, dtype=np.float32)
        if kind == 0:
            sound = rng.standard_normal(size).astype(np.float32)
        else:
            f0 = math.exp(rng.uniform(math.log(70), math.log(900 if kind == 1 else 3000)))
            bend = rng.normal(0, 0.5) * t + rng.normal(0, 0.3) * np.sin(math.pi * t)
            wobble = rng.uniform(0, 0.06) * np.sin(2 * math.pi * rng.uniform(3, 15) * t * size / RATE)
            phase = np.cumsum(f0 * np.exp2(bend + wobble)) / RATE
            if kind == 1:
                pulse = phase % 1.0
                sound = pulse ** rng.uniform(1, 6) - 0.3 + rng.uniform(0, 0.3) * rng.standard_normal(size)
            else:
                sound = np.sin(2 * math.pi * phase) + rng.uniform(0, 0.5) * np.sin(4 * math.pi * phase)
        rise = rng.uniform(0.01, 0.6)
        envelope = np.minimum(t / rise, ((1 - t) / (1 - rise)) ** rng.uniform(0.5, 3))
        out[begin : begin + size] += (rng.uniform(0.3, 1) * envelope * sound).astype(np.float32)
    return out

def equalise(wave, rng, strength):
    """Random smooth gain over log frequency, resonances, perhaps a low-pass, plus coloured noise; one FFT."""
    size = len(wave)
    spectrum = np.fft.rfft(wave)
    hz = np.fft.rfftfreq(size, 1 / RATE) + 20.0
    octave = np.log2(hz)
    decibel = np.interp(octave, np.linspace(4.3, 13, 8), rng.normal(0, 4 * strength, 8))
    for _ in range(rng.integers(0, 1 + round(3 * strength))):
        centre, width = rng.uniform(8, 12.9), rng.uniform(0.1, 0.5)
        decibel += rng.normal(0, 8) * np.exp(-0.5 * ((octave - centre) / width) ** 2)
    if rng.random() < 0.2:
        decibel -= np.clip((octave - math.log2(rng.uniform(2500, 7000))) * 60, 0, 60)
    spectrum = spectrum * 10 ** (decibel / 20)
    if rng.random() < 0.5:
        noise = rng.standard_normal((2, len(hz)), dtype=np.float32)
        noise = (noise[0] + 1j * noise[1]) * hz ** -rng.uniform(0, 1)
        power = np.sum(np.abs(spectrum) ** 2) / np.sum(np.abs(noise) ** 2)
        spectrum += noise * math.sqrt(power) * 10 ** (-rng.uniform(10, 50) / 20)
    return np.fft.irfft(spectrum, size).astype(np.float32)

def augment(clips, rng):
    """One training clip, normalised."""
    if rng.random() < 1 / 6:
        return normalise(equalise(procedural(rng), rng, 1.0))
    wave = clips[rng.integers(len(clips))]
    if rng.random() < 0.7:
        step = 2 ** rng.uniform(-0.35, 0.35)
        wave = np.interp(np.arange(0, len(wave) - 1, step), np.arange(len(wave)), wave).astype(np.float32)
    if rng.random() < 0.1:
        other = clips[rng.integers(len(clips))]
        shift = rng.integers(0, len(wave))
        part = other[: len(wave) - shift]
        wave = wave.copy()
        wave[shift : shift + len(part)] += 10 ** (-rng.uniform(0, 20) / 20) * part
    if len(wave) > LONGEST:
        begin = rng.integers(0, len(wave) - LONGEST)
        wave = wave[begin : begin + LONGEST]
    if rng.random() < 0.7:
        wave = equalise(wave, rng, rng.uniform(0.2, 1.0))
    if rng.random() < 0.3:
        knots = rng.normal(0, 5, 5)
        gain = np.interp(np.linspace(0, 4, len(wave)), np.arange(5), knots)
        wave = wave * 10 ** (gain / 20)
    return normalise(wave)

def pad(waves):
    """[B,S] samples and attention mask, padded with zeros to the longest."""
    size = max(map(len, waves))
    samples, mask = torch.zeros(len(waves), size), torch.zeros(len(waves), size, dtype=torch.long)
    for row, wave in enumerate(waves):
        samples[row, : len(wave)] = torch.from_numpy(wave)
        mask[row, : len(wave)] = 1
    return samples, mask


class Batches(torch.utils.data.IterableDataset):
    """Batches of about equal length: of eight batches' worth of clips, sorted by length, one after the other."""

    def __init__(self, clips, seed, batch):
        self.clips, self.seed, self.batch = clips, seed, batch

    def __iter__(self):
        torch.set_num_threads(1)
        rng = np.random.default_rng(self.seed)
        while True:
            pool = sorted((augment(self.clips, rng) for _ in range(8 * self.batch)), key=len)
            for index in rng.permutation(8):
                samples, mask = pad(pool[index * self.batch : (index + 1) * self.batch])
                frame, clip = targets(samples, mask)
                hidden = torch.from_numpy(spans(rng, mask)) & valid_frames(mask)
                yield samples, mask, frame, clip, hidden

def spans(rng, mask):
    """[B,T] which frames are hidden: none of every second clip, about 40 % of the others."""
    lengths = frame_count(mask.sum(1)).tolist()
    hidden = np.zeros((len(lengths), frame_count(mask.shape[1])), bool)
    for row in range(0, len(lengths), 2):
        goal = 0.4 * lengths[row]
        while hidden[row].sum() < goal:
            begin = rng.integers(0, lengths[row])
            hidden[row, begin : min(lengths[row], begin + rng.integers(3, 11))] = True
    return hidden


# ---- targets

def frame_count(samples):
    return (samples - WINDOW) // HOP + 1

def valid_frames(mask):
    """[B,T] which frames see no padding."""
    return torch.arange(frame_count(mask.shape[1]))[None] < frame_count(mask.sum(1))[:, None]

def mel_filters(size):
    """[size/2+1, BANDS] triangles, evenly spaced in mel from 60 to 7900 Hz."""
    mel = lambda hz: 2595 * math.log10(1 + hz / 700)
    edges = 700 * (10 ** (torch.linspace(mel(60), mel(7900), BANDS + 2) / 2595) - 1)
    hz = torch.linspace(0, RATE / 2, size // 2 + 1)[:, None]
    rise, fall = (hz - edges[:-2]) / (edges[1:-1] - edges[:-2]), (edges[2:] - hz) / (edges[2:] - edges[1:-1])
    return torch.clamp(torch.minimum(rise, fall), min=0)


MEL = mel_filters(512)
SHORTEST_LAG, LONGEST_LAG = 16, 266  # 1000 to 60 Hz
COSINES = torch.cos(math.pi / BANDS * (torch.arange(BANDS)[:, None] + 0.5) * torch.arange(13)[None])

def log_mel(samples):
    """[B,T,BANDS] and log energy [B,T,1] of each frame's receptive field."""
    frames = samples.unfold(1, WINDOW, HOP)
    power = torch.fft.rfft(frames * torch.hann_window(WINDOW), 512).abs() ** 2
    return torch.log(power @ MEL + 0.02), torch.log((frames ** 2).mean(-1, keepdim=True) + 1e-4)

def pitch(samples):
    """[B,T,2]: the greatest normalised autocorrelation of 50 ms around the frame, and the log of its lag."""
    window = torch.hann_window(2 * WINDOW)
    frames = torch.nn.functional.pad(samples, (WINDOW // 2, WINDOW // 2)).unfold(1, 2 * WINDOW, HOP)
    correlate = lambda x: torch.fft.irfft(torch.fft.rfft(x, 2048).abs() ** 2)[..., : LONGEST_LAG + 1]
    own, reference = correlate((frames - frames.mean(-1, keepdim=True)) * window), correlate(window)
    ratio = own / (own[..., :1] + 1e-3) * (reference[0] / reference)
    lags = torch.arange(SHORTEST_LAG, LONGEST_LAG + 1)
    ratio = ratio[..., SHORTEST_LAG:]
    best = (ratio - 0.0008 * lags).argmax(-1, keepdim=True)  # the shorter of two equal periods
    return torch.cat([ratio.gather(-1, best).clamp(0, 1), torch.log(lags[best].float() / 60)], -1)

def targets(samples, mask):
    """Frame targets [B,T,83] and clip targets [B,F]; the frames of padding hold no meaning."""
    mel, energy = log_mel(samples)
    period = pitch(samples)
    valid = valid_frames(mask)
    lengths = valid.sum(1)
    last = (lengths - 1)[:, None]
    index = torch.arange(mel.shape[1])[None]
    at = lambda offset: torch.minimum((index + offset).clamp(min=0), last)[..., None].expand(-1, -1, BANDS)
    change = mel.gather(1, at(4)) - mel.gather(1, at(-4))
    frame = torch.cat([mel, change, energy, period], -1)

    weight = (valid / lengths[:, None])[..., None]
    mean = (mel * weight).sum(1)
    centred = (mel - mean[:, None]) * valid[..., None]
    deviation = ((centred ** 2 * weight).sum(1) + 1e-3).sqrt()
    clock = (2 * index / last.clamp(min=1) - 1)[..., None] * valid[..., None]  # -1 to 1
    slope = ((centred @ COSINES) * clock * weight).sum(1)
    curve = ((centred @ COSINES[:, :4]) * (clock ** 2 - 1 / 3) * weight).sum(1)
    level = energy - (energy * weight).sum(1, keepdim=True)
    angle = index[..., None] * (2 * math.pi * HOP / RATE) * torch.tensor(MODULATION_HZ)
    level = level * valid[..., None] / lengths.sqrt()[:, None, None]
    modulation = torch.log((level * torch.cos(angle)).sum(1) ** 2 + (level * torch.sin(angle)).sum(1) ** 2 + 0.05)
    voiced = (period[..., :1] ** 3) * weight
    voiced = voiced / (voiced.sum(1, keepdim=True) + 1e-6)
    tone = (period[..., 1:] * voiced).sum(1)
    tones = [tone, ((period[..., 1:] - tone[:, None]) * clock * voiced).sum(1)]
    tones.append(((period[..., 1:] - tone[:, None]) ** 2 * voiced).sum(1).sqrt())
    periodic = (period[..., :1] * weight).sum(1)
    tones += [periodic, ((period[..., :1] - periodic[:, None]) ** 2 * weight).sum(1).sqrt()]
    return frame, torch.cat([mean, deviation, slope, curve, modulation, *tones, torch.log(lengths[:, None])], -1)


FRAME_GROUPS = (BANDS, BANDS, 1, 2)
FRAME_WEIGHTS = (1.0, 0.7, 0.3, 0.7)
CLIP_GROUPS = (BANDS, BANDS, 13, 4, len(MODULATION_HZ), 5, 1)
CLIP_WEIGHTS = (1.0, 1.0, 1.0, 0.5, 1.0, 1.0, 0.3)

def grouped(squares, groups, weights):
    """Weighted mean of the groups' mean squared errors; squares [.., F]."""
    parts = [part.mean() * w for part, w in zip(squares.split(groups, -1), weights)]
    return sum(parts) / sum(weights)


# ---- model

def normalise_channels(layer, x):
    """The norm of a convolution, [B,T,C]: over channels, over time with group norm, or none."""
    norm = getattr(layer, "layer_norm", None)
    if not isinstance(norm, torch.nn.GroupNorm):
        return x if norm is None else norm(x)
    centred = x - x.mean(1, keepdim=True)
    return centred * torch.rsqrt((centred ** 2).mean(1, keepdim=True) + norm.eps) * norm.weight + norm.bias

def fast_convolutions(model):
    """Replaces the forward of the convolutions by matrix products with channels last: same result, half the time."""
    layers = model.feature_extractor.conv_layers

    def forward(samples):
        x = samples.unfold(1, 10, 5) @ layers[0].conv.weight[:, 0].t()
        for number, layer in enumerate(layers):
            if number:
                weight = layer.conv.weight  # [out,in,2 or 3], stride 2
                out, channels, width = weight.shape
                frames = (x.shape[1] - width) // 2 + 1
                pairs = x[:, : 2 * frames].reshape(len(x), frames, 2 * channels)
                y = pairs @ weight[:, :, :2].permute(2, 1, 0).reshape(2 * channels, out)
                if width == 3:
                    y = y + x[:, 2 : 2 * frames + 1 : 2] @ weight[:, :, 2].t()
                x = y
            if layer.conv.bias is not None:
                x = x + layer.conv.bias
            x = torch.nn.functional.gelu(normalise_channels(layer, x))
        return x.transpose(1, 2)

    model.feature_extractor.forward = forward

def start_as_filterbank(model, samples):
    """Sets the first convolution to windowed cosines and sines, of output deviation 0.2 on these samples."""
    weight = model.feature_extractor.conv_layers[0].conv.weight
    pairs = weight.shape[0] // 2
    hz = torch.linspace(250, 7750, pairs)[:, None]
    time_axis = (torch.arange(10) - 4.5)[None] / RATE
    window = 0.5 + 0.5 * torch.cos(math.pi * (torch.arange(10) - 4.5) / 5.5)[None]
    bank = torch.cat([window * torch.cos(2 * math.pi * hz * time_axis), window * torch.sin(2 * math.pi * hz * time_axis)])
    deviation = (samples.unfold(1, 10, 5) @ bank.t()).std((0, 1))[:, None]
    bank = bank / torch.maximum(deviation, 0.3 * deviation.max())  # weak bands are lifted, but not to equality
    with torch.no_grad():
        weight.copy_((0.2 * bank)[:, None])

def pooled(model, samples, mask, hidden=None):
    """last_hidden_state [B,T,D] and its mean over the valid frames [B,D]."""
    forward = type(model).__base__.forward  # the subclass that is exported takes no mask_time_indices
    group_norm = getattr(model.config, "feat_extract_norm", "layer") == "group"
    states = forward(model, samples, attention_mask=None if group_norm else mask, mask_time_indices=hidden).last_hidden_state
    valid = valid_frames(mask)[..., None]
    return states, (states * valid).sum(1) / valid.sum(1)


@torch.no_grad()
def fit_heads(model, heads, batches, centre, scale):
    """Solves the linear heads by ridge regression, so that they need not be learnt anew."""
    outputs = [pooled(model, samples, mask) for samples, mask, *_ in batches]
    valid = [valid_frames(mask) for _, mask, *_ in batches]
    inputs = (torch.cat([states[where] for (states, _), where in zip(outputs, valid)]),
              torch.cat([summary for _, summary in outputs]))
    wanted = (torch.cat([batch[2][where] for batch, where in zip(batches, valid)]), torch.cat([b[3] for b in batches]))
    for head, x, y, mean, deviation in zip(heads, inputs, wanted, centre, scale):
        middle = x.mean(0)
        x = x - middle
        gram = x.t() @ x
        gram += 0.01 * gram.diagonal().mean() * torch.eye(len(gram))
        head.weight.copy_(torch.linalg.solve(gram, x.t() @ ((y - mean) / deviation)).t())
        head.bias.copy_(-head.weight @ middle)

def train(model, clips, arguments, save):
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0  # far too little training to over-fit
    model.config.layerdrop = 0.0
    for layer in model.encoder.layers:
        layer.attention.dropout = 0.0
    # One worker: its stream of batches, hence the result, depends on the seed alone.
    loader = iter(torch.utils.data.DataLoader(Batches(clips, arguments.seed, arguments.batch), batch_size=None,
                                              num_workers=1, prefetch_factor=8))
    first = [next(loader) for _ in range(16)]
    if arguments.weights is None:
        start_as_filterbank(model, first[0][0])
    frames = torch.cat([frame[valid_frames(mask)] for _, mask, frame, _, _ in first])
    summaries = torch.cat([clip for _, _, _, clip, _ in first])
    centre, scale = (frames.mean(0), summaries.mean(0)), (frames.std(0) + 1e-3, summaries.std(0) + 1e-3)
    width = model.config.hidden_size
    heads = torch.nn.ModuleList([torch.nn.Linear(width, frames.shape[1]), torch.nn.Linear(width, summaries.shape[1])])

    if arguments.fit_heads:
        fit_heads(model, heads, first, centre, scale)

    parameters = [*model.parameters(), *heads.parameters()]
    optimiser = torch.optim.AdamW(
        [{"params": [p for p in parameters if p.dim() > 1], "weight_decay": 0.01},
         {"params": [p for p in parameters if p.dim() <= 1], "weight_decay": 0.0}],
        lr=arguments.rate, betas=(0.9, 0.98))
    warm = max(1, min(60, arguments.steps // 10))
    shape = lambda step: min((step + 1) / warm, 0.02 + 0.49 * (1 + math.cos(math.pi * min(1, step / arguments.steps))))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, shape)
    model.train()
    began, sums = time.monotonic(), np.zeros(3)
    last = min(arguments.steps, arguments.stop or arguments.steps)
    for step in range(last):
        samples, mask, frame, clip, hidden = next(loader)
        states, summary = pooled(model, samples, mask, hidden)
        squares = (heads[0](states) - (frame - centre[0]) / scale[0]) ** 2
        # The lag of a frame without period is arbitrary.
        squares = torch.cat([squares[..., :-1], squares[..., -1:] * frame[..., -2:-1] ** 2], -1)
        seen = valid_frames(mask) & ~hidden
        parts = [grouped(squares[where], FRAME_GROUPS, FRAME_WEIGHTS) for where in (hidden, seen)]
        parts.append(grouped((heads[1](summary) - (clip - centre[1]) / scale[1]).clamp(-6, 6) ** 2, CLIP_GROUPS, CLIP_WEIGHTS))
        loss = 0.5 * parts[0] + parts[1] + 1.5 * parts[2]
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        schedule.step()
        sums += [part.item() for part in parts]
        if (step + 1) % 50 == 0 or step + 1 == last:
            count = step % 50 + 1
            print(f"step {step + 1:5d}  {time.monotonic() - began:6.0f} s  hidden frames {sums[0] / count:.3f}  "
                  f"seen frames {sums[1] / count:.3f}  clips {sums[2] / count:.3f}", flush=True)
            sums[:] = 0
        if (step + 1) % 200 == 0:
            save(model)
    model.eval()
    return model


# ---- probes

def embed(model, waves, batch=16):
    """Mean-pooled features [N,D] of clips, in order."""
    waves = [normalise(wave) for wave in waves]
    order = sorted(range(len(waves)), key=lambda row: len(waves[row]))
    out = [None] * len(waves)
    model.eval()
    with torch.inference_mode():
        for begin in range(0, len(order), batch):
            rows = order[begin : begin + batch]
            for row, value in zip(rows, pooled(model, *pad([waves[row] for row in rows]))[1]):
                out[row] = value
    return torch.stack(out).numpy()

def hand_made(waves):
    """Mean and deviation over time of the log-mel bands [N,80]."""
    rows = [log_mel(torch.from_numpy(normalise(wave))[None])[0][0] for wave in waves]
    return torch.stack([torch.cat([row.mean(0), row.std(0)]) for row in rows]).numpy()

def concordance(told, true):
    """Mean over the columns of Lin's coefficient."""
    a, b = told - told.mean(0), true - true.mean(0)
    gap = (told.mean(0) - true.mean(0)) ** 2
    return float((2 * (a * b).mean(0) / ((a * a).mean(0) + (b * b).mean(0) + gap)).mean())

def probe(features, folder):
    """Ridge regression and shrinkage LDA from Train to Val: a map of task to CCC or UAR."""
    import csv

    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.linear_model import RidgeCV
    from sklearn.metrics import recall_score
    from sklearn.preprocessing import StandardScaler

    tables = {name: list(csv.reader(open(pathlib.Path(folder, "labels", name + "_info.csv"), encoding="utf-8")))[1:]
              for name in ("high", "culture", "two", "type", "data")}
    split = np.array([row[1] for row in tables["high"]])
    learn, judge = split == "Train", split == "Val"
    scaled = StandardScaler().fit(features[learn]).transform(features)
    result = {}
    for name in ("high", "culture", "two"):
        labels = np.array([row[2:] if row[1] != "Test" else [0] * len(row[2:]) for row in tables[name]], float)
        model = RidgeCV(np.logspace(-1, 4, 16)).fit(scaled[learn], labels[learn])
        result[name] = concordance(np.clip(model.predict(scaled[judge]), 0, 1), labels[judge])
    for name, labels in (("type", [row[2] for row in tables["type"]]), ("country", [row[2] for row in tables["data"]])):
        labels = np.array(labels)
        kinds = len(set(labels[learn]))
        model = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto", priors=[1 / kinds] * kinds)
        told = model.fit(scaled[learn], labels[learn]).predict(scaled[judge])
        result[name] = float(recall_score(labels[judge], told, average="macro"))
    return result

def save_weights(model, path):
    """Writes the state dict under a temporary name, then renames it."""
    draft = path.with_name(path.name + ".part")
    save_file({name: value.contiguous() for name, value in model.state_dict().items()}, str(draft))
    draft.replace(path)

def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", nargs="+", required=True, help="folders of synthetic corpora to learn from")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="safetensors file to write")
    parser.add_argument("--probe", help="folder of a labelled synthetic corpus of another seed")
    parser.add_argument("--topology", choices=sorted(models.TOPOLOGIES), default=DEMO)
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--stop", type=int, help="end after this many steps, with the rate that --steps gives them")
    parser.add_argument("--weights", help="go on from these weights, with new heads; default: random, from the seed")
    parser.add_argument("--fit-heads", action="store_true", help="with --weights: start from heads solved in closed form")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1.5e-3, help="greatest learning rate")
    parser.add_argument("--seed", type=int, default=2001)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    clips = [clip for folder in arguments.corpus for clip in read_corpus(folder)]
    print(f"{len(clips)} clips, {sum(map(len, clips)) / RATE:.0f} s", flush=True)

    def report(name, features):
        scores = probe(features(read_corpus(arguments.probe)), arguments.probe)
        print(f"{name:12s}" + "  ".join(f"{task} {value:.3f}" for task, value in scores.items()), flush=True)

    model = build(arguments.seed, arguments.weights, arguments.topology)
    fast_convolutions(model)
    if arguments.probe:
        report("log-mel", hand_made)
        report("at start", lambda waves: embed(model, waves))
    train(model, clips, arguments, lambda trained: save_weights(trained, arguments.out))
    save_weights(model, arguments.out)
    if arguments.probe:
        report("pre-trained", lambda waves: embed(model, waves))
    print(hashlib.sha256(arguments.out.read_bytes()).hexdigest(), arguments.out)


if __name__ == "__main__":
    main()
