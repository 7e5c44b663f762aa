"""The multitask net of Hallmen et al. 2022 in PyTorch, and its training in two stages, as the tests' reference.

Written for this project from the specification of both readings of the paper: what it says (`paper`) and what its authors'
program does (`code`). Settings have the names and values of our configuration. It is plain where Burst4J is quick: losses select
the rows that have labels instead of masking them, and torch's own variance, cross-entropy and AdamW are used.
"""
import math

import torch
import transformers
from torch import nn

HEAD_UNITS = 16


class Net(nn.Module):
    """Encoder, mean over frames, one head a task (linear, GELU, linear), one log sigma a task."""

    def __init__(self, encoder, tasks, model):
        super().__init__()
        self.encoder, self.tasks, self.model = encoder, tasks, model
        # Lists, since a dictionary of modules cannot have the key `type`.
        self.heads = nn.ModuleList(
            nn.Sequential(nn.Linear(self.inputs(task), HEAD_UNITS), nn.GELU(), nn.Linear(HEAD_UNITS, size))
            for task, size in tasks.items())
        self.log_sigmas = nn.ParameterList(nn.Parameter(torch.zeros(())) for _ in tasks)

    def inputs(self, task):
        """Numbers that a head reads: the embedding, and the predictions of the intermediate tasks unless it is one."""
        first = self.model["intermediateTasks"]
        return self.encoder.config.hidden_size + (0 if task in first else sum(self.tasks[name] for name in first))

    def head(self, task, features):
        return self.heads[list(self.tasks).index(task)](features)

    def embedding(self, values, mask):
        """The mean of the last layer over the frames [B,D]: over those of the clip, or over all."""
        hidden = self.encoder(values, attention_mask=mask).last_hidden_state  # [B,T,D]
        if self.model["pooling"] == "all":
            return hidden.mean(dim=1)
        frames = self.encoder._get_feat_extract_output_lengths(mask.sum(dim=1))
        return torch.stack([clip[:int(count)].mean(dim=0) for clip, count in zip(hidden, frames)])

    def forward(self, values, mask):
        """What each head puts out [B,K]."""
        embedding = self.embedding(values, mask)
        first = self.model["intermediateTasks"]
        raw = {task: self.head(task, embedding) for task in first}
        fed = [raw[task].softmax(dim=1) for task in first]
        if not self.model["intermediateGradient"]:
            fed = [prediction.detach() for prediction in fed]
        wide = torch.cat([embedding, *fed], dim=1)
        return {task: raw[task] if task in first else self.head(task, wide) for task in self.tasks}


def concordance(prediction, target, settings, weights=None):
    """The concordance correlation coefficient of two rows of numbers."""
    epsilon = settings["cccEpsilon"]
    if weights is None:
        of_variance = 0 if settings["cccDdof"] == "population" else 1
        of_covariance = 1 if settings["cccDdof"] == "sample" else 0
        count = prediction.numel()
        mean_p, mean_t = prediction.mean(), target.mean()
        variance_p = torch.var(prediction, correction=of_variance)
        variance_t = torch.var(target, correction=of_variance)
        covariance = ((prediction - mean_p) * (target - mean_t)).sum() / (count - of_covariance)
    else:
        assert settings["cccDdof"] == "population", "weighted moments have no degrees of freedom"
        share = weights / weights.sum()
        mean_p, mean_t = (share * prediction).sum(), (share * target).sum()
        variance_p = (share * (prediction - mean_p) ** 2).sum()
        variance_t = (share * (target - mean_t) ** 2).sum()
        covariance = (share * (prediction - mean_p) * (target - mean_t)).sum()
    return 2 * covariance / (variance_p + variance_t + (mean_p - mean_t) ** 2 + epsilon)


def mean(values, weights):
    """The mean, weighted if there are weights; None of nothing."""
    if values.numel() == 0:
        return None
    return values.mean() if weights is None else (weights * values).sum() / weights.sum()


def chosen(weights, rows):
    return None if weights is None else weights[rows]


def regression_loss(raw, target, settings, weights):
    """The loss of a regression task; None where no label is enough for one."""
    unit = {"sigmoid": torch.sigmoid, "clamp": lambda x: x.clamp(0, 1), "none": lambda x: x}[settings["activation"]](raw)
    there = ~target.isnan()
    if settings["loss"] == "ccc" and settings["cccAxis"] == "clip":
        rows = there.all(dim=1)
        losses = [1 - concordance(p, t, settings) for p, t in zip(unit[rows], target[rows])]
        return mean(torch.stack(losses) if losses else unit[:0, 0], chosen(weights, rows))
    if settings["loss"] == "ccc":
        losses = [1 - concordance(unit[rows, k], target[rows, k], settings, chosen(weights, rows))
                  for k, rows in enumerate(there.unbind(dim=1)) if rows.sum() >= 2]
        return torch.stack(losses).mean() if losses else None
    difference = (unit - target)[there]
    cells = None if weights is None else weights[:, None].expand_as(there)[there]
    return mean(difference ** 2 if settings["loss"] == "mse" else difference.abs(), cells)


