package plain

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/problems"
	"llmfromscratch/shared/safetensors"
	"llmfromscratch/shared/textfile"
)

// The files of a model's folder.
const (
	modelFile  = "model.safetensors"
	configFile = "config.json"
)

// ScalesSuffix stands behind the name of a matrix of 8-bit weights, I8 [out, in], in the name of its scales, F32 [out,
// in/32], rounded up.
const ScalesSuffix = ".scales"

// Save writes a model with 8-bit weights to a folder: model.safetensors, a quarter as large as with float32, and
// config.json. The tensors have their state-dict names. A head that is the token embedding is left out.
func Save(dir string, m *Model) error {
	if !m.Quantized() {
		return errors.New("the model's weights are not of 8 bits: Quantize makes such a model, gpt2.Save writes " +
			"float32")
	}
	var specs []safetensors.Spec
	tensors := m.stored()
	for _, t := range tensors {
		specs = append(specs, t.Spec)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	err := safetensors.WriteRaw(filepath.Join(dir, modelFile), map[string]string{"format": "pt"}, specs,
		func(i int, w io.Writer) error { return tensors[i].write(w) })
	if err != nil {
		return err
	}
	return atomicfile.WriteJSON(filepath.Join(dir, configFile), m.Config)
}

// Load reads the model with 8-bit weights that Save wrote to a folder.
func Load(dir string) (*Model, error) {
	path := filepath.Join(dir, configFile)
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var cfg gpt.Config
	if err := textfile.Unmarshal(data, &cfg); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f, err := safetensors.Open(filepath.Join(dir, modelFile))
	if err != nil {
		return nil, err
	}
	m, err := load(f, cfg)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("%s does not hold the 8-bit weights of the model of %s: %w",
			filepath.Join(dir, modelFile), path, err)
	}
	return m, nil
}

// load makes a model of the tensors of a file. Their names and shapes are compared before anything is read.
func load(f *safetensors.File, cfg gpt.Config) (*Model, error) {
	there := f.Tensors()
	if cfg.NumLayers > len(there) {
		return nil, fmt.Errorf("%d tensors cannot be %d blocks", len(there), cfg.NumLayers)
	}
	m := outline(cfg)
	if _, untied := f.Info(headName); !untied {
		m.head = m.token
	}
	wanted := m.stored()
	var differences problems.List
	for _, t := range wanted {
		info, ok := f.Info(t.Name)
		switch {
		case !ok:
			differences.Add("tensor %s %v is missing", t.Name, t.Shape)
		case !slices.Equal(info.Shape, t.Shape) || info.DType != t.DType:
			differences.Add("tensor %s is %s %v, the model wants %s %v", t.Name, info.DType, info.Shape, t.DType,
				t.Shape)
		}
	}
	for _, info := range there {
		if !slices.ContainsFunc(wanted, func(t tensor) bool { return t.Name == info.Name }) {
			differences.Add("tensor %s %v is not part of the model", info.Name, info.Shape)
		}
	}
	if err := differences.Err(); err != nil {
		return nil, err
	}
	for _, t := range wanted {
		if err := t.read(f); err != nil {
			return nil, fmt.Errorf("tensor %s: %w", t.Name, err)
		}
	}
	return m, nil
}

// outline is a model of 8-bit weights without any memory for them.
func outline(cfg gpt.Config) *Model {
	embed := cfg.EmbDim
	table := func(rows, columns int) matrix { return &int8s{out: rows, in: columns} }
	layer := func(in, out int) linear { return linear{weight: table(out, in)} }
	m := &Model{Config: cfg, token: table(cfg.VocabSize, embed), head: table(cfg.VocabSize, embed),
		position: &float32s{out: cfg.ContextLength, in: embed}}
	for range cfg.NumLayers {
		m.blocks = append(m.blocks, block{
			att: multiHead{query: layer(embed, embed), key: layer(embed, embed), value: layer(embed, embed),
				out: layer(embed, embed), heads: cfg.NumHeads, headDim: embed / cfg.NumHeads},
			ff: feedForward{layer(embed, 4*embed), layer(4*embed, embed)},
		})
	}
	return m
}

