package lesson

import (
	"fmt"
	"strconv"
	"strings"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/shared/nn"
)

// Structure lists the modules of a model, each with its name and indented under the one it belongs to, as PyTorch's
// print(model) does (section 6.4; with adapters, section E.4). The names are those of the book's classes.
func Structure(m *gpt.Model) string {
	var o outline
	o.module("", "GPTModel", func() {
		o.embedding("tok_emb", m.Embedding.Token)
		o.embedding("pos_emb", m.Embedding.Position)
		o.dropout("drop_emb", m.DropEmb)
		o.module("trf_blocks", "Sequential", func() {
			for i, block := range m.Blocks {
				o.module(fmt.Sprint(i), "TransformerBlock", func() { o.block(block) })
			}
		})
		o.line("final_norm", "LayerNorm()")
		o.linear("out_head", m.OutHead)
	})
	return o.text.String()
}

// outline writes lines, indented by how deep they are.
type outline struct {
	text  strings.Builder
	depth int
}

func (o *outline) line(name, what string) {
	if name != "" {
		what = "(" + name + "): " + what
	}
	o.raw(what)
}

func (o *outline) raw(s string) {
	fmt.Fprintf(&o.text, "%s%s\n", strings.Repeat("  ", o.depth), s)
}

// module writes a module with what is in it.
func (o *outline) module(name, kind string, inside func()) {
	o.line(name, kind+"(")
	o.depth++
	inside()
	o.depth--
	o.raw(")")
}

func (o *outline) block(b *gpt.Block) {
	if att, ok := b.Att.(*attention.MultiHead); ok {
		o.module("att", "MultiHeadAttention", func() {
			att.Linears(func(name string, layer *nn.Layer) { o.linear(name, *layer) })
			o.dropout("dropout", att.Dropout)
		})
	} else {
		o.line("att", fmt.Sprintf("%T", b.Att))
	}
	o.module("ff", "FeedForward", func() {
		o.module("layers", "Sequential", func() {
			o.linear("0", b.FF.Expand)
			o.line("1", "GELU()")
			o.linear("2", b.FF.Contract)
		})
	})
	o.line("norm1", "LayerNorm()")
	o.line("norm2", "LayerNorm()")
	o.dropout("drop_shortcut", b.DropShortcut)
}

func (o *outline) embedding(name string, e *nn.Embedding) {
	o.line(name, fmt.Sprintf("Embedding(%d, %d)", e.Weight.Shape().Dim(0), e.Weight.Shape().Dim(1)))
}

func (o *outline) dropout(name string, d *nn.Dropout) {
	p := strconv.FormatFloat(d.P, 'g', -1, 64)
	if !strings.Contains(p, ".") {
		p += ".0"
	}
	o.line(name, "Dropout(p="+p+", inplace=False)")
}

func (o *outline) linear(name string, layer nn.Layer) {
	switch l := layer.(type) {
	case *nn.Linear:
		o.line(name, fmt.Sprintf("Linear(in_features=%d, out_features=%d, bias=%s)", l.Weight.Shape().Dim(1),
			l.Weight.Shape().Dim(0), python(l.Bias != nil)))
	case *lora.Linear:
		o.module(name, "LinearWithLoRA", func() {
			o.linear("linear", l.Base)
			o.line("lora", "LoRALayer()")
		})
	default:
		o.line(name, fmt.Sprintf("%T", layer))
	}
}

// python writes a truth value as Python does.
func python(b bool) string {
	if b {
		return "True"
	}
	return "False"
}