def class_loss(raw, target, settings, class_weights, weights, training):
    """The cross-entropy of a class task, not divided by the class weights; None without a label."""
    rows = ~target.isnan()
    if not rows.any():
        return None
    size = raw.shape[1]
    plain = not training and settings["plainValidation"]
    if plain or not settings["classWeights"]:
        class_weights = torch.full((size,), 1 / size)
    one_hot = nn.functional.one_hot(target[rows].long(), size).to(raw.dtype)
    entropy = nn.CrossEntropyLoss(weight=class_weights.to(raw.dtype), reduction="none",
                                  label_smoothing=0 if plain else settings["labelSmoothing"])
    read = raw.softmax(dim=1) if settings["crossEntropyInput"] == "probabilities" else raw
    return mean(entropy(read[rows], one_hot), chosen(weights, rows))


def sample_weights(classes):
    """Each clip's weight: inverse to how often its class is in the batch, mean 1; 1 where the class is unknown."""
    weights = torch.ones(len(classes), dtype=torch.float64)
    known = ~classes.isnan()
    there = classes[known]
    if len(there):
        inverse = 1 / (there[:, None] == there).sum(dim=1).double()
        weights[known] = inverse / inverse.mean()
    return weights


def losses(net, batch, case, training):
    """The joined loss and each task's own."""
    raw = net(batch["values"], batch["mask"])
    by = case["train"]["sampleWeights"]
    weights = sample_weights(batch["targets"][by]).to(batch["values"].dtype) if by and training else None
    joined, own = 0, {}
    for task, log_sigma in zip(net.tasks, net.log_sigmas):
        settings = {**net.model["taskDefaults"], **net.model["perTask"].get(task, {})}
        target = batch["targets"][task]
        loss = (class_loss(raw[task], target, settings, case["classWeights"][task], weights, training)
                if task in case["classWeights"] else regression_loss(raw[task], target, settings, weights))
        own[task] = 0.0 if loss is None else loss.item()
        if loss is None:
            continue
        if net.model["weighting"] == "uncertainty":
            joined = joined + torch.exp(-2 * log_sigma) * loss + log_sigma
        else:
            joined = joined + settings["weight"] * loss
    return joined, own


def named_weights(net):
    """Every parameter that is trained by its name in Burst4J, in torch's layout."""
    found = {"encoder/" + name: parameter for name, parameter in net.encoder.named_parameters() if
             name != "masked_spec_embed"}
    for task, head in zip(net.tasks, net.heads):
        for place, layer in ((0, "dense"), (2, "output")):
            found.update({f"heads/{task}/{layer}/{name}": parameter for name, parameter in head[place].named_parameters()})
    if net.model["weighting"] == "uncertainty":
        found.update({f"log_sigma/{task}": parameter for task, parameter in zip(net.tasks, net.log_sigmas)})
    return found


def snapshot(net):
    return {name: parameter.detach().clone() for name, parameter in named_weights(net).items()}


def train(net, case, batches, validation):
    """Two stages, the second from the best epoch of the first; returns for each what happened and the best weights."""
    stages = []
    for number in (1, 2):
        stage = case["train"][f"stage{number}"]
        weights = named_weights(net)
        trained = {name: weight for name, weight in weights.items() if
                   not (stage["freezeEncoder"] and name.startswith("encoder/"))}
        for name, weight in weights.items():
            weight.requires_grad_(name in trained)
        optimiser = torch.optim.AdamW(trained.values(), lr=stage["learningRate"], weight_decay=case["train"]["weightDecay"])
        schedule = None
        if stage["schedule"] == "cosine":
            schedule = transformers.get_cosine_schedule_with_warmup(
                optimiser, round(stage["warmupEpochs"] * len(batches)), stage["epochs"] * len(batches))
        steps, epochs, best, best_weights = [], [], math.inf, None
        # In evaluation mode, so that nothing is dropped or masked; only the encoder would do that.
        net.eval()
        for _ in range(stage["epochs"]):
            for batch in batches:
                optimiser.zero_grad()
                loss, own = losses(net, batch, case, training=True)
                loss.backward()
                for weight in trained.values():
                    # A task without a label in the batch: as with masked losses its weights are stepped by their moments.
                    weight.grad = torch.zeros_like(weight) if weight.grad is None else weight.grad
                norm = math.sqrt(sum(float(weight.grad.double().square().sum()) for weight in trained.values()))
                steps.append({"loss": loss.item(), "learningRate": optimiser.param_groups[0]["lr"], "gradientNorm": norm,
                              "taskLosses": own})
                optimiser.step()
                if schedule:
                    schedule.step()
            with torch.no_grad():
                loss, own = losses(net, validation, case, training=False)
            better = loss.item() < best
            if better:
                best, best_weights = loss.item(), snapshot(net)
            epochs.append({"loss": loss.item(), "best": better, "taskLosses": own})
        stages.append({"steps": steps, "validation": epochs, "weights": best_weights})
        with torch.no_grad():
            for name, weight in weights.items():
                weight.copy_(best_weights[name])
    return stages
