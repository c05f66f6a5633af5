package weightfiles

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gomlx/compute/dtypes/bfloat16"
	"github.com/gomlx/compute/dtypes/float16"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

// Tensor is a tensor for a file.
type Tensor struct {
	Name, Kind string // "F32"
	Shape      []int
	Values     []float32 // of F32, F16 and BF16
	Content    []byte    // of other kinds
}

// Exact gives a model's parameters values that F32, F16 and BF16 all hold, k/64 for k from -31 to 31, and with tied the
// head those of the token embedding.
func Exact(m *gpt.Model, tied bool) {
	n := uint32(1)
	var tokens []float32
	for v := range nn.Parameters(m.Store()) {
		tensors.MustMutableFlatData(v.MustValue(), func(values []float32) {
			for i := range values {
				n = n*1664525 + 1013904223
				values[i] = float32(int(n>>16)%63-31) / 64
			}
			switch nn.StateName(v.Path()) {
			case "tok_emb.weight":
				tokens = slices.Clone(values)
			case "out_head.weight":
				if tied {
					copy(values, tokens)
				}
			}
		})
	}
}

// parameters are a model's parameters in the order of its constructors.
func parameters(m *gpt.Model) []Tensor {
	var list []Tensor
	for v := range nn.Parameters(m.Store()) {
		list = append(list, Tensor{Name: nn.StateName(v.Path()), Kind: "F32", Shape: v.Shape().Clone().Dimensions,
			Values: tensors.MustCopyFlatData[float32](v.MustValue())})
	}
	return list
}

func (t Tensor) named(name string) Tensor {
	t.Name = name
	return t
}

func (t Tensor) transposed() Tensor {
	rows, columns := t.Shape[0], t.Shape[1]
	turned := Tensor{Name: t.Name, Kind: t.Kind, Shape: []int{columns, rows}, Values: make([]float32, len(t.Values))}
	for i, v := range t.Values {
		turned.Values[i%columns*rows+i/columns] = v
	}
	return turned
}

// sideBySide puts biases one after the other, and matrices, transposed, beside each other.
func sideBySide(parts ...Tensor) Tensor {
	joint := Tensor{Kind: "F32"}
	if len(parts[0].Shape) == 1 {
		for _, p := range parts {
			joint.Values = append(joint.Values, p.Values...)
		}
		joint.Shape = []int{len(joint.Values)}
		return joint
	}
	out, in := parts[0].Shape[0], parts[0].Shape[1]
	joint.Shape = []int{in, len(parts) * out}
	for row := range in {
		for _, p := range parts {
			joint.Values = append(joint.Values, p.transposed().Values[row*out:(row+1)*out]...)
		}
	}
	return joint
}

// triangle is a causal mask: ones above the diagonal, or on and below it.
func triangle(name string, n int, above bool) Tensor {
	t := Tensor{Name: name, Kind: "F32", Shape: []int{n, n}, Values: make([]float32, n*n)}
	for i := range t.Values {
		if (i%n > i/n) == above {
			t.Values[i] = 1
		}
	}
	return t
}

// Safetensors is a safetensors file. The metadata is an entry of the header, or empty.
func Safetensors(metadata string, list []Tensor) []byte {
	var data []byte
	var entries []string
	if metadata != "" {
		entries = []string{metadata}
	}
	for _, t := range list {
		from := len(data)
		data = t.append(data)
		shape, err := json.Marshal(append([]int{}, t.Shape...))
		if err != nil {
			panic(err)
		}
		entries = append(entries, fmt.Sprintf(`%q:{"dtype":%q,"shape":%s,"data_offsets":[%d,%d]}`, t.Name, t.Kind,
			shape,
			from, len(data)))
	}
	header := "{" + strings.Join(entries, ",") + "}"
	file := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(file, header...), data...)
}

// append adds the bytes of a tensor.
func (t Tensor) append(data []byte) []byte {
	switch t.Kind {
	case "F32":
		for _, v := range t.Values {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
		}
	case "F16":
		for _, v := range t.Values {
			data = binary.LittleEndian.AppendUint16(data, float16.FromFloat32(v).Bits())
		}
	case "BF16":
		for _, v := range t.Values {
			data = binary.LittleEndian.AppendUint16(data, bfloat16.FromFloat32(v).Bits())
		}
	default:
		data = append(data, t.Content...)
	}
	return data
}
