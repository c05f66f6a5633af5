// Package pretend makes one device look like several, for tests of what several devices share where there is only one.
package pretend

import (
	"errors"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
)

// Devices is a backend that pretends to have n devices, on top of one that has one. It keeps the promise of automatic
// sharding: every tensor is dealt out as its specification says, and the computation sees all of it. To run one, the
// parts are put together, the real device computes, and the results are dealt out again; copies that ought to be equal
// and are not end in an error. Like a GPU, it shares no memory with the host.
//
// Specifications may cut a tensor along its first axis only, over a mesh of one axis.
func Devices(be compute.Backend, n int) compute.Backend { return &backend{be, n} }

type backend struct {
	compute.Backend
	n int
}

func (b *backend) NumDevices() int        { return b.n }
func (b *backend) HasSharedBuffers() bool { return false }

func (b *backend) NewSharedBuffer(compute.DeviceNum, shapes.Shape) (compute.Buffer, any, error) {
	return nil, nil, errors.New("pretended devices share no memory with the host")
}

func (b *backend) BufferFromFlatData(device compute.DeviceNum, flat any, shape shapes.Shape) (compute.Buffer, error) {
	if int(device) >= b.n {
		return nil, fmt.Errorf("device %d of %d", device, b.n)
	}
	inner, err := b.Backend.BufferFromFlatData(0, flat, shape)
	if err != nil {
		return nil, err
	}
	return &buffer{inner, b, device}, nil
}

func (b *backend) Builder(name string) compute.Builder {
	return &builder{Builder: b.Backend.Builder(name), backend: b}
}

// buffer lies on the real device and pretends to lie on another.
type buffer struct {
	compute.Buffer
	backend *backend
	device  compute.DeviceNum
}

func (b *buffer) Backend() compute.Backend              { return b.backend }
func (b *buffer) DeviceNum() (compute.DeviceNum, error) { return b.device, nil }
func (b *buffer) Data() (any, error) {
	return nil, errors.New("pretended devices share no memory with the host")
}

func (b *buffer) CopyToDevice(device compute.DeviceNum) (compute.Buffer, error) {
	flat, shape, err := toHost(b.Buffer)
	if err != nil {
		return nil, err
	}
	return b.backend.BufferFromFlatData(device, flat, shape)
}

// builder notes how parameters and results are dealt out, which the real builder is not told.
type builder struct {
	compute.Builder
	backend     *backend
	main        *function
	distributed bool
}

func (b *builder) DistributedAutoSharding(meshes ...compute.Mesh) error {
	if len(meshes) != 1 || len(meshes[0].AxesSizes) != 1 || meshes[0].AxesSizes[0] != b.backend.n {
		return fmt.Errorf("meshes %+v for %d devices: want one mesh of one axis", meshes, b.backend.n)
	}
	b.distributed = true
	return nil
}

func (b *builder) DeviceAssignment(devices ...compute.DeviceNum) error {
	if b.distributed && len(devices) != b.backend.n {
		return fmt.Errorf("%d devices assigned, want %d", len(devices), b.backend.n)
	}
	return nil
}

func (b *builder) Main() compute.Function {
	if b.main == nil {
		b.main = &function{Function: b.Builder.Main(), builder: b}
	}
	return b.main
}

func (b *builder) Compile() (compute.Executable, error) {
	inner, err := b.Builder.Compile()
	if err != nil {
		return nil, err
	}
	return &executable{Executable: inner, builder: b}, nil
}

type function struct {
	compute.Function
	builder         *builder
	inputs, outputs []*compute.ShardingSpec // nil: whole
}

func (f *function) Builder() compute.Builder { return f.builder }

func (f *function) Parameter(name string, shape shapes.Shape, spec *compute.ShardingSpec) (compute.Value, error) {
	if err := f.check(spec); err != nil {
		return nil, fmt.Errorf("parameter %s: %w", name, err)
	}
	f.inputs = append(f.inputs, spec)
	return f.Function.Parameter(name, shape, nil)
}

func (f *function) Return(outputs []compute.Value, specs []*compute.ShardingSpec) error {
	for i, spec := range specs {
		if err := f.check(spec); err != nil {
			return fmt.Errorf("result %d: %w", i, err)
		}
	}
	f.outputs = specs
	return f.Function.Return(outputs, nil)
}

// check refuses specifications that this package does not know.
func (f *function) check(spec *compute.ShardingSpec) error {
	if spec == nil {
		return nil
	}
	if !f.builder.distributed {
		return errors.New("a specification in a computation for one device")
	}
	for i, axes := range spec.Axes {
		if len(axes) > 0 && i > 0 {
			return fmt.Errorf("axis %d is cut, want the first one only", i)
		}
	}
	return nil
}

// isCut says whether a specification cuts the first axis.
func isCut(spec *compute.ShardingSpec) bool {
	return spec != nil && len(spec.Axes) > 0 && len(spec.Axes[0]) > 0
}