// tensor is a tensor of a file, and where its values are in a model: a vector of float32 or the rows of a matrix.
type tensor struct {
	safetensors.Spec
	values *[]float32
	matrix *int8s
}

// stored are the tensors of a model with 8-bit weights.
func (m *Model) stored() (list []tensor) {
	vector := func(name string, n int, at *[]float32) {
		list = append(list, tensor{safetensors.Spec{Name: name, Shape: []int{n}, DType: "F32"}, at, nil})
	}
	for name, at := range m.matrices() {
		if name == headName && m.head == m.token {
			continue
		}
		w := (*at).(*int8s)
		list = append(list, tensor{safetensors.Spec{Name: name, Shape: []int{w.out, w.in}, DType: "I8"}, nil, w})
		list = append(list, tensor{safetensors.Spec{Name: name + ScalesSuffix, Shape: []int{w.out, w.blocks()},
			DType: "F32"}, &w.w.scales, nil})
	}
	position := m.position.(*float32s)
	list = append(list, tensor{safetensors.Spec{Name: "pos_emb.weight", Shape: []int{position.out, position.in},
		DType: "F32"}, &position.w, nil})
	embed := m.Config.EmbDim
	for i := range m.blocks {
		b, name := &m.blocks[i], fmt.Sprintf("trf_blocks.%d.", i)
		if m.Config.QKVBias {
			vector(name+"att.W_query.bias", embed, &b.att.query.bias)
			vector(name+"att.W_key.bias", embed, &b.att.key.bias)
			vector(name+"att.W_value.bias", embed, &b.att.value.bias)
		}
		vector(name+"att.out_proj.bias", embed, &b.att.out.bias)
		vector(name+"ff.layers.0.bias", 4*embed, &b.ff.expand.bias)
		vector(name+"ff.layers.2.bias", embed, &b.ff.contract.bias)
		for j, n := range []*norm{&b.norm1, &b.norm2} {
			vector(fmt.Sprintf("%snorm%d.scale", name, j+1), embed, &n.scale)
			vector(fmt.Sprintf("%snorm%d.shift", name, j+1), embed, &n.shift)
		}
	}
	vector("final_norm.scale", embed, &m.norm.scale)
	vector("final_norm.shift", embed, &m.norm.shift)
	return list
}

// write writes the values as they lie in the file: of a matrix the rows without the zeros that fill the last block.
func (t tensor) write(w io.Writer) error {
	if t.matrix == nil {
		return binary.Write(w, binary.LittleEndian, *t.values)
	}
	for i := range t.matrix.out {
		if err := binary.Write(w, binary.LittleEndian, t.matrix.rows(i, i+1).q[:t.matrix.in]); err != nil {
			return err
		}
	}
	return nil
}

// read reads the values into memory that it makes.
func (t tensor) read(f *safetensors.File) error {
	if t.matrix == nil {
		values, _, err := f.Float32s(t.Name)
		for i, v := range values {
			if !(math.Abs(float64(v)) <= math.MaxFloat32) {
				return fmt.Errorf("value %d is %v: the file is spoilt", i, v)
			}
		}
		*t.values = values
		return err
	}
	raw, err := f.Raw(t.Name)
	if err != nil {
		return err
	}
	t.matrix.w.q = newRow8(t.matrix.out, t.matrix.in).q
	for i := range t.matrix.out {
		row := t.matrix.w.q[i*t.matrix.blocks()*blockSize:][:t.matrix.in]
		if err := binary.Read(raw, binary.LittleEndian, row); err != nil {
			return err
		}
		if j := slices.Index(row, -128); j >= 0 {
			return fmt.Errorf("row %d, column %d is -128, which no weight is rounded to: the file is spoilt", i, j)
		}
	}
	return nil
}
