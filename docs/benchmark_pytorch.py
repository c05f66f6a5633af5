"""The PyTorch side of BENCHMARKS.md: the same model and the same work as `llm bench --config 124M`, in plain PyTorch.

    python3 docs/benchmark_pytorch.py [threads] > pytorch.json

The model is GPT-2 124M as the book builds it: layers of its own for the norm, GELU and attention, a head that is not tied, dropout 0.1
while training, context length 256. No chapter needs this file; it is here so that the comparison can be repeated.
"""

import json
import statistics
import sys
import time

import torch
from torch import nn

VOCAB, CONTEXT, EMB, HEADS, LAYERS, DROP = 50257, 256, 768, 12, 12, 0.1


class LayerNorm(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(EMB))
        self.shift = nn.Parameter(torch.zeros(EMB))

    def forward(self, x):
        mean = x.mean(-1, keepdim=True)
        var = x.var(-1, keepdim=True, unbiased=False)
        return self.scale * (x - mean) / torch.sqrt(var + 1e-5) + self.shift


class GELU(nn.Module):
    def forward(self, x):
        root = torch.sqrt(torch.tensor(2.0 / torch.pi))
        return 0.5 * x * (1 + torch.tanh(root * (x + 0.044715 * x**3)))


class Attention(nn.Module):
    """Multi-head attention with the cache of the book's bonus chapter: keys and values are appended at each step."""

    def __init__(self):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(EMB, EMB, bias=False) for _ in range(3))
        self.out = nn.Linear(EMB, EMB)
        self.drop = nn.Dropout(DROP)
        self.register_buffer("mask", torch.triu(torch.ones(CONTEXT, CONTEXT), 1).bool(), persistent=False)
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def forward(self, x, cached):
        batch, seq, _ = x.shape
        query, key, value = (f(x).view(batch, seq, HEADS, EMB // HEADS) for f in (self.query, self.key, self.value))
        start = 0
        if cached:
            if self.keys is not None:
                start = self.keys.shape[1]
                key, value = torch.cat([self.keys, key], 1), torch.cat([self.values, value], 1)
            self.keys, self.values = key, value
        query, key, value = (t.transpose(1, 2) for t in (query, key, value))
        scores = query @ key.transpose(2, 3)
        scores.masked_fill_(self.mask[start : start + seq, : start + seq], -torch.inf)
        weights = self.drop(torch.softmax(scores / (EMB // HEADS) ** 0.5, -1))
        return self.out((weights @ value).transpose(1, 2).contiguous().view(batch, seq, EMB))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = Attention()
        self.feed = nn.Sequential(nn.Linear(EMB, 4 * EMB), GELU(), nn.Linear(4 * EMB, EMB))
        self.norm1, self.norm2, self.drop = LayerNorm(), LayerNorm(), nn.Dropout(DROP)

    def forward(self, x, cached):
        x = x + self.drop(self.attention(self.norm1(x), cached))
        return x + self.drop(self.feed(self.norm2(x)))


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(VOCAB, EMB), nn.Embedding(CONTEXT, EMB)
        self.drop = nn.Dropout(DROP)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.norm, self.head = LayerNorm(), nn.Linear(EMB, VOCAB, bias=False)
        self.start = 0

    def reset(self):
        self.start = 0
        for block in self.blocks:
            block.attention.reset()

    def forward(self, ids, cached=False):
        seq = ids.shape[1]
        x = self.drop(self.tokens(ids) + self.positions(torch.arange(self.start, self.start + seq)))
        if cached:
            self.start += seq
        for block in self.blocks:
            x = block(x, cached)
        return self.head(self.norm(x))


def seconds(work, runs, warm_up):
    """The seconds that each counted run takes."""
    taken = []
    for _ in range(warm_up + runs):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return taken[warm_up:]


def summary(seconds):
    """Milliseconds: median, smallest and largest."""
    seconds = list(seconds)
    return [round(1e3 * f(seconds), 1) for f in (statistics.median, min, max)]


def main():
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else torch.get_num_threads()
    torch.set_num_threads(threads)
    torch.manual_seed(123)
    model = GPT()
    report = {"torch": torch.__version__, "threads": threads}
    ids = lambda batch, seq: torch.randint(0, VOCAB, (batch, seq))

    model.eval()
    with torch.no_grad():
        for batch, seq in ((2, 256), (1, 64)):
            x = ids(batch, seq)
            report[f"forward {batch} x {seq}"] = summary(seconds(lambda: model(x), 5, 1))
        for batch in (1, 8):

            first = []

            def with_cache():
                model.reset()
                begin = time.perf_counter()
                logits = model(ids(batch, 4), True)
                first.append(time.perf_counter() - begin)
                for _ in range(31):
                    logits = model(logits[:, -1].argmax(-1, keepdim=True), True)

            whole = seconds(with_cache, 5, 1)
            report[f"first token, batch {batch}"] = summary(first[1:])
            report[f"token with cache, batch {batch}"] = summary((w - f) / 31 for w, f in zip(whole, first[1:]))
        model.reset()

        def without_cache():
            x = ids(1, 4)
            for _ in range(32):
                x = torch.cat([x, model(x)[:, -1].argmax(-1, keepdim=True)], 1)

        report["token without cache, batch 1"] = summary(s / 32 for s in seconds(without_cache, 3, 1))

    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-4, weight_decay=0.1)
    x, y = ids(2, 256), ids(2, 256)

    def step():
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x).flatten(0, 1), y.flatten())
        loss.backward()
        optimizer.step()
        loss.item()

    report["training step 2 x 256"] = summary(seconds(step, 5, 2))
    json.dump(report, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
