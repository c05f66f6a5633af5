package pretend

import (
	"bytes"
	"fmt"
	"reflect"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
)

// executable is a computation of the real device that all pretended ones take part in.
type executable struct {
	compute.Executable
	builder *builder
}

// Execute takes the inputs device by device, and gives the results so.
func (e *executable) Execute(inputs []compute.Buffer, donate []bool,
	device compute.DeviceNum) ([]compute.Buffer, error) {
	b, devices := e.builder.backend, []compute.DeviceNum{device}
	if e.builder.distributed {
		devices = nil
		for d := range b.n {
			devices = append(devices, compute.DeviceNum(d))
		}
	}
	n := len(inputs) / len(devices)
	whole := make([]compute.Buffer, n)
	for i := range whole {
		var parts []compute.Buffer
		for d, device := range devices {
			part := inputs[d*n+i].(*buffer)
			if part.device != device {
				return nil, fmt.Errorf("input %d for device %d lies on device %d", i, device, part.device)
			}
			parts = append(parts, part.Buffer)
		}
		var err error
		if whole[i], err = b.join(parts, e.builder.main.inputs[i]); err != nil {
			return nil, fmt.Errorf("input %d: %w", i, err)
		}
	}
	results, err := e.Executable.Execute(whole, nil, 0)
	if err != nil {
		return nil, err
	}
	for i, input := range inputs {
		if donate != nil && donate[i] {
			if err := input.Finalize(); err != nil {
				return nil, err
			}
		}
	}
	all := make([]compute.Buffer, len(results)*len(devices))
	for i, result := range results {
		var spec *compute.ShardingSpec
		if i < len(e.builder.main.outputs) {
			spec = e.builder.main.outputs[i]
		}
		parts, err := b.deal(result, spec, devices)
		if err != nil {
			return nil, fmt.Errorf("result %d: %w", i, err)
		}
		for d, part := range parts {
			all[d*len(results)+i] = part
		}
	}
	return all, nil
}

// join puts the parts of a tensor together on the real device.
func (b *backend) join(parts []compute.Buffer, spec *compute.ShardingSpec) (compute.Buffer, error) {
	first, shape, err := toHost(parts[0])
	if err != nil {
		return nil, err
	}
	joined := reflect.ValueOf(first)
	for d, part := range parts[1:] {
		flat, _, err := toHost(part)
		if err != nil {
			return nil, err
		}
		if isCut(spec) {
			joined = reflect.AppendSlice(joined, reflect.ValueOf(flat))
		} else if !bytes.Equal(dtypes.UnsafeByteSliceFromAny(first), dtypes.UnsafeByteSliceFromAny(flat)) {
			return nil, fmt.Errorf("devices 0 and %d have other values of what all should have", d+1)
		}
	}
	if isCut(spec) {
		shape = shape.Clone()
		shape.Dimensions[0] *= len(parts)
	}
	return b.Backend.BufferFromFlatData(0, joined.Interface(), shape)
}

// deal gives each device its part of a tensor.
func (b *backend) deal(whole compute.Buffer, spec *compute.ShardingSpec, devices []compute.DeviceNum) ([]compute.Buffer,
	error) {
	flat, shape, err := toHost(whole)
	if err != nil {
		return nil, err
	}
	values, size := reflect.ValueOf(flat), shape.Size()
	if isCut(spec) {
		if shape.Dim(0)%len(devices) != 0 {
			return nil, fmt.Errorf("%v cannot be cut for %d devices", shape, len(devices))
		}
		shape = shape.Clone()
		shape.Dimensions[0] /= len(devices)
		size /= len(devices)
	}
	parts := make([]compute.Buffer, len(devices))
	for d, device := range devices {
		part := values
		if isCut(spec) {
			part = values.Slice(d*size, (d+1)*size)
		}
		if parts[d], err = b.BufferFromFlatData(device, part.Interface(), shape); err != nil {
			return nil, err
		}
	}
	return parts, whole.Finalize()
}

// toHost copies what a buffer holds.
func toHost(b compute.Buffer) (flat any, shape shapes.Shape, err error) {
	if shape, err = b.Shape(); err != nil {
		return nil, shape, err
	}
	values := reflect.MakeSlice(reflect.SliceOf(shape.DType.GoType()), shape.Size(), shape.Size())
	return values.Interface(), shape, b.ToFlatData(values.Interface())
}
